internal import KubeClient
internal import KubeModel
internal import Surroundings

/// What a watcher asks a server for.
protocol WatchSource: Sendable {
    /// All objects, page by page.
    func list() throws(KubeError) -> any PageReader

    /// The version that the server is at.
    func currentVersion() async throws(KubeError) -> String

    func open(resourceVersion: String) async throws(KubeError) -> any WatchReader
}

/// A list that is being read. Nil after its last page.
protocol PageReader: AnyObject {
    func next() async throws(KubeError) -> ListPage?
}

/// An open watch. Nil when the server ends it in good order.
protocol WatchReader: AnyObject {
    func next() async throws(KubeError) -> RawWatchEvent?
}

/// One kind on the API server, or the part of it that selectors choose.
struct KubeWatchSource: WatchSource {
    /// Servers end watches after a time of their own, which is between half an hour and an hour where nobody asks. Less
    /// bounds how long a server goes without seeing our credentials.
    private static let longestWatch = Duration.seconds(600)

    var client: KubeClient
    var type: ResourceType
    var namespace: String?
    var labelSelector: String?
    var fieldSelector: String?
    var pageSize: Int

    func list() throws(KubeError) -> any PageReader {
        KubePageReader(
            try client.pages(
                of: type, namespace: namespace, labelSelector: labelSelector, fieldSelector: fieldSelector,
                pageSize: pageSize), of: self)
    }

    func currentVersion() async throws(KubeError) -> String {
        try await believing { () async throws(KubeError) in
            try await client.currentVersion(of: type, namespace: namespace, fieldSelector: fieldSelector)
        }
    }

    func open(resourceVersion: String) async throws(KubeError) -> any WatchReader {
        let timeout = Self.longestWatch.jittered(by: 0.5, random: client.surroundings.fraction())
        let stream = try await believing { () async throws(KubeError) in
            try await client.watch(
                type, namespace: namespace, labelSelector: labelSelector, fieldSelector: fieldSelector,
                resourceVersion: resourceVersion, timeout: timeout)
        }
        return KubeWatchReader(stream)
    }

    /// A server that is starting denies the kinds of definitions that it has not read yet. Whoever took that for the
    /// truth would take all their objects for gone: that there is no such kind is believed only of a server that is
    /// ready, and says so again.
    fileprivate func believing<Answer>(_ ask: () async throws(KubeError) -> Answer) async throws(KubeError) -> Answer {
        do throws(KubeError) {
            return try await ask()
        } catch let error where error.code == .notFound {
            guard await isServerReady() else {
                throw KubeError(.unavailable, "the API server is starting and does not serve \(type.plural) yet")
            }
            return try await ask()
        }
    }

    /// Servers that do not tell count as ready.
    private func isServerReady() async -> Bool {
        do throws(KubeError) {
            _ = try await client.request(method: "GET", path: "/readyz", query: [], body: nil, contentType: nil)
            return true
        } catch {
            return error.code == .notFound || error.code == .forbidden
        }
    }
}

private final class KubePageReader: PageReader {
    private var pages: ListReader
    private let source: KubeWatchSource

    init(_ pages: ListReader, of source: KubeWatchSource) {
        self.pages = pages
        self.source = source
    }

    func next() async throws(KubeError) -> ListPage? {
        try await source.believing { () async throws(KubeError) in try await pages.next() }
    }
}

private final class KubeWatchReader: WatchReader {
    private let stream: WatchStream
    private var events: WatchStream.AsyncIterator

    init(_ stream: WatchStream) {
        self.stream = stream
        events = stream.makeAsyncIterator()
    }

    deinit { stream.cancel() }

    func next() async throws(KubeError) -> RawWatchEvent? { try await events.next() }
}
