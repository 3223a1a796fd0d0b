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

/// What a server does about fields that it does not know, or that are there twice. Servers before 1.25 refuse an apply with
/// unknown fields, whatever is asked for.
package enum FieldValidation: String, Sendable, Hashable {
    /// It refuses the object.
    case strict = "Strict"
    /// It drops them, and warns.
    case warn = "Warn"
    /// It drops them.
    case ignore = "Ignore"
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
