import ChartTesting
import Documents
import KubeModel
import KubeTesting
import Logging
import Metrics
import Testing
import Transport

@testable import KubeClient

@Suite struct ListPagesTests {
    private let excess = KubeError.tooLarge("too large")
    private let gone = KubeError(.gone, "compacted", status: 410)

    private func text(_ pages: ListPages) -> String { pages.query.map { "\($0.0)=\($0.1)" }.joined(separator: "&") }

    @Test("a page that is too large is asked for by halves, down to one object")
    func halves() {
        var pages = ListPages(size: 5, most: 5)
        pages.receive(bytes: RequestBounds.page, token: "t")
        #expect(text(pages) == "limit=5&continue=t")
        #expect(pages.fail(excess) == .again && text(pages) == "limit=2&continue=t")
        #expect(pages.limits == .page)
        #expect(pages.fail(excess) == .again && text(pages) == "limit=1&continue=t")
        #expect(pages.limits == .object)
        #expect(pages.fail(excess) == .never(excess))
    }

    @Test("where there is much room the next page is larger, up to what was asked for")
    func doubles() {
        var pages = ListPages(size: 3, most: 10)
        for (bytes, size) in [(10, 6), (RequestBounds.page / 2, 6), (10, 10), (10, 10)] {
            pages.receive(bytes: bytes, token: "t")
            #expect(pages.size == size)
        }
    }

    @Test("what the server has forgotten is asked for in one piece, and in pages once more where that is too much")
    func forgotten() {
        var pages = ListPages(size: 8, most: 8)
        #expect(pages.fail(gone) == .never(gone), "before anything came it is no answer")
        pages.receive(bytes: RequestBounds.page, token: "t")
        #expect(pages.fail(gone) == .anew && text(pages) == "")
        #expect(pages.fail(excess) == .again && text(pages) == "limit=8")
        pages.receive(bytes: RequestBounds.page, token: "u")
        #expect(pages.fail(gone) == .never(gone))
    }

    @Test("other failures are the caller's")
    func others() {
        var pages = ListPages(size: 8, most: 8)
        let error = KubeError(.forbidden, "no", status: 403)
        #expect(pages.fail(error) == .never(error))
    }

    @Test("sizes are remembered where they are smaller than asked for, of a bounded number of collections")
    func memory() {
        var sizes = PageSizes()
        #expect(sizes.size(of: "a", atMost: 500) == 500)
        sizes.note(4, of: "a", insteadOf: 500)
        #expect(sizes.size(of: "a", atMost: 500) == 4 && sizes.size(of: "a", atMost: 2) == 2)
        sizes.note(500, of: "a", insteadOf: 500)
        #expect(sizes.size(of: "a", atMost: 500) == 500)
        for index in 0...PageSizes.limit { sizes.note(1, of: "\(index)", insteadOf: 500) }
        #expect(sizes.size(of: "0", atMost: 500) == 500 && sizes.size(of: "\(PageSizes.limit)", atMost: 500) == 1)
    }
}

@Suite(
    "Lists of large objects", .enabled(if: TestServer.hasPython, "python3 and openssl are needed"),
    .timeLimit(.minutes(2)))
struct LargeListTests {
    private let path = "/api/v1/namespaces/n/configmaps"

    private func page(_ names: [String], bytes: Int, token: String = "") -> [UInt8] {
        var list = Array(#"{"metadata":{"resourceVersion":"7","continue":"\#(token)"},"items":["#.utf8)
        for name in names {
            if name != names.first { list.append(UInt8(ascii: ",")) }
            list += Array(#"{"metadata":{"name":"\#(name)"},"data":{"k":""#.utf8)
            list += Array(repeating: UInt8(ascii: "x"), count: bytes / names.count)
            list += Array(#""}}"#.utf8)
        }
        return list + Array("]}".utf8)
    }

    private func with(_ routes: [Route], _ body: (TestServer, KubeClient) async throws -> Void) async throws {
        let server = try TestServer.scripted()
        defer { server.stop() }
        try server.serve(routes)
        let http = HTTPClient(HTTPClientConfiguration(userAgent: "martlet-tests", proxy: .direct))
        defer { http.shutDown() }
        let configuration = KubeConfiguration(
            server: "http://127.0.0.1:\(server.port)", tls: .system, credentials: .none, namespace: nil, proxy: .direct)
        try await body(
            server,
            KubeClient(
                configuration: configuration, transport: http, metrics: Metrics(), userAgent: "martlet-tests",
                logger: Logger(label: "test") { _ in SwiftLogNoOpLogHandler() }))
    }

    private func names(_ client: KubeClient) async throws -> [String] {
        let found = Found()
        _ = try await client.list(
            .configMaps, namespace: "n", labelSelector: nil, fieldSelector: nil, pageSize: 4,
            restart: { found.restarts += 1 }, each: { found.objects.append($0) })
        return found.objects.compactMap(\.name)
    }

    @Test("they come in smaller pages, all of them once, and so they do the next time at once")
    func smaller() async throws {
        let large = RequestBounds.page
        let half = page(["a", "b"], bytes: large / 2, token: "t")
        try await with([
            Route("\(path)?limit=4", page(["a", "b", "c", "d"], bytes: large + 1)), Route("\(path)?limit=2", half),
            Route("\(path)?limit=2&continue=t", page(["c", "d"], bytes: large / 2)),
        ]) { server, client in
            let first = try await names(client)
            #expect(first == ["a", "b", "c", "d"])
            #expect(try server.requests().count == 3)
            #expect(try await names(client) == ["a", "b", "c", "d"])
            #expect(try server.requests().count == 5)
        }
    }

    @Test("one that is too large alone is an error that names its kind")
    func one() async throws {
        try await with([.misbehaving(path, "endless")]) { _, client in
            let error = await #expect(throws: KubeError.self) { try await names(client) }
            #expect(error?.code == .decoding && error?.message.contains("configmaps") == true)
        }
    }

    @Test("what is small and has very many values counts as large")
    func values() async throws {
        let values = Array(repeating: Value.integer(0), count: DocumentLimits.page.nodes)
        let list: Value = [
            "metadata": ["resourceVersion": "7"], "items": [["metadata": ["name": "a"], "list": .array(values)]],
        ]
        try await with([Route("\(path)?limit=1", list.jsonBytes()), Route(path, list.jsonBytes())]) { server, client in
            let found = try await names(client)
            #expect(found == ["a"])
            #expect(try server.requests().count == 3)
        }
    }

    @Test(
        "on a real server",
        .enabled("needs etcd and kube-apiserver") { await TestControlPlane.isAvailable() })
    func real() async throws {
        let server = try await TestControlPlane.shared()
        let client = try server.client()
        let namespace = try await server.makeNamespace("large")
        let text = String(repeating: "x", count: 500 << 10)
        for first in stride(from: 0, to: 24, by: 8) {
            try await withThrowingTaskGroup { group in
                for index in first..<first + 8 {
                    group.addTask(name: "makes a ConfigMap") {
                        _ = try await client.create(
                            .configMaps, namespace: namespace,
                            body: [
                                "apiVersion": "v1", "kind": "ConfigMap", "metadata": ["name": .string("c-\(index)")],
                                "data": ["k": .string(text)],
                            ])
                    }
                }
                try await group.waitForAll()
            }
        }
        let found = Found()
        _ = try await client.list(
            .configMaps, namespace: namespace, labelSelector: nil, fieldSelector: nil, pageSize: 500,
            restart: { found.restarts += 1 }, each: { found.objects.append(["metadata": $0["metadata"] ?? .null]) })
        #expect(Set(found.objects.compactMap(\.name)).count == 24 && found.objects.count == 24 && found.restarts == 0)
    }
}
