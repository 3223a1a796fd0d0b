import Testing

@testable import Transport

@Suite("Heads, headers and secrets")
struct ResponseHeadTests {
    func parse(_ lines: [String]) -> HeadParser.Outcome {
        var parser = HeadParser()
        var last = HeadParser.Outcome.more
        for line in lines {
            last = parser.feed(line)
            if last != .more { break }
        }
        return last
    }

    @Test("a head has its status and its fields in order")
    func head() {
        let outcome = parse(["HTTP/1.1 404 Not Found\r\n", "A: 1\r\n", "b:\t2 \r\n", "A: 3\r\n", "Empty:\r\n", "\r\n"])
        let headers = HTTPHeaders([("A", "1"), ("b", "2"), ("A", "3"), ("Empty", "")])
        #expect(outcome == .head(ResponseHead(status: 404, headers: headers)))
    }

    @Test("interim responses are passed over, with their fields")
    func interim() {
        let outcome = parse(["HTTP/1.1 103 Early\r\n", "Link: x\r\n", "\r\n", "HTTP/2 200 \r\n", "B: 2\r\n", "\r\n"])
        #expect(outcome == .head(ResponseHead(status: 200, headers: ["B": "2"])))
    }

    @Test("lines that are no fields are left out, and trailers are ignored")
    func noise() {
        var parser = HeadParser()
        for line in ["HTTP/1.1 200 OK\n", "nonsense\n"] { #expect(parser.feed(line) == .more) }
        #expect(parser.feed("\n") == .head(ResponseHead(status: 200, headers: [:])))
        for line in ["Trailer: x\r\n", "\r\n"] { #expect(parser.feed(line) == .more) }
    }

    @Test("a head has a bound")
    func bound() {
        let line = "X: \(String(repeating: "x", count: 8000))\r\n"
        #expect(parse(["HTTP/1.1 200 OK\r\n"] + Array(repeating: line, count: 40)) == .tooLarge)
    }

    @Test("names are compared without case")
    func lookup() {
        var headers: HTTPHeaders = ["Content-Type": "text/plain"]
        #expect(headers["content-TYPE"] == "text/plain")
        #expect(headers["content-typ"] == nil)
        headers["CONTENT-TYPE"] = "x"
        #expect(headers.fields.count == 1)
        headers["content-type"] = nil
        #expect(!headers.contains("Content-Type"))
    }

    @Test("descriptions and dumps hold no secret")
    func secrets() {
        var request = HTTPRequest.example(
            url: "https://user:hunter2@a.test/x?token=hunter2", headers: ["Authorization": "Bearer hunter2"])
        request.tls.clientKeyPEM = Redacted(Array("hunter2".utf8))
        request.proxy = .url(Redacted("http://me:hunter2@proxy.test"), noProxy: "")
        var dumped = ""
        dump(request, to: &dumped)
        dump(request.headers, to: &dumped)
        dump(request.headers.fields, to: &dumped)
        dump(Redacted("hunter2"), to: &dumped)
        let proxy = String(describing: request.proxy)
        let texts = ["\(request)", String(reflecting: request), "\(request.headers)", "\(request.tls)", proxy, dumped]
        for text in texts { #expect(!text.contains("hunter2")) }
        #expect("\(request)" == "GET https://a.test/x")
        #expect("\(Redacted("hunter2"))" == "<redacted>")
    }

    @Test("silence is measured from the last byte, and not while the consumer is waited for")
    func idle() {
        let start = ContinuousClock.now
        var clock = IdleClock(limit: .seconds(10), least: 0, now: start)
        #expect(clock.deadline == start + .seconds(10))
        clock.received(1, at: start + .seconds(3))
        #expect(clock.deadline == start + .seconds(13))
        clock.pause()
        #expect(clock.deadline == nil)
        clock.received(1, at: start + .seconds(60))
        clock.uploaded(5, at: start + .seconds(61))
        #expect(clock.deadline == start + .seconds(71))
        clock.uploaded(5, at: start + .seconds(65))
        #expect(clock.deadline == start + .seconds(71))
        #expect(IdleClock(limit: nil, least: 100, now: start).deadline == nil)
    }

    @Test("what trickles is as good as silent; a pause of our own does not count")
    func trickle() {
        let start = ContinuousClock.now
        var clock = IdleClock(limit: .seconds(10), least: 100, now: start)
        for second in 1...9 { clock.received(11, at: start + .seconds(second)) }
        #expect(clock.deadline == start + .seconds(10))
        #expect(clock.complaint(at: start + .seconds(10)) == "fewer than 100 bytes in 10000 ms")
        clock.received(1, at: start + .seconds(9.5))
        #expect(clock.deadline == start + .seconds(19.5))
        clock.pause()
        clock.resume(at: start + .seconds(60))
        #expect(clock.deadline == start + .seconds(70))
        clock.uploaded(99, at: start + .seconds(61))
        #expect(clock.deadline == start + .seconds(70))
        clock.uploaded(100, at: start + .seconds(62))
        #expect(clock.deadline == start + .seconds(72))
        #expect(clock.complaint(at: start + .seconds(72)) == "silent for 10000 ms")
    }
}
