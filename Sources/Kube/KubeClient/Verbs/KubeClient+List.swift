package import Documents
package import KubeModel
import Synchronization
import Transport

extension KubeClient {
    /// Lists a kind page by page, as of one moment, and returns the resource version of that moment.
    ///
    /// Where the server has forgotten that moment between two pages (410), the list begins again, once: `restart` is called,
    /// and what `each` has received so far no longer counts. A page holds at most `pageSize` objects, and fewer where they
    /// are large: memory is bounded, however many and large they are.
    /// Each object carries its `apiVersion` and `kind`, which servers leave out in lists.
    package func list(
        _ type: ResourceType, namespace: String?, labelSelector: String?, fieldSelector: String?, pageSize: Int,
        restart: () -> Void, each: (Value) -> Void
    ) async throws(KubeError) -> String {
        let path = try type.collectionPath(namespace: namespace, forAll: true)
        let selectors = Self.selectors(label: labelSelector, field: fieldSelector)
        let size = connection.pageSizes.withLock { $0.size(of: path, atMost: pageSize) }
        var pages = ListPages(size: size, most: pageSize)
        while true {
            let page: (answer: Value, bytes: Int)
            do throws(KubeError) {
                page = try await listPage(type, path: path, query: selectors + pages.query, pages.limits)
            } catch {
                switch pages.fail(error) {
                case .again: break
                case .anew: restart()
                case .never(let error): throw error.of(type)
                }
                continue
            }
            try Self.deliver(page.answer, as: type, to: each)
            let token = page.answer.at("metadata", "continue")?.string ?? ""
            pages.receive(bytes: page.bytes, token: token)
            connection.pageSizes.withLock { $0.note(pages.size ?? pageSize, of: path, insteadOf: pageSize) }
            guard !token.isEmpty else { return try Self.resourceVersion(of: page.answer, type) }
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
        return try Self.resourceVersion(of: try await listPage(type, path: path, query: query, .object).answer, type)
    }

    private func listPage(
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

extension KubeError {
    /// With the kind that could not be listed: that there is too much of it is somebody's to mend.
    fileprivate func of(_ type: ResourceType) -> KubeError {
        guard isOfSize else { return self }
        let kind = type.gvk.group.isEmpty ? type.plural : "\(type.plural).\(type.gvk.group)"
        return .tooLarge("the server's list of \(kind), one at a time: \(message); make the largest of them smaller")
    }
}

/// Objects of a list while it is read.
private final class Collected {
    var objects: [Value] = []
}
