import Logging
import Metrics
import Server
import Synchronization
import Testing

private struct SlowHandler: RequestHandler {
    let entered: AsyncStream<Void>.Continuation

    func respond(to request: ServerRequest) async -> ServerResponse {
        entered.yield()
        try? await Task.sleep(for: .milliseconds(300))
        return .text("late \(request.query)\n", status: 200)
    }
}

private let quiet = Logger(label: "test", factory: { _ in SwiftLogNoOpLogHandler() })
private let probes = Router(["/healthz": ProbeHandler { [] }])

@Suite(.timeLimit(.minutes(1))) struct HTTPServerTests {
    @Test("probes and figures are served")
    func routes() async throws {
        let metrics = Metrics()
        metrics.counter("c_total", help: "C.").increment()
        let router = Router.standard(metrics: metrics, health: { [] }, readiness: { ["caches are not filled"] })
        try await withServer(router) { port, _ in
            let health = try await exchange(port: port, get("/healthz?verbose"))
            #expect(health.hasPrefix("HTTP/1.1 200 OK\r\n") && health.hasSuffix("\r\n\r\nok\n"))
            let ready = try await exchange(port: port, get("/readyz"))
            #expect(ready.hasPrefix("HTTP/1.1 503 ") && ready.hasSuffix("\r\n\r\ncaches are not filled\n"))
            let figures = try await exchange(port: port, get("/metrics"))
            #expect(figures.contains("content-type: text/plain; version=0.0.4"))
            #expect(figures.hasSuffix("\nc_total 1\n"))
        }
    }

    @Test("HEAD has the headers and no body")
    func head() async throws {
        try await withServer(probes) { port, _ in
            let response = try await exchange(port: port, get("/healthz", method: "HEAD"))
            #expect(response.contains("content-length: 3\r\n") && response.hasSuffix("\r\n\r\n"))
        }
    }

    @Test("other paths, other methods, bodies and garbage are refused")
    func refusals() async throws {
        try await withServer(probes) { port, _ in
            #expect(try await exchange(port: port, get("/")).hasPrefix("HTTP/1.1 404 "))
            #expect(try await exchange(port: port, get("/healthz/")).hasPrefix("HTTP/1.1 404 "))
            let wrongMethod = try await exchange(port: port, get("/healthz", method: "DELETE"))
            #expect(wrongMethod.hasPrefix("HTTP/1.1 405 ") && wrongMethod.contains("allow: GET, HEAD\r\n"))
            let post = "POST /healthz HTTP/1.1\r\nhost: x\r\ncontent-length: 1000000\r\n\r\nabc"
            #expect(try await exchange(port: port, post).hasPrefix("HTTP/1.1 413 "))
            #expect(try await exchange(port: port, "garbage\r\n\r\n").hasPrefix("HTTP/1.1 400 "))
        }
    }

    @Test("a head above the limit is refused")
    func headLimit() async throws {
        var limits = HTTPServerLimits.standard
        limits.requestHead = 1_000
        try await withServer(probes, limits: limits) { port, _ in
            let filler = String(repeating: "x", count: 2_000)
            let header = try await exchange(port: port, get("/healthz", headers: "a: \(filler)\r\n"))
            #expect(header.isEmpty || header.hasPrefix("HTTP/1.1 400 "))
            let path = try await exchange(port: port, get("/\(filler)"))
            #expect(path.isEmpty || path.hasPrefix("HTTP/1.1 400 "))
            #expect(try await exchange(port: port, get("/healthz")).hasPrefix("HTTP/1.1 200 "))
        }
    }

    @Test("one connection serves several requests")
    func keepAlive() async throws {
        try await withServer(probes) { port, _ in
            let first = "GET /healthz HTTP/1.1\r\nhost: x\r\n\r\n"
            let responses = try await exchange(port: port, first + first + get("/nothing"))
            #expect(responses.split(separator: "HTTP/1.1 ").map { $0.prefix(3) } == ["200", "200", "404"])
        }
    }

    @Test("a response under way goes out before the server stops, and idle connections do not hold it up")
    func gracefulStop() async throws {
        let (entries, entered) = AsyncStream<Void>.makeStream(bufferingPolicy: .bufferingOldest(1))
        let router = Router(["/slow": SlowHandler(entered: entered)])
        try await withServer(router) { port, stop in
            let idle = try await exchange(port: port, "") {
                let response = try await exchange(port: port, "GET /slow?q HTTP/1.1\r\nhost: x\r\n\r\n") {
                    for await _ in entries { break }
                    stop()
                }
                #expect(response.contains("connection: close\r\n") && response.hasSuffix("late q\n"))
            }
            #expect(idle.isEmpty)
        }
    }

    @Test("a port that is taken is an error that says so")
    func taken() async throws {
        try await withServer(probes) { port, _ in
            let second = HTTPServer(
                ListenAddress(host: "127.0.0.1", port: port), router: probes, limits: .standard, logger: quiet)
            let error = await #expect(throws: ServerError.self) { try await second.run() }
            #expect(error?.code == .bind)
            #expect(error?.message.hasPrefix("cannot listen on 127.0.0.1:\(port): ") == true)
        }
    }

    @Test("a server with nothing open can be stopped at any moment, however fast it then ends")
    func idleStop() async throws {
        for _ in 0..<300 { try await withServer(probes) { _, _ in } }
    }

    @Test("a server whose task is already cancelled stops at once")
    func cancelledBefore() async throws {
        let server = HTTPServer(
            ListenAddress(host: "127.0.0.1", port: 0), router: probes, limits: .standard, logger: quiet)
        try await withThrowingTaskGroup(of: Void.self) { group in
            group.cancelAll()
            group.addTask { try await server.run() }
            try await group.waitForAll()
        }
    }

    @Test(
        "addresses to listen on",
        arguments: [
            ("127.0.0.1:8080", "127.0.0.1:8080"), (":9", "0.0.0.0:9"), ("[::1]:80", "[::1]:80"),
            ("localhost:0", "localhost:0"),
        ])
    func addresses(_ text: String, _ description: String) throws {
        #expect(try #require(ListenAddress(text)).description == description)
    }

    @Test("what is no address", arguments: ["", "8080", "host", "host:", "::1:80", "host:99999", "host:-1"])
    func noAddress(_ text: String) {
        #expect(ListenAddress(text) == nil)
    }
}
