internal import Documents
internal import KubeModel
internal import Transport

/// What a request asks for, taken apart.
struct Call: Sendable {
    enum Place: Sendable {
        /// Discovery, `/version`, `/readyz`.
        case document(String)
        case resource(Resource)
    }

    struct Resource: Sendable {
        var group: String
        var version: String
        var plural: String
        /// Empty for all namespaces, and for what is in none.
        var namespace: String
        /// Empty for a collection.
        var name: String
        var subresource: String

        var collection: Collection { Collection(group: group, plural: plural) }
    }

    var method: String
    var place: Place
    var query: [String: String]
    var contentType: String
    var body: [UInt8]
    var user: String
    var groups: [String]
    private var agent: String

    init(_ request: HTTPRequest) throws(Refusal) {
        method = request.method
        let target = Self.target(of: request.url)
        let parts = target.split(separator: "?", maxSplits: 1, omittingEmptySubsequences: false).map(String.init)
        let segments = parts[0].split(separator: "/").map { Self.unescaped(String($0)) }
        place = Self.place(segments)
        query = [:]
        for pair in (parts.count > 1 ? parts[1] : "").split(separator: "&") {
            let halves = pair.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false).map(String.init)
            query[Self.unescaped(halves[0])] = halves.count > 1 ? Self.unescaped(halves[1]) : ""
        }
        contentType = request.headers["Content-Type"] ?? ""
        body = request.body ?? []
        user = request.headers["Impersonate-User"] ?? Self.administrator
        let named = request.headers.fields.filter { $0.name == "Impersonate-Group" }.map(\.value)
        groups = request.headers["Impersonate-User"] == nil ? ["system:masters"] : named
        agent = request.headers["User-Agent"] ?? ""
    }

    /// Whom the server takes a client for that impersonates nobody.
    static let administrator = "admin"

    /// Whose the fields are that the request writes.
    var manager: String { query["fieldManager"] ?? String(agent.prefix { $0 != "/" && $0 != " " }) }

    var isDryRun: Bool { query["dryRun"] == "All" }

    func document() throws(Refusal) -> Value {
        do {
            return try JSON.parse(body, limits: .file)
        } catch {
            throw .badRequest("the body of the request is not JSON: \(error.message)")
        }
    }

    // MARK: Addresses

    /// Path and query of an address.
    private static func target(of url: String) -> String {
        guard let scheme = url.firstRange(of: "://") else { return url }
        let rest = url[scheme.upperBound...]
        return rest.firstIndex(of: "/").map { String(rest[$0...]) } ?? "/"
    }

    private static func place(_ segments: [String]) -> Place {
        let document = Place.document("/" + segments.joined(separator: "/"))
        var rest = segments[...]
        let group: String
        switch rest.popFirst() {
        case "api": group = ""
        case "apis":
            guard let name = rest.popFirst() else { return document }
            group = name
        default: return document
        }
        guard let version = rest.popFirst(), let first = rest.first else { return document }
        var namespace = ""
        // `namespaces/x` is the namespace itself, and of it there are two subresources.
        if first == "namespaces", rest.count > 2, !["status", "finalize"].contains(rest[rest.startIndex + 2]) {
            namespace = rest[rest.startIndex + 1]
            rest = rest.dropFirst(2)
        }
        guard rest.count <= 3, let plural = rest.popFirst() else { return document }
        return .resource(
            Resource(
                group: group, version: version, plural: plural, namespace: namespace, name: rest.popFirst() ?? "",
                subresource: rest.popFirst() ?? ""))
    }

    private static func unescaped(_ text: String) -> String {
        var bytes: [UInt8] = []
        var rest = text.utf8[...]
        while let byte = rest.popFirst() {
            let digits = String(decoding: rest.prefix(2), as: UTF8.self)
            if byte == UInt8(ascii: "%"), let value = UInt8(digits, radix: 16) {
                bytes.append(value)
                rest = rest.dropFirst(2)
            } else {
                bytes.append(byte)
            }
        }
        return String(decoding: bytes, as: UTF8.self)
    }
}

/// A request as authorizers and faults see it.
package struct MemoryRequest: Sendable, Hashable {
    /// As in RBAC: get, list, watch, create, update, patch, delete.
    package var verb: String
    package var group: String
    /// Empty for a document such as `/version`.
    package var resource: String
    package var subresource: String
    /// Empty for all namespaces, and for what is in none.
    package var namespace: String
    /// Empty for a collection.
    package var name: String
    package var user: String
    package var groups: [String]
    /// Whether it is a server-side apply.
    package var isApply: Bool
    package var isDryRun: Bool

    package var isWrite: Bool { !["get", "list", "watch"].contains(verb) && !isDryRun }

    init(_ call: Call) {
        user = call.user
        groups = call.groups
        isApply = call.contentType.hasPrefix("application/apply-patch")
        isDryRun = call.isDryRun
        guard case .resource(let resource) = call.place else {
            verb = "get"
            (group, self.resource, subresource, namespace, name) = ("", "", "", "", "")
            return
        }
        group = resource.group
        self.resource = resource.plural
        subresource = resource.subresource
        // A namespace is in itself.
        let isNamespace = resource.collection == ClusterState.namespaces
        namespace = isNamespace ? resource.name : resource.namespace
        name = resource.name
        verb =
            switch call.method {
            case "POST": "create"
            case "PUT": "update"
            case "PATCH": "patch"
            case "DELETE": "delete"
            default: name.isEmpty ? call.query["watch"] == nil ? "list" : "watch" : "get"
            }
    }
}
