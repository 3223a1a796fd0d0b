package import Documents
internal import KubeModel

/// Whether a SubjectAccessReview's specification is allowed.
package typealias MemoryReviewer = @Sendable (Value) -> Bool

/// Who may do what. Without one everybody may do everything.
package typealias MemoryAuthorizer = @Sendable (MemoryRequest) -> Bool

extension ClusterState {
    /// Carries out a request that is no watch.
    mutating func answer(
        _ call: Call, now: KubeTime, authorizer: MemoryAuthorizer?
    ) throws(Refusal) -> (status: Int, body: Value) {
        self.now = now
        defer { follow() }
        switch call.place {
        case .document(let path): return (200, try document(path, for: call))
        case .resource(let resource) where resource.plural == "subjectaccessreviews":
            var review = try call.document()
            review["status"] = ["allowed": .bool(reviewer?(review["spec"] ?? .null) ?? false)]
            return (201, review)
        case .resource(let resource):
            let kind = try kind(resource)
            try authorize(MemoryRequest(call), resource, by: authorizer)
            switch call.method {
            case "GET":
                return (200, try resource.name.isEmpty ? list(kind, resource, call) : shown(find(resource), as: kind))
            case "POST": return (201, try create(kind, resource, call))
            case "PUT": return (200, try replace(kind, resource, call))
            case "PATCH": return try patch(kind, resource, call, by: authorizer)
            case "DELETE": return (200, try delete(kind, resource, call))
            default:
                throw Refusal(
                    405, "MethodNotAllowed", "the server does not allow this method on the requested resource")
            }
        }
    }

    func authorize(
        _ request: MemoryRequest, _ resource: Call.Resource, by authorizer: MemoryAuthorizer?
    ) throws(Refusal) {
        guard let authorizer, !authorizer(request) else { return }
        let plural = request.subresource.isEmpty ? request.resource : "\(request.resource)/\(request.subresource)"
        let place =
            request.namespace.isEmpty ? "at the cluster scope" : "in the namespace \"\(request.namespace)\""
        throw .forbidden(
            resource.collection, resource.name,
            "User \"\(request.user)\" cannot \(request.verb) resource \"\(plural)\" in API group "
                + "\"\(request.group)\" \(place)")
    }

    /// An object as one who asks for this version sees it.
    func shown(_ object: Value, as kind: Kind) -> Value {
        object.with("apiVersion", .string(kind.gvk.apiVersion)).with("kind", .string(kind.gvk.kind))
    }

    // MARK: Lists

    private static let lostPage =
        "The provided continue parameter is too old to display a consistent list result. You can start a new list "
        + "without the continue parameter, or use the continue token in this response to retrieve the remainder of the "
        + "results. Continuing with the provided token results in an inconsistent list - objects that were created, "
        + "modified, or deleted between the time the first chunk was returned and now may show up in the list."

    private mutating func list(_ kind: Kind, _ resource: Call.Resource, _ call: Call) throws(Refusal) -> Value {
        let selector = try Selector(
            labels: call.query["labelSelector"] ?? "", fields: call.query["fieldSelector"] ?? "", of: kind)
        let limit = call.query["limit"].flatMap(Int.init) ?? 0
        let page = try PageToken(call.query["continue"])
        let moment = page?.version ?? version
        guard page == nil || snapshots[moment] != nil else { throw .expired(Self.lostPage) }
        let source = page == nil ? objects : snapshots[moment] ?? [:]
        var found: [(key: ObjectKey, value: Value)] = []
        for (key, object) in Self.sorted(source[kind.collection]) {
            guard resource.namespace.isEmpty || key.namespace == resource.namespace else { continue }
            guard selector.matches(object), page?.isBehind(key) ?? true else { continue }
            found.append((key, object))
        }
        var metadata: Object = ["resourceVersion": .string(String(moment))]
        if limit > 0, found.count > limit {
            if page == nil { snapshots[version] = objects }
            let rest = found.count - limit
            found.removeLast(rest)
            metadata["continue"] = found.last.map { .string(PageToken(version: moment, after: $0.key).text) }
            if selector.isEverything { metadata["remainingItemCount"] = .integer(rest) }
        }
        return [
            "kind": .string("\(kind.gvk.kind)List"), "apiVersion": .string(kind.gvk.apiVersion),
            "metadata": .object(metadata), "items": .array(found.map { listed($0.value, as: kind) }),
        ]
    }

    /// In lists of built-in kinds servers leave out what every item is.
    private func listed(_ object: Value, as kind: Kind) -> Value {
        guard !kind.isCustom else { return shown(object, as: kind) }
        var object = object
        object["apiVersion"] = nil
        object["kind"] = nil
        return object
    }
}

/// Where a list that is read page by page goes on.
private struct PageToken {
    var version: Int
    var after: ObjectKey

    init(version: Int, after: ObjectKey) {
        self.version = version
        self.after = after
    }

    init?(_ text: String?) throws(Refusal) {
        guard let text, !text.isEmpty else { return nil }
        let parts = text.split(separator: ":", maxSplits: 1, omittingEmptySubsequences: false)
        let path =
            parts.count == 2 ? parts[1].split(separator: "/", maxSplits: 1, omittingEmptySubsequences: false) : []
        guard let version = Int(parts[0]), path.count == 2 else {
            throw .badRequest("continue key is not valid: \(text)")
        }
        self.init(version: version, after: ObjectKey(namespace: String(path[0]), name: String(path[1])))
    }

    var text: String { "\(version):\(ClusterState.path(after))" }

    func isBehind(_ key: ObjectKey) -> Bool {
        ClusterState.path(after).utf8.lexicographicallyPrecedes(ClusterState.path(key).utf8)
    }
}
