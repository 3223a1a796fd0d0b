/// What an object asks for beside the policies of its application. Nil is for what the application says.
package struct ObjectOptions: Sendable, Hashable {
    /// Whether it may be deleted.
    package enum Removal: UInt8, Sendable, Hashable {
        case allowed
        /// Once a person has confirmed it.
        case confirmed
        case never
    }

    /// How it is applied.
    package enum Application: UInt8, Sendable, Hashable {
        /// What the manifest has of it is ours.
        case always
        /// Only where it is not there yet; what is there is left alone.
        case once
        /// Not at all.
        case never
        /// Without force: fields that others hold stay theirs.
        case merged
    }

    /// When it is no longer in the source.
    package var prune: Removal?
    /// When its application is deleted.
    package var delete: Removal?
    package var application: Application?
    /// Whether it is written as a whole, not only with the fields of its manifest.
    package var replace: Bool?
    /// Whether it is deleted and made anew where the server refuses to change it.
    package var recreate: Bool?
    /// Whether it is pruned only once all the rest is well.
    package var pruneLast: Bool?
    /// Whether the server is to refuse fields that it does not know.
    package var validate: Bool?

    package init() {}

    /// What these say, and where they say nothing, the others.
    func over(_ others: ObjectOptions) -> ObjectOptions {
        var both = self
        both.prune = prune ?? others.prune
        both.delete = delete ?? others.delete
        both.application = application ?? others.application
        both.replace = replace ?? others.replace
        both.recreate = recreate ?? others.recreate
        both.pruneLast = pruneLast ?? others.pruneLast
        both.validate = validate ?? others.validate
        return both
    }
}
