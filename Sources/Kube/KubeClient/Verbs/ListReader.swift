package import Documents
package import KubeModel
import Synchronization

/// A part of a list.
package struct ListPage: Sendable {
    /// Each carries its `apiVersion` and `kind`, which servers leave out in lists.
    package var objects: [Value]
    /// Of the moment that the list is of.
    package var resourceVersion: String
    /// Whether the list begins again with it: what came before does not count.
    package var beginsAnew: Bool

    package init(objects: [Value], resourceVersion: String, beginsAnew: Bool) {
        self.objects = objects
        self.resourceVersion = resourceVersion
        self.beginsAnew = beginsAnew
    }
}

/// A list of a kind, page by page, as of one moment.
///
/// Where the server has forgotten that moment between two pages (410), the list begins again, once. A page holds fewer objects
/// than were asked for where they are large: memory is bounded, however many and large they are. The next page is asked for
/// when it is wanted, which should be within minutes.
package struct ListReader {
    private let client: KubeClient
    private let type: ResourceType
    private let path: String
    private let selectors: [(String, String)]
    private let most: Int
    private var pages: ListPages
    private var beginsAnew = false
    private var isOver = false

    init(
        _ client: KubeClient, _ type: ResourceType, path: String, selectors: [(String, String)], most: Int
    ) {
        self.client = client
        self.type = type
        self.path = path
        self.selectors = selectors
        self.most = most
        pages = ListPages(
            size: client.connection.pageSizes.withLock { $0.size(of: path, atMost: most) }, most: most)
    }

    /// Nil after the last page. Where it throws, the same page may be asked for again.
    package mutating func next() async throws(KubeError) -> ListPage? {
        while !isOver {
            let page: (answer: Value, bytes: Int)
            do throws(KubeError) {
                page = try await client.listPage(type, path: path, query: selectors + pages.query, pages.limits)
            } catch {
                switch pages.fail(error) {
                case .again: break
                case .anew: beginsAnew = true
                case .never(let error): throw error.of(type)
                }
                continue
            }
            let read = ListPage(
                objects: try objects(of: page.answer), resourceVersion: try type.listVersion(of: page.answer),
                beginsAnew: beginsAnew)
            let token = page.answer.at("metadata", "continue")?.string ?? ""
            pages.receive(bytes: page.bytes, token: token)
            client.connection.pageSizes.withLock { $0.note(pages.size ?? most, of: path, insteadOf: most) }
            beginsAnew = false
            isOver = token.isEmpty
            return read
        }
        return nil
    }

    private func objects(of page: Value) throws(KubeError) -> [Value] {
        guard let items = page["items"] else {
            throw KubeError(.decoding, "the server's list of \(type.plural) has no items")
        }
        // Go writes an empty list as null in some versions.
        return (items.array ?? []).map { item in
            var item = item
            if item["apiVersion"] == nil { item["apiVersion"] = .string(type.gvk.apiVersion) }
            if item["kind"] == nil { item["kind"] = .string(type.gvk.kind) }
            return item
        }
    }
}

extension ResourceType {
    /// The moment that an answer to a list is of.
    func listVersion(of page: Value) throws(KubeError) -> String {
        guard let version = page.at("metadata", "resourceVersion")?.string, !version.isEmpty else {
            throw KubeError(.decoding, "the server's list of \(plural) has no resourceVersion")
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
