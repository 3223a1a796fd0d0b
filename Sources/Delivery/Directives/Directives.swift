package import Documents

/// What an object's annotations ask of whoever applies it: Martlet's own, and those of Argo CD, Helm and Flux, which mean here
/// what they mean there. Where two of them speak of one thing Martlet's win, then Argo CD's, then Helm's, then Flux's.
package struct Directives: Sendable, Hashable {
    /// Where it stands in the order of its phase; the least first.
    package var wave: Int32 = 0
    /// What it does, if it is a hook.
    package var hook: HookRole?
    package var options = ObjectOptions()

    package init() {}

    /// Of an object of which nothing is to be said where its annotations say nothing that can be understood.
    package init(lenient object: Value) {
        var problems: [String] = []
        self.init(object, &problems)
    }

    /// - Throws: what cannot be understood, so that nothing is done that was not meant.
    package init(_ object: Value) throws(DirectiveError) {
        var problems: [String] = []
        self.init(object, &problems)
        if !problems.isEmpty { throw DirectiveError(message: problems.joined(separator: "; ")) }
    }

    private init(_ object: Value, _ problems: inout [String]) {
        guard let annotations = object.at("metadata", "annotations")?.object, !annotations.isEmpty else { return }
        var reading = DirectiveReading(object: object)
        hook = reading.hook()
        wave = reading.wave(isHook: hook != nil)
        options = reading.options()
        problems = reading.problems
    }
}

/// What an annotation says that means nothing.
package struct DirectiveError: Error, Sendable, Hashable, CustomStringConvertible {
    /// Lower case, no full stop.
    package var message: String

    package var description: String { message }
}
