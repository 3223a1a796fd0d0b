import ChartTesting
import TestKit
import Testing

@testable import Transport

@Suite(
    "What is known of requests whose answer is lost",
    .enabled(if: TestServer.hasPython, "python3 and openssl are needed"),
    .timeLimit(.minutes(2)))
struct ProcessingTests {
    private func with(
        _ plan: [String], _ body: (TestServer, HTTPClient, HTTPRequest) async throws -> Void
    ) async throws {
        let server = try TestServer.streams("h2")
        defer { server.stop() }
        try server.plan(plan)
        let client = HTTPClient(.test)
        defer { client.shutDown() }
        let request = HTTPRequest(
            method: "POST", url: "https://127.0.0.1:\(server.port)/", body: Array("{}".utf8), timeouts: .test,
            responseLimit: 1 << 20, tls: try server.authority())
        try await body(server, client, request)
    }

    @Test("what the server has certainly not processed is sent again on another connection, whatever it is")
    func unprocessed() async throws {
        try await with(["refuse", "refuse"]) { server, client, request in
            let response = try await client.send(request)
            #expect(response.status == 200 && response.text == "{}")
            #expect(try server.planned() == ["1 h2 refuse", "2 h2 refuse", "3 h2 answer"])
        }
    }

    @Test("but not for ever", arguments: ["refuse", "goaway"])
    func bounded(word: String) async throws {
        try await with(Array(repeating: word, count: 100)) { server, client, request in
            #expect(await code { try await client.send(request) } == .interrupted)
            let count = try server.planned().count
            #expect(count <= 10)
        }
    }

    @Test("of a server that goes nothing is used any more")
    func going() async throws {
        try await with(["answer", "goaway"]) { server, client, request in
            var request = request
            request.retry = .always(attempts: 3)
            for _ in 0..<3 { _ = try await client.send(request) }
            #expect(try server.planned() == ["1 h2 answer", "1 h2 goaway", "2 h2 answer", "2 h2 answer"])
        }
    }

    @Test("what it may have processed is sent again by whoever knows that it does no harm")
    func unknown() async throws {
        try await with(["break"]) { server, client, request in
            #expect(await code { try await client.send(request) } == .interrupted)
            #expect(try server.planned() == ["1 h2 break"])
            try server.plan(["break"])
            var request = request
            request.retry = .always(attempts: 2)
            #expect(try await client.send(request).status == 200)
        }
    }

    @Test("what must not wait has a connection of its own, whatever holds up the others")
    func apart() async throws {
        let server = try TestServer.streams()
        defer { server.stop() }
        try server.plan(["stall"])
        let client = HTTPClient(.test)
        defer { client.shutDown() }
        let request = HTTPRequest(
            method: "GET", url: "https://127.0.0.1:\(server.port)/", timeouts: .test, responseLimit: 1 << 20,
            tls: try server.authority())
        try await withThrowingTaskGroup(of: Void.self) { group in
            group.addTask(name: "held up") { _ = try? await client.send(request) }
            try await eventually("it is held up") { try server.planned() == ["1 h2 stall"] }
            let response = try await client.sendApart(request)
            let last = try server.planned().last
            #expect(response.status == 200 && last == "2 http/1.1 answer")
            group.cancelAll()
        }
    }
}
