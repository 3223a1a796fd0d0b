import ChartTesting
import Documents
import KubeModel
import Logging
import Metrics
import Testing
import Transport

@testable import KubeClient

@Suite(
    "What is sent again where no answer came", .enabled(if: TestServer.hasPython, "python3 and openssl are needed"),
    .timeLimit(.minutes(2)))
struct RepetitionTests {
    struct Call: Sendable, CustomTestStringConvertible {
        var testDescription: String
        /// Whether it does no harm where the first was carried out after all.
        var isHarmless: Bool
        var send: @Sendable (KubeClient) async throws -> Void
    }

    private static let key = ObjectKey(namespace: "n", name: "a")
    private static let versioned: Value = ["metadata": ["name": "a", "resourceVersion": "7"], "data": ["k": "v"]]
    private static let plain: Value = ["metadata": ["name": "a"], "data": ["k": "v"]]

    private static func patch(_ name: String, _ kind: PatchKind, _ body: Value, isHarmless: Bool) -> Call {
        Call(testDescription: name, isHarmless: isHarmless) {
            _ = try await $0.patch(.configMaps, key, subresource: nil, kind: kind, body: body)
        }
    }

    private static func apply(_ name: String, _ body: Value, isHarmless: Bool) -> Call {
        Call(testDescription: name, isHarmless: isHarmless) {
            _ = try await $0.apply(.configMaps, key, body: body, fieldManager: "m", force: true, dryRun: false)
        }
    }

    private static func replace(_ name: String, _ body: Value, isHarmless: Bool) -> Call {
        Call(testDescription: name, isHarmless: isHarmless) { _ = try await $0.replace(.configMaps, key, body: body) }
    }

    private static func delete(_ name: String, uid: String?, isHarmless: Bool) -> Call {
        Call(testDescription: name, isHarmless: isHarmless) {
            _ = try await $0.delete(.configMaps, key, uid: uid, resourceVersion: nil, propagation: .background)
        }
    }

    private static func create(_ name: String, _ body: Value, isHarmless: Bool) -> Call {
        Call(testDescription: name, isHarmless: isHarmless) {
            _ = try await $0.create(.configMaps, namespace: "n", body: body)
        }
    }

    static let calls = [
        Call(testDescription: "get", isHarmless: true) { _ = try await $0.get(.configMaps, key) },
        apply("apply", plain, isHarmless: true), apply("apply to a version", versioned, isHarmless: true),
        patch("merge", .merge, plain, isHarmless: true),
        patch("merge into a version", .merge, versioned, isHarmless: true),
        patch("operations", .json, [["op": "add", "path": "/data/list/-", "value": "v"]], isHarmless: false),
        replace("replace", plain, isHarmless: true), replace("replace a version", versioned, isHarmless: true),
        delete("delete this one", uid: "u", isHarmless: true), delete("delete any", uid: nil, isHarmless: false),
        create("create", plain, isHarmless: true),
        create("create with a name of the server's", ["metadata": ["generateName": "a-"]], isHarmless: false),
    ]

    private func with(_ body: (TestServer, KubeClient) async throws -> Void) async throws {
        let server = try TestServer.streams("h2")
        defer { server.stop() }
        let http = HTTPClient(HTTPClientConfiguration(userAgent: "martlet-tests", proxy: .direct))
        defer { http.shutDown() }
        let configuration = KubeConfiguration(
            server: "https://127.0.0.1:\(server.port)", tls: try server.authority(), credentials: .none, namespace: nil,
            proxy: .direct)
        try await body(
            server,
            KubeClient(
                configuration: configuration, transport: http, metrics: Metrics(), userAgent: "martlet-tests",
                logger: Logger(label: "test") { _ in SwiftLogNoOpLogHandler() }))
    }

    @Test("what was certainly not processed, whatever it is")
    func unprocessed() async throws {
        try await sendAll(Self.calls, "refuse")
    }

    @Test(
        "what was not processed because the server goes; libcurl before 8.4 does not tell that from a broken connection"
    )
    func going() async throws {
        try await sendAll(Self.calls.filter(\.isHarmless), "goaway")
    }

    private func sendAll(_ calls: [Call], _ word: String) async throws {
        try await with { server, client in
            for call in calls {
                let before = try server.planned().count
                try server.plan([word])
                await #expect(throws: Never.self, "\(call.testDescription)") { try await call.send(client) }
                #expect(try server.planned().count == before + 2, "\(call.testDescription)")
            }
        }
    }

    @Test("what may have been carried out, where that does no harm, and nothing else")
    func unknown() async throws {
        try await with { server, client in
            for call in Self.calls {
                let before = try server.planned().count
                try server.plan(["break"])
                let outcome = await result(of: call, by: client)
                #expect(outcome == (call.isHarmless ? nil : .transport), "\(call.testDescription)")
                #expect(try server.planned().count == before + (call.isHarmless ? 2 : 1), "\(call.testDescription)")
            }
        }
    }

    @Test("a bounded number of times")
    func bounded() async throws {
        try await with { server, client in
            try server.plan(Array(repeating: "break", count: 20))
            #expect(await result(of: Self.calls[1], by: client) == .transport)
            #expect(try server.planned().count == RetryRule.attempts)
        }
    }

    @Test("that a repeated request for one version is a conflict says nothing of the first")
    func versions() async throws {
        try await with { server, client in
            for call in Self.calls.filter({ $0.testDescription.contains("version") }) {
                try server.plan(["break", "conflict"])
                #expect(await result(of: call, by: client) == .transport, "\(call.testDescription)")
                try server.plan(["conflict"])
                #expect(await result(of: call, by: client) == .conflict, "\(call.testDescription)")
            }
        }
    }

    private func result(of call: Call, by client: KubeClient) async -> KubeError.Code? {
        do {
            try await call.send(client)
            return nil
        } catch {
            return (error as? KubeError)?.code ?? .other
        }
    }
}
