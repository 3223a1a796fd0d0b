package import Documents
package import KubeModel

extension KubeClient {
    /// Lists a kind page by page, as of one moment, and returns the resource version of that moment.
    ///
    /// Where the server has forgotten that moment between two pages (410), the list begins again in one piece, once:
    /// `restart` is called, and what `each` has received so far no longer counts.
    /// Each object carries its `apiVersion` and `kind`, which servers leave out in lists.
    package func list(
        _ type: ResourceType, namespace: String?, labelSelector: String?, fieldSelector: String?, pageSize: Int,
        restart: () -> Void, each: (Value) -> Void
    ) async throws(KubeError) -> String {
        let path = try type.collectionPath(namespace: namespace, forAll: true)
        let selectors = Self.selectors(label: labelSelector, field: fieldSelector)
        var page = Page(limit: pageSize, token: nil)
        while true {
            let answer: Value
            do throws(KubeError) {
                answer = try await listPage(type, path: path, query: selectors + page.query)
            } catch {
                guard error.code == .gone, page.token != nil else { throw error }
                page = Page(limit: nil, token: nil)
                restart()
                continue
            }
            try Self.deliver(answer, as: type, to: each)
            let token = answer.at("metadata", "continue")?.string ?? ""
            guard !token.isEmpty else { return try Self.resourceVersion(of: answer, type) }
            page.token = token
        }
    }

    /// All objects of a kind, for collections that are known to be small.
    package func list(
        _ type: ResourceType, namespace: String?, labelSelector: String?
    ) async throws(KubeError) -> [Value] {
        // Two closures cannot both change one variable; they share an object.
        let collected = Collected()
        _ = try await list(
            type, namespace: namespace, labelSelector: labelSelector, fieldSelector: nil, pageSize: 500,
            restart: { collected.objects = [] }, each: { collected.objects.append($0) })
        return collected.objects
    }

    /// The version that the server is at, as far as objects of a kind go. Asks for one object by a name, whether or not there
    /// is one: the cheapest question that is answered from the store itself.
    ///
    /// - Parameter fieldSelector: where rights are for one name, that name.
    package func currentVersion(
        of type: ResourceType, namespace: String?, fieldSelector: String?
    ) async throws(KubeError) -> String {
        let place = type.namespaced ? namespace ?? "default" : nil
        let path = try type.collectionPath(namespace: place, forAll: true)
        let query = Self.selectors(label: nil, field: fieldSelector ?? "metadata.name=none") + [("limit", "1")]
        return try Self.resourceVersion(of: try await listPage(type, path: path, query: query), type)
    }

    private func listPage(_ type: ResourceType, path: String, query: [(String, String)]) async throws(KubeError)
        -> Value
    {
        try await object(
            APIRequest(
                verb: .list, method: "GET", path: path, query: query, timeout: RequestBounds.list, isIdempotent: true,
                isSecret: type.isSecret))
    }

    static func selectors(label: String?, field: String?) -> [(String, String)] {
        [("labelSelector", label), ("fieldSelector", field)].compactMap { name, value in
            value.flatMap { $0.isEmpty ? nil : (name, $0) }
        }
    }

    private static func deliver(_ page: Value, as type: ResourceType, to each: (Value) -> Void) throws(KubeError) {
        guard let items = page["items"] else {
            throw KubeError(.decoding, "the server's list of \(type.plural) has no items")
        }
        // Go writes an empty list as null in some versions.
        for var item in items.array ?? [] {
            if item["apiVersion"] == nil { item["apiVersion"] = .string(type.gvk.apiVersion) }
            if item["kind"] == nil { item["kind"] = .string(type.gvk.kind) }
            each(item)
        }
    }

    private static func resourceVersion(of page: Value, _ type: ResourceType) throws(KubeError) -> String {
        guard let version = page.at("metadata", "resourceVersion")?.string, !version.isEmpty else {
            throw KubeError(.decoding, "the server's list of \(type.plural) has no resourceVersion")
        }
        return version
    }
}

/// Which part of a list is asked for.
private struct Page {
    /// Nil: all of it.
    var limit: Int?
    var token: String?

    var query: [(String, String)] {
        [("limit", limit.map(String.init)), ("continue", token)].compactMap { name, value in value.map { (name, $0) } }
    }
}

/// Objects of a list while it is read.
private final class Collected {
    var objects: [Value] = []
}
