import Server
import TestKit
import Testing

/// More than buffers of the system take.
private struct LargeHandler: RequestHandler {
    func respond(to request: ServerRequest) async -> ServerResponse {
        .text(String(repeating: "x", count: 32 << 20), status: 200)
    }
}

private let probes = Router(["/healthz": ProbeHandler { [] }, "/large": LargeHandler()])

/// A request after which the connection stays open.
private let keepOpen = "GET /healthz HTTP/1.1\r\nhost: x\r\n\r\n"

@Suite(.timeLimit(.minutes(1))) struct ConnectionTests {
    private func bounds(_ change: (inout HTTPServerLimits) -> Void) -> HTTPServerLimits {
        var limits = HTTPServerLimits.standard
        change(&limits)
        return limits
    }

    @Test("a connection without a whole first request is closed soon, however its bytes trickle")
    func firstRequest() async throws {
        let limits = bounds { $0.firstRequest = .milliseconds(200) }
        try await withServer(probes, limits: limits) { port, _ in
            let silent = try await exchange(port: port, "")
            let unfinished = try await exchange(port: port, "GET /healthz HTTP/1.1\r\nhost: x\r\n")
            let trickling = try await exchange(port: port, "GET /healthz HTTP/1.1\r\n", trickling: "a: b\r\n")
            #expect([silent, unfinished, trickling] == ["", "", ""])
        }
    }

    @Test("a connection stays open for further requests, for as long as the server has patience")
    func patience() async throws {
        let limits = bounds { $0.patience = .milliseconds(200) }
        try await withServer(probes, limits: limits) { port, _ in
            let response = try await exchange(port: port, keepOpen)
            #expect(response.hasPrefix("HTTP/1.1 200 "))
        }
    }

    @Test("a connection is closed after so many requests, and says so with the last response")
    func requestLimit() async throws {
        let limits = bounds { $0.requests = 2 }
        try await withServer(probes, limits: limits) { port, _ in
            let responses = try await exchange(port: port, keepOpen + keepOpen + keepOpen)
                .split(separator: "HTTP/1.1 ")
            #expect(responses.map { $0.contains("connection: close") } == [false, true])
        }
    }

    @Test("hundreds of idle connections of one address keep nobody out")
    func crowd() async throws {
        try await withServer(probes) { port, _ in
            try await withIdleConnections(300, port: port) {
                let response = try await exchange(port: port, get("/healthz"))
                #expect(response.hasPrefix("HTTP/1.1 200 "))
            }
        }
    }

    @Test("a connection that has been idle for longest makes room for another")
    func eviction() async throws {
        let limits = bounds { $0.connections = 1 }
        try await withServer(probes, limits: limits) { port, _ in
            let first = try await exchange(port: port, keepOpen) {
                // The first connection may not be counted yet; it ends once it is.
                let second = try await exchange(port: port, get("/healthz"))
                #expect(second.hasPrefix("HTTP/1.1 200 "))
            }
            #expect(first.isEmpty || first.hasPrefix("HTTP/1.1 200 "))
        }
    }

    @Test("a response that nobody takes does not hold its connection for long")
    func unread() async throws {
        let limits = bounds {
            $0.connections = 1
            $0.response = .milliseconds(300)
        }
        try await withServer(probes, limits: limits) { port, _ in
            try await withUnreadResponse(get("/large"), port: port) {
                try await eventually("the connection is given up") {
                    try await exchange(port: port, get("/healthz")).hasPrefix("HTTP/1.1 200 ")
                }
            }
        }
    }

    /// Where nobody ends such a connection, NIO ends the process.
    @Test("a connection that comes in just while the server stops is ended")
    func lateConnection() async throws {
        for _ in 0..<200 {
            try await withServer(probes) { port, stop in
                async let late: Void = withIdleConnections(3, port: port) {}
                stop()
                try? await late
            }
        }
    }
}
