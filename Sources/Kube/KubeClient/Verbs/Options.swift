/// How a body changes an object.
package enum PatchKind: Sendable, Hashable {
    /// RFC 7386: null removes, lists are replaced.
    case merge
    /// RFC 6902: a list of operations.
    case json
    /// Server-side apply.
    case apply(fieldManager: String, force: Bool)

    var contentType: String {
        switch self {
        case .merge: "application/merge-patch+json"
        case .json: "application/json-patch+json"
        case .apply: "application/apply-patch+yaml"
        }
    }
}

/// What happens to the objects that an object owns when it is deleted.
package enum Propagation: String, Sendable, Hashable {
    /// They go after it.
    case background = "Background"
    /// They go before it.
    case foreground = "Foreground"
    /// They stay.
    case orphan = "Orphan"
}
