package import Documents
package import KubeModel
import Transport

extension KubeClient {
    /// A list of a kind, to be read page by page, of at most `pageSize` objects each.
    package func pages(
        of type: ResourceType, namespace: String?, labelSelector: String?, fieldSelector: String?, pageSize: Int
    ) throws(KubeError) -> ListReader {
        ListReader(
            self, type, path: try type.collectionPath(namespace: namespace, forAll: true),
            selectors: Self.selectors(label: labelSelector, field: fieldSelector), most: pageSize)
    }

    /// Lists a kind page by page and returns the resource version of the moment that the list is of. `restart` is called
    /// where the list begins again, and what `each` has received so far no longer counts; see `ListReader`.
    package func list(
        _ type: ResourceType, namespace: String?, labelSelector: String?, fieldSelector: String?, pageSize: Int,
        restart: () -> Void, each: (Value) -> Void
    ) async throws(KubeError) -> String {
        var pages = try pages(
            of: type, namespace: namespace, labelSelector: labelSelector, fieldSelector: fieldSelector,
            pageSize: pageSize)
        var version = ""
        while let page = try await pages.next() {
            if page.beginsAnew { restart() }
            for object in page.objects { each(object) }
            version = page.resourceVersion
        }
        return version
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
        return try type.listVersion(of: try await listPage(type, path: path, query: query, .object).answer)
    }

    func listPage(
        _ type: ResourceType, path: String, query: [(String, String)], _ limits: DocumentLimits
    ) async throws(KubeError) -> (answer: Value, bytes: Int) {
        let response = try await response(
            to: APIRequest(
                verb: .list, method: "GET", path: path, query: query, timeout: RequestBounds.list, isRepeatable: true,
                isSecret: type.isSecret, responseLimit: limits.bytes))
        tellWarnings(response.headers, isSecret: type.isSecret)
        return (try Connection.decode(response.body, within: limits), response.body.count)
    }

    static func selectors(label: String?, field: String?) -> [(String, String)] {
        [("labelSelector", label), ("fieldSelector", field)].compactMap { name, value in
            value.flatMap { $0.isEmpty ? nil : (name, $0) }
        }
    }
}

/// Objects of a list while it is read.
private final class Collected {
    var objects: [Value] = []
}
