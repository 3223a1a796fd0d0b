package import Documents

/// The marks that tell what we manage, and for which application.
package struct Marks: Sendable, Hashable {
    /// What live watches select on; its value is the installation's name.
    package static let label = "gitops.martlet.dev/managed-by"
    /// Who owns an object: `namespace/name` of an application.
    package static let ownerAnnotation = "gitops.martlet.dev/application"

    /// On a namespace that carries what an application says of its destination.
    package static let backdropAnnotation = "gitops.martlet.dev/namespace-metadata"

    /// The installation's name: two installations in one cluster leave each other's objects alone.
    package var installation: String
    package var owner: ObjectKey

    package init(installation: String, owner: ObjectKey) {
        self.installation = installation
        self.owner = owner
    }

    /// The label selector of everything that an installation manages.
    package static func selector(installation: String) -> String { "\(label)=\(installation)" }

    /// Whose an object says it is. A text that names no application is taken for the name of one without a namespace, which is
    /// nobody's: whoever wrote it there has changed the mark, not taken it away.
    package static func owner(of object: Value) -> ObjectKey? {
        object.annotation(ownerAnnotation).map { ObjectKey($0) ?? ObjectKey(namespace: "", name: $0) }
    }

    /// A manifest with the label and the annotation that make it the owner's.
    package func marking(_ manifest: Value) -> Value {
        var marked = manifest
        marked.set(Pointer(tokens: ["metadata", "labels", Marks.label]), replacingNull: .string(installation))
        marked.set(
            Pointer(tokens: ["metadata", "annotations", Marks.ownerAnnotation]),
            replacingNull: .string(owner.description))
        return marked
    }
}

extension Value {
    /// As `set`, with a null on the way taken as an empty object: `annotations:` with nothing below is common.
    fileprivate mutating func set(_ pointer: Pointer, replacingNull value: Value) {
        for length in 1..<pointer.tokens.count {
            let parent = Pointer(tokens: Array(pointer.tokens.prefix(length)))
            if self[parent]?.object == nil { set(parent, to: .object(Object())) }
        }
        set(pointer, to: value)
    }
}
