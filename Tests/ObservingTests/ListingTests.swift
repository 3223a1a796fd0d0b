import Documents
import KubeClient
import KubeModel
import KubeRuntime
import Logging
import Metrics
import Synchronization
import Testing
import Transport

@testable import Observing

/// A server that has many Secrets, all of the installation `martlet`, and nothing that changes.
private final class ManySecrets: KubeTransport {
    private let count: Int
    private let asked = Mutex<[Int]>([])
    /// How much has been made of what came, at each request for a page.
    let progress = Mutex<(@Sendable () -> Int)?>(nil)

    init(_ count: Int) { self.count = count }

    var seen: [Int] { asked.withLock { $0 } }

    func send(_ request: HTTPRequest) async throws(TransportError) -> HTTPResponse {
        guard request.url.contains("/secrets?") else {
            return HTTPResponse(status: 404, headers: HTTPHeaders(), body: [], url: request.url)
        }
        let rows = progress.withLock { $0 }?() ?? 0
        asked.withLock { $0.append(rows) }
        let (first, limit) = (Self.number("continue", request.url) ?? 0, Self.number("limit", request.url) ?? count)
        let end = min(count, first + limit)
        let items = (first..<end).map(Self.secret).joined(separator: ",")
        let token = end < count ? "\(end)" : ""
        let body = #"{"metadata":{"resourceVersion":"99999","continue":"\#(token)"},"items":[\#(items)]}"#
        return HTTPResponse(status: 200, headers: HTTPHeaders(), body: Array(body.utf8), url: request.url)
    }

    func open(_ request: HTTPRequest) async throws(TransportError) -> any KubeStream { Silence() }

    private static func number(_ name: String, _ url: String) -> Int? {
        url.split(whereSeparator: { "?&".contains($0) }).first { $0.hasPrefix("\(name)=") }
            .flatMap { Int($0.dropFirst(name.count + 1)) }
    }

    private static func secret(_ index: Int) -> String {
        #"{"metadata":{"name":"s\#(index)","namespace":"shop","uid":"u\#(index)","resourceVersion":"\#(index + 1)","#
            + #""labels":{"\#(Marks.label)":"martlet"},"annotations":{"\#(Marks.ownerAnnotation)":"shop/web"}},"#
            + #""data":{"k":"\#(String(repeating: "A", count: 1_000))"}}"#
    }
}

/// A stream that says nothing until it is cancelled.
private final class Silence: KubeStream {
    let status = 200
    let headers = HTTPHeaders()
    private let end = Doorbell()

    func next() async throws(TransportError) -> [UInt8]? {
        await end.wait()
        throw TransportError(.cancelled, "cancelled")
    }

    func cancel() { end.ring() }
}

@Suite(.timeLimit(.minutes(1))) struct ListingTests {
    private let secrets = ResourceType(
        gvk: GroupVersionKind(group: "", version: "v1", kind: "Secret"), plural: "secrets", namespaced: true, verbs: [])

    @Test func `Each page of a list has become rows before the next is asked for`() async {
        let server = ManySecrets(2_200)
        let logger = Logger(label: "test") { _ in SwiftLogNoOpLogHandler() }
        let client = KubeClient(
            configuration: KubeConfiguration(
                server: "https://cluster.test", tls: .system, credentials: .none, namespace: nil, proxy: nil),
            transport: server, metrics: Metrics(), userAgent: "test", logger: logger)
        let inStep = Doorbell()
        let index = LiveIndex(
            client: client, key: DigestKey([1]), fieldManager: "martlet", installation: "martlet", namespace: nil,
            logger: logger, metrics: Metrics(), notify: { _ in inStep.ring() })
        server.progress.withLock { $0 = { [weak index] in index?.count ?? 0 } }
        let owner = ObjectKey(namespace: "shop", name: "web")
        await firstOf({ await index.run() }) {
            while !index.require([secrets], for: owner), !Task.isCancelled { await inStep.wait() }
        }
        #expect(server.seen == [0, 500, 1_000, 1_500, 2_000])
        #expect(index.count == 2_200)
    }
}
