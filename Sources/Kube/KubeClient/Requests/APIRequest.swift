import KubeModel

/// One request to the server, before credentials and retries.
struct APIRequest: Sendable {
    /// For metrics.
    enum Verb: String, Sendable {
        case get, list, watch, create, apply, patch, update, delete
    }

    var verb: Verb
    var method: String
    /// From the server's root, escaped, without a query.
    var path: String
    var query: [(String, String)] = []
    var body: [UInt8]?
    var contentType: String?
    /// The form of the answer.
    var accept = "application/json"
    /// For all attempts together.
    var timeout: Duration
    /// Whether it does no harm to send it again when it is not known whether it was carried out.
    var isRepeatable: Bool
    /// Whether it is for one version of an object: of two only one is carried out, and the other refused as a conflict.
    var isVersioned = false
    /// Whether the server might quote a secret in its answer.
    var isSecret = false
    /// Whether the client-side rate limit does not count it.
    var isUnlimited = false
    /// Whether it goes on a connection of its own, and waits for nothing.
    var isApart = false
    /// The most bytes that are read of the answer.
    var responseLimit = RequestBounds.response

    /// Path and query, as they follow the server's address.
    ///
    /// Throws where the path is not one that means what it says: whatever a name became part of it, nothing leads from
    /// it to another path, or into the query.
    var target: String {
        get throws(KubeError) {
            guard Self.isPlain(path) else { throw KubeError(.invalid, "a request on a path that leads elsewhere") }
            guard !query.isEmpty else { return path }
            let pairs = query.map { "\($0.0)=\($0.1.percentEncoded(keeping: ""))" }
            return "\(path)?\(pairs.joined(separator: "&"))"
        }
    }

    private static func isPlain(_ path: String) -> Bool {
        let segments = path.split(separator: "/", omittingEmptySubsequences: false)
        guard segments.count > 1, segments[0].isEmpty else { return false }
        return segments.dropFirst().allSatisfy { segment in
            // The escapes of a dot, a slash and a percent sign, which servers undo before they split a path.
            let text = segment.lowercased()
            return !segment.isEmpty && segment != "." && segment != ".."
                && !["%2e", "%2f", "%25"].contains(where: text.contains)
                && segment.utf8.allSatisfy { $0 > 0x20 && $0 < 0x7F && !Self.endOfPath.contains($0) }
        }
    }

    private static let endOfPath = Set("?#".utf8)
}

/// Bounds of requests.
enum RequestBounds {
    /// Reading an object. Servers give up after 60 s by themselves.
    static let read = Duration.seconds(30)
    /// Writing may wait for admission webhooks, which get up to 30 s each.
    static let write = Duration.seconds(60)
    static let list = Duration.seconds(120)
    static let connect = Duration.seconds(10)
    /// An object of etcd's greatest size twice, as JSON with every byte escaped.
    static let response = 24 << 20
    /// A page of a list: 500 objects of the usual size. They take several times the memory of their text, and dozens of kinds
    /// may be listed at once.
    static let page = 4 << 20
    /// What is read of an answer that only says what went wrong.
    static let errorResponse = 1 << 20
}
