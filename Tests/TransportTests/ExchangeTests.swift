import Testing

@testable import Transport

@Suite("Retries and redirects")
struct ExchangeTests {
    let start = ContinuousClock.now

    /// What one step decides, as text that is easy to compare.
    func step(_ exchange: inout Exchange, _ outcome: Result<ResponseHead, TransportError>) -> String {
        switch exchange.step(after: outcome, now: start, fraction: 1) {
        case .settle: "settle"
        case .repeated(let delay): "after \(delay)"
        case .fail(let error): "fail \(error.code)"
        }
    }

    func head(_ status: Int, _ headers: HTTPHeaders = [:]) -> Result<ResponseHead, TransportError> {
        .success(ResponseHead(status: status, headers: headers))
    }

    @Test("failed connections are tried again, with growing delays and an end")
    func retries() {
        var exchange = Exchange(.example(retry: .idempotent(attempts: 3)), now: start)
        #expect(step(&exchange, .failure(.example)) == "after 0.1 seconds")
        #expect(step(&exchange, .failure(.example)) == "after 0.2 seconds")
        #expect(step(&exchange, .failure(.example)) == "settle")
    }

    @Test("what cannot get better is not tried again", arguments: TransportError.Code.allCases)
    func permanent(code: TransportError.Code) {
        var exchange = Exchange(.example(retry: .idempotent(attempts: 3)), now: start)
        let isRetriable = [.resolve, .connect, .timedOut, .interrupted].contains(code)
        #expect((step(&exchange, .failure(TransportError(code, ""))) != "settle") == isRetriable)
    }

    @Test("only safe methods are repeated, unless the caller vouches", arguments: ["POST", "PATCH"])
    func methods(method: String) {
        var careful = Exchange(.example(method, retry: .idempotent(attempts: 3)), now: start)
        #expect(step(&careful, head(503)) == "settle")
        var vouched = Exchange(.example(method, retry: .always(attempts: 3)), now: start)
        #expect(step(&vouched, head(503)) == "after 0.1 seconds")
    }

    @Test("Retry-After is honoured up to a bound")
    func retryAfter() {
        let request = HTTPRequest.example(retry: .idempotent(attempts: 9))
        for (value, expected) in [
            ("3", "after 3.0 seconds"), ("0", "after 0.1 seconds"), ("30", "after 30.0 seconds"), ("31", "settle"),
            ("-1", "after 0.1 seconds"), ("tomorrow", "after 0.1 seconds"),
        ] {
            var exchange = Exchange(request, now: start)
            #expect(step(&exchange, head(429, ["retry-after": value])) == expected)
        }
    }

    @Test("no retry passes the deadline, and attempts get the time that is left")
    func deadline() {
        var exchange = Exchange(.example(total: .seconds(2), retry: .idempotent(attempts: 9)), now: start)
        #expect(exchange.request(now: start + .milliseconds(500)).timeouts.total == .milliseconds(1500))
        #expect(exchange.request(now: start + .seconds(5)).timeouts.total == .milliseconds(1))
        #expect(step(&exchange, head(503, ["Retry-After": "2"])) == "settle")
        #expect(step(&exchange, head(503, ["Retry-After": "1"])) == "after 1.0 seconds")
    }

    @Test("delays are spread, and bounded")
    func delays() {
        #expect(RetryDelay.backOff(attempt: 1, fraction: 0) == .milliseconds(50))
        #expect(RetryDelay.backOff(attempt: 3, fraction: 1) == .milliseconds(400))
        #expect(RetryDelay.backOff(attempt: 1000, fraction: 1) == .seconds(5))
    }

    @Test("redirects are bounded, and without leave the redirect is the response")
    func bounded() {
        var none = Exchange(.example(), now: start)
        #expect(step(&none, head(302, ["Location": "/y"])) == "settle")
        var two = Exchange(.example(followRedirects: 2), now: start)
        #expect(step(&two, head(302, ["Location": "/y"])) == "after 0.0 seconds")
        #expect(step(&two, head(302, ["Location": "z"])) == "after 0.0 seconds")
        #expect(two.request(now: start).url == "https://a.test/z")
        #expect(step(&two, head(302, ["Location": "/y"])) == "fail protocolViolation")
    }

    @Test(
        "another origin learns nothing about who asks",
        arguments: ["https://b.test/y", "https://a.test:8443/y", "//b.test/y", "https://a.test.evil.test/"])
    func otherOrigin(location: String) throws {
        var request = HTTPRequest.example(
            headers: ["Authorization": "x", "Cookie": "x", "Private-Token": "x", "Accept": "*/*"])
        request.tls = TLSConfiguration(clientCertificatePEM: [1], clientKeyPEM: Redacted([1]), serverName: "a")
        let head = ResponseHead(status: 307, headers: ["Location": location])
        let next = try #require(try request.redirected(by: head))
        #expect(next.headers.fields.map(\.name) == ["Accept"])
        #expect(next.tls == .system)
    }

    @Test("the same origin keeps everything", arguments: ["/y", "https://A.test:443/y", "?q"])
    func sameOrigin(location: String) throws {
        let request = HTTPRequest.example(headers: ["Authorization": "x"])
        let head = ResponseHead(status: 301, headers: ["Location": location])
        #expect(try request.redirected(by: head)?.headers == request.headers)
    }

    @Test(
        "redirects that are no web address, leave https or carry a body away are refused",
        arguments: ["file:///etc/passwd", "http://a.test/", "gopher://a.test/", "https://"])
    func refused(location: String) {
        let head = ResponseHead(status: 307, headers: ["Location": location])
        #expect(throws: TransportError.self) { try HTTPRequest.example().redirected(by: head) }
        var post = HTTPRequest.example("POST")
        post.body = [1]
        let away = ResponseHead(status: 307, headers: ["Location": "https://b.test/"])
        #expect(throws: TransportError.self) { try post.redirected(by: away) }
    }

    @Test("a redirect after POST asks with GET, unless it says otherwise")
    func methodAfterRedirect() throws {
        var post = HTTPRequest.example("POST", headers: ["Content-Type": "x"])
        post.body = [1]
        for (status, method) in [(301, "GET"), (302, "GET"), (303, "GET"), (307, "POST"), (308, "POST")] {
            let next = try post.redirected(by: ResponseHead(status: status, headers: ["Location": "/y"]))
            #expect(next?.method == method)
            #expect((next?.body == nil) == (method == "GET"))
        }
    }
}
