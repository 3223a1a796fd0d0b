import Testing

@testable import Transport

@Suite("Requests over HTTP/1.1", .serialized, .timeLimit(.minutes(2)))
struct RequestTests {
    @Test("method, headers and body arrive as given; connections are used again")
    func echo() async throws {
        try await withFaultServer { server, client in
            var request = server.get("/echo") {
                $0.method = "PATCH"
                $0.headers = ["Content-Type": "application/json", "X-Empty": ""]
                $0.body = Array("{}".utf8)
            }
            let response = try await client.send(request)
            let lines = response.text.split(separator: "\n", omittingEmptySubsequences: false)
            #expect(response.status == 200)
            #expect(lines.first == "PATCH" && lines.last == "{}")
            #expect(lines.contains("Content-Type: application/json") && lines.contains("X-Empty:"))
            #expect(lines.contains("User-Agent: martlet-tests"))
            #expect(!response.text.contains("Expect"))
            for method in ["GET", "HEAD", "POST", "PUT", "DELETE", "OPTIONS"] {
                request.method = method
                request.headers["Content-Type"] = nil
                request.body = nil
                let response = try await client.send(request)
                #expect(response.text.hasPrefix(method) || method == "HEAD" && response.body.isEmpty)
                #expect(response.headers["x-served"] != "1")
                #expect(!response.text.contains("form-urlencoded"))
            }
        }
    }

    @Test("however many requests are sent at once, a server sees few connections")
    func burst() async throws {
        try await withFaultServer { server, client in
            let opened = try await withThrowingTaskGroup(of: Bool.self) { group in
                for _ in 0..<60 {
                    group.addTask { try await client.send(server.get("/echo")).headers["X-Served"] == "1" }
                }
                return try await group.reduce(into: 0) { opened, isFirst in opened += isFirst ? 1 : 0 }
            }
            #expect((1...HTTPClient.requestConnections).contains(opened))
        }
    }

    @Test("the final response is the one after interim ones")
    func interim() async throws {
        try await withFaultServer { server, client in
            let response = try await client.send(server.get("/interim"))
            #expect(response.text == "final")
            #expect(response.headers["Link"] == nil)
        }
    }

    @Test("faults have their codes")
    func faults() async throws {
        try await withFaultServer { server, client in
            let expected: [(String, TransportError.Code)] = [
                ("/garbage", .protocolViolation), ("/truncated", .interrupted), ("/break?n=100", .interrupted),
                ("/endless", .tooLarge), ("/size?n=1048577", .tooLarge), ("/long-head", .tooLarge),
            ]
            for (path, expectedCode) in expected {
                #expect(await code { try await client.send(server.get(path)) } == expectedCode, "\(path)")
            }
            let response = try await client.send(server.get("/size?n=1048576"))
            #expect(response.body.count == 1 << 20)
        }
    }

    @Test("a peer that is not there, or has no name, is told apart")
    func unreachable() async throws {
        let client = HTTPClient(.test)
        defer { client.shutDown() }
        for (url, expected) in [
            ("http://127.0.0.1:1/", TransportError.Code.connect), ("http://nowhere.invalid/", .resolve),
            ("ftp://127.0.0.1/", .invalidRequest), ("http://127.0.0.1:x/", .invalidRequest),
            ("http://127.0.0.1/a b", .invalidRequest), ("", .invalidRequest),
        ] {
            #expect(await code { try await client.send(.example(url: url)) } == expected, "\(url)")
        }
    }

    @Test("headers and methods cannot smuggle lines", arguments: ["a\r\nB: c", "a\nb", "a\0b"])
    func smuggling(text: String) async throws {
        let client = HTTPClient(.test)
        defer { client.shutDown() }
        var requests = [HTTPRequest.example(headers: ["A": text]), .example(headers: [text: "a"]), .example(text)]
        requests.append(.example(url: "https://a.test/\(text)"))
        for request in requests {
            #expect(await code { try await client.send(request) } == .invalidRequest)
        }
    }

    @Test("errors name the request without its secrets")
    func messages() async throws {
        try await withFaultServer { server, client in
            let request = server.get("/truncated?token=hunter2") {
                $0.url = $0.url.replacing("http://", with: "http://me:hunter2@")
                $0.headers = ["Authorization": "Bearer hunter2"]
            }
            do throws(TransportError) {
                _ = try await client.send(request)
                Issue.record("expected an error")
            } catch {
                #expect(error.message.hasPrefix("GET \(server.url("/truncated")): "))
                #expect(!"\(error)".contains("hunter2"))
                #expect(error.message.contains("990 bytes remaining"))
            }
        }
    }

    @Test("deadlines end a request that hangs, before the headers and in the body", arguments: ["/hang", "/hang-body"])
    func total(path: String) async throws {
        try await withFaultServer { server, client in
            let request = server.get(path) { $0.timeouts.total = .milliseconds(300) }
            let elapsed = await ContinuousClock().measure {
                #expect(await code { try await client.send(request) } == .timedOut)
            }
            #expect(elapsed > .milliseconds(250) && elapsed < .seconds(5))
        }
    }

    @Test("a silent peer is given up, a slow one is not", arguments: ["/hang", "/hang-body", "/silent"])
    func idle(path: String) async throws {
        try await withFaultServer { server, client in
            let request = server.get(path) { $0.timeouts.idle = .milliseconds(400) }
            let elapsed = await ContinuousClock().measure {
                #expect(await code { try await client.send(request) } == .timedOut)
            }
            #expect(elapsed > .milliseconds(350) && elapsed < .seconds(5))
            let drip = server.get("/drip?n=20") { $0.timeouts.idle = .milliseconds(400) }
            let response = try await client.send(drip)
            #expect(response.text.hasSuffix("19\n"))
        }
    }

    @Test("busy servers and broken connections are tried again as often as allowed")
    func retries() async throws {
        try await withFaultServer { server, client in
            for path in ["/busy?n=2&status=429", "/busy?n=100&status=503", "/break?n=2", "/break?n=100"] {
                let request = server.get(path) { $0.retry = .idempotent(attempts: 3) }
                let response = try? await client.send(request)
                if path.contains("n=2&") || path.hasSuffix("n=2") {
                    #expect(response?.text == "done")
                } else {
                    #expect(response?.status == (path.hasPrefix("/busy") ? 503 : nil))
                }
            }
            let response = try await client.send(server.get("/count?of=/busy"))
            #expect(response.text == "6")
        }
    }

    @Test("Retry-After is waited for")
    func retryAfter() async throws {
        try await withFaultServer { server, client in
            let request = server.get("/busy?n=1&after=1") { $0.retry = .idempotent(attempts: 2) }
            let elapsed = try await ContinuousClock().measure {
                let response = try await client.send(request)
                #expect(response.text == "done")
            }
            #expect(elapsed >= .seconds(1))
        }
    }

    @Test("a redirect keeps credentials on its host and drops them elsewhere")
    func redirects() async throws {
        try await withFaultServer { server, client in
            func follow(_ target: String) async throws(TransportError) -> HTTPResponse {
                try await client.send(
                    server.get("/redirect?to=\(target)") {
                        $0.headers = ["Authorization": "Bearer hunter2", "X-Token": "hunter2"]
                        $0.followRedirects = 3
                    })
            }
            let same = try await follow("/echo")
            #expect(same.text.contains("Bearer hunter2"))
            #expect(same.url == server.url("/echo"))
            let other = try await follow(server.url("/echo", host: "localhost"))
            #expect(other.status == 200)
            #expect(!other.text.contains("hunter2"))
            #expect(await code { try await follow("/redirect?to=/redirect") } != nil)
            #expect(await code { try await follow("file:///etc/passwd") } == .protocolViolation)
        }
    }

    @Test("nothing is decoded: what is sent is what is counted")
    func gzip() async throws {
        try await withFaultServer { server, client in
            let response = try await client.send(server.get("/gzip?n=50000000"))
            #expect(response.body.prefix(2) == [0x1f, 0x8b])
            #expect(response.headers["Content-Encoding"] == "gzip")
        }
    }

    @Test("an explicit proxy is used, and left out for hosts that need none")
    func proxy() async throws {
        try await withFaultServer { server, client in
            let proxy = HTTPProxy.url(Redacted("http://127.0.0.1:\(server.port)"), noProxy: "127.0.0.1")
            let outside = server.get("/") {
                $0.url = "http://example.invalid/x"
                $0.proxy = proxy
            }
            let response = try await client.send(outside)
            #expect(response.text == "proxied http://example.invalid/x")
            let inside = server.get("/echo") { $0.proxy = proxy }
            #expect(try await client.send(inside).text.hasPrefix("GET"))
        }
    }

    @Test("many requests at once each get their own answer")
    func concurrent() async throws {
        try await withFaultServer { server, client in
            try await withThrowingTaskGroup(of: (Int, Int).self) { group in
                for size in 0..<200 {
                    let request = server.get("/size?n=\(size * 1000)")
                    group.addTask { (size, try await client.send(request).body.count) }
                }
                for try await (size, count) in group { #expect(count == size * 1000) }
            }
        }
    }
}
