import ChartTesting
import Documents
import KubeClient
import KubeModel
import Logging
import Metrics
import TestKit
import Testing
import Transport

@testable import KubeRuntime

@Suite(
    "How a Lease is asked for", .enabled(if: TestServer.hasPython, "python3 and openssl are needed"),
    .timeLimit(.minutes(2)))
struct LeaseConnectionTests {
    private func with(
        _ protocols: String, _ body: @Sendable (TestServer, KubeClient, KubeLease) async throws -> Void
    ) async throws {
        let server = try TestServer.streams(protocols)
        defer { server.stop() }
        let http = HTTPClient(HTTPClientConfiguration(userAgent: "martlet-tests", proxy: .direct))
        defer { http.shutDown() }
        let client = KubeClient(
            configuration: KubeConfiguration(
                server: "https://127.0.0.1:\(server.port)", tls: try server.authority(), credentials: .none,
                namespace: nil, proxy: .direct),
            transport: http, metrics: Metrics(), userAgent: "martlet-tests", logger: ServerFixture.logger)
        try await body(server, client, KubeLease(client: client, key: ObjectKey(namespace: "n", name: "leader")))
    }

    @Test(
        "as many requests as there are connections may wait for their answers: it is read and written meanwhile",
        arguments: [("http/1.1", 8), ("h2,http/1.1", 1)])
    func besides(protocols: String, stalling: Int) async throws {
        try await with(protocols) { server, client, lease in
            try server.plan(Array(repeating: "stall", count: stalling))
            await withTaskGroup(of: Void.self) { group in
                for index in 0..<16 {
                    group.addTask(name: "applies") {
                        _ = try? await client.apply(
                            .configMaps, ObjectKey(namespace: "n", name: "c-\(index)"), body: [:], fieldManager: "m",
                            force: true, dryRun: false)
                    }
                }
                await #expect(throws: Never.self) {
                    try await eventually("the applies are on their way") { try server.planned().count >= stalling }
                    let held = try await lease.read()
                    _ = try await lease.write(
                        LeaseRecord(spec: nil), replacing: try #require(held).resourceVersion)
                }
                group.cancelAll()
            }
        }
    }

    @Test("a request for it that hangs is given up with its connection")
    func hanging() async throws {
        try await with("h2,http/1.1") { server, _, lease in
            try server.plan(["stall"])
            await withTaskGroup(of: Void.self) { group in
                group.addTask(name: "hangs") { _ = try? await lease.read() }
                await #expect(throws: Never.self) {
                    try await eventually("it is on its way") { try server.planned().count == 1 }
                }
                group.cancelAll()
            }
            #expect(try await lease.read() != nil)
            #expect(try server.planned().map { $0.split(separator: " ")[1] } == ["http/1.1", "http/1.1"])
        }
    }
}
