package import Digests
package import Documents

/// What a chart asks the cluster for by `lookup`.
package struct LookupQuestion: Sendable, Hashable, CustomStringConvertible {
    package var apiVersion: String
    package var kind: String
    /// Empty for all, or for kinds that have none.
    package var namespace: String
    /// Empty for a list.
    package var name: String

    package init(apiVersion: String, kind: String, namespace: String, name: String) {
        self.apiVersion = apiVersion
        self.kind = kind
        self.namespace = namespace
        self.name = name
    }

    /// Such as `the Secret shop/passwords` or `all of Secret in shop`.
    package var description: String {
        let place = namespace.isEmpty ? "" : " in \(namespace)"
        return name.isEmpty ? "all of \(kind) (\(apiVersion))\(place)" : "the \(kind) (\(apiVersion)) \(name)\(place)"
    }
}

/// What the cluster says to that. It may be a Secret: nothing prints it.
package enum LookupAnswer: Sendable, Hashable {
    /// An object, a list, or an empty mapping where there is none; and what it takes as JSON.
    case found(Value, bytes: Int)
    /// Why there is no answer. The render fails with it.
    case failed(String)

    var bytes: Int {
        switch self {
        case .found(_, let bytes): bytes
        case .failed: 0
        }
    }

    package var digest: Digest {
        switch self {
        case .found(let value, _): .of(value)
        case .failed(let message): .of("failed: \(message)")
        }
    }
}

extension LookupAnswer: CustomStringConvertible, CustomDebugStringConvertible, CustomReflectable {
    package var description: String {
        switch self {
        case .found(_, let bytes): "\(bytes) bytes"
        case .failed(let message): message
        }
    }

    package var debugDescription: String { description }
    package var customMirror: Mirror { Mirror(self, children: []) }
}

/// What one render may ask for.
package enum LookupBounds {
    package static let questions = 64
    /// All answers together.
    package static let bytes = 8 << 20
}
