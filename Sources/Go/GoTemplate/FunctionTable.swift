package import GoValues

/// A function that templates call by its name.
package final class TemplateFunction: Sendable {
    /// Throws `GoError` for what Go's function returns as an error, and lets errors of `Invocation` through.
    package typealias Body = @Sendable (_ invocation: Invocation, _ arguments: [GoValue]) throws -> GoValue

    package let name: String
    package let signature: GoSignature
    package let body: Body

    /// - Parameter body: gets arguments that have been counted and checked against the signature; nil stands for an absent
    ///   map, list or interface.
    package init(_ name: String, _ signature: GoSignature, _ body: @escaping Body) {
        self.name = name
        self.signature = signature
        self.body = body
    }
}

/// The functions that a set of templates may call, besides Go's own (`and`, `eq`, `printf` and so on), which a function of
/// the same name replaces.
package struct FunctionTable: Sendable {
    private var functions: [GoString: TemplateFunction] = [:]

    package init(_ functions: some Sequence<TemplateFunction> = []) {
        for function in functions { add(function) }
    }

    /// The later of two functions of one name counts.
    package mutating func add(_ function: TemplateFunction) { functions[GoString(function.name)] = function }

    /// The function that templates call by this name; nil for Go's own, too.
    package subscript(name: GoString) -> TemplateFunction? { functions[name] }

    /// In ascending order, without Go's own.
    package var names: [String] { functions.keys.sorted().map(\.string) }

    func callee(_ name: GoString) -> Callee? {
        if let function = functions[name] { return .function(function) }
        return Builtin(rawValue: name.string).map(Callee.builtin)
    }
}

/// What an identifier stands for.
enum Callee: Sendable {
    case builtin(Builtin)
    case function(TemplateFunction)
}

/// Go's own functions.
enum Builtin: String, Sendable, CaseIterable {
    case and, call, html, index, slice, js, len, not, or, print, printf, println, urlquery
    case eq, ge, gt, le, lt, ne

    var signature: GoSignature {
        switch self {
        case .and, .or, .call, .index, .slice, .eq: GoSignature(.reflection, variadic: .reflection)
        case .len, .not: GoSignature(.reflection)
        case .ne, .lt, .le, .gt, .ge: GoSignature(.reflection, .reflection)
        case .html, .js, .urlquery, .print, .println: GoSignature(variadic: .any)
        case .printf: GoSignature(.string, variadic: .any)
        }
    }
}

/// One call of a function: where it stands, and what it may do to the running render.
package struct Invocation {
    let execution: Execution
    /// The node of the call.
    let node: Int

    /// The running render: its bounds, and what the caller of the render gave along.
    package var session: RenderSession { execution.session }

    /// The templates that are known at this place: those of the set, in `tpl` also those that its text defines.
    package var templates: TemplateSet { execution.templates }

    /// Executes another template of the set, as Helm's `include` does, and gives its output.
    package func execute(_ name: GoString, data: GoValue) throws(TemplateError) -> [UInt8] {
        try execution.nested(name, data: data)
    }

    /// Where the call stands in the source.
    package var place: SourcePlace { execution.place(of: node) }
}

/// A place in a source.
package struct SourcePlace: Sendable, Hashable {
    /// The name under which the source was parsed.
    package var source: String
    /// The template that is being executed: the source's own or one that it defines.
    package var template: String
    /// In bytes from the source's start.
    package var offset: Int
    /// From 1.
    package var line: Int
    /// In bytes from 0, as Go counts.
    package var column: Int
}
