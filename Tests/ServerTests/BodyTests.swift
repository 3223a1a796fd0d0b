import Server
import Synchronization
import Testing

/// Gives back what it was sent, for paths below `/hooks/`.
private struct Echo: BodyHandler {
    func admit(_ request: ServerRequest) -> BodyAdmission {
        request.path.hasPrefix("/hooks/") ? .read : .answer(.text("nobody\n", status: 404))
    }

    func respond(to request: ServerRequest, body: [UInt8]) async -> ServerResponse {
        if request.query == "slow" { try? await Task.sleep(for: .milliseconds(300)) }
        let words = [
            request.method, request.query, request.headers["x-word"] ?? "", String(decoding: body, as: UTF8.self),
        ]
        return .text(words.joined(separator: " ") + "\n", status: 202)
    }
}

@Suite("Bodies of requests", .timeLimit(.minutes(1))) struct BodyTests {
    private let router = Router(["/healthz": ProbeHandler { [] }], bodies: Echo())

    private func post(_ path: String, _ body: String, headers: String = "", close: Bool = true) -> String {
        "POST \(path) HTTP/1.1\r\nhost: x\r\n\(headers)content-length: \(body.utf8.count)\r\n"
            + (close ? "connection: close\r\n" : "") + "\r\n\(body)"
    }

    @Test("go to who takes them, with query and headers; several on one connection")
    func bodies() async throws {
        try await withServer(router, limits: .webhooks(body: 100)) { port, _ in
            let one = try await exchange(
                port: port, post("/hooks/a?q=1", "hello", headers: "X-Word: word\r\nx-word: other\r\n"))
            #expect(one.hasPrefix("HTTP/1.1 202 ") && one.hasSuffix("\r\n\r\nPOST q=1 word hello\n"))
            let chunked =
                "POST /hooks/a HTTP/1.1\r\nhost: x\r\ntransfer-encoding: chunked\r\nconnection: close\r\n\r\n3\r\nabc\r\n2\r\nde\r\n0\r\n\r\n"
            #expect(try await exchange(port: port, chunked).hasSuffix("POST   abcde\n"))
            let several = post("/hooks/a", "1", close: false) + post("/x", "22", close: false) + post("/hooks/a", "333")
            let answers = try await exchange(port: port, several)
            #expect(answers.contains("POST   1\n") && answers.contains("nobody\n") && answers.hasSuffix("POST   333\n"))
            #expect(try await exchange(port: port, get("/healthz")).hasSuffix("ok\n"))
            let probe = try await exchange(port: port, post("/healthz", "1"))
            #expect(probe.hasPrefix("HTTP/1.1 413 "))
        }
    }

    @Test("have a bound, whether their length is said or not")
    func bound() async throws {
        try await withServer(router, limits: .webhooks(body: 10)) { port, _ in
            let whole = try await exchange(port: port, post("/hooks/a", "0123456789"))
            #expect(whole.hasPrefix("HTTP/1.1 202 "))
            let more = try await exchange(port: port, post("/hooks/a", "0123456789a"))
            #expect(more.hasPrefix("HTTP/1.1 413 "))
            let chunked =
                "POST /hooks/a HTTP/1.1\r\nhost: x\r\ntransfer-encoding: chunked\r\n\r\n8\r\n01234567\r\n8\r\n01234567\r\n"
            let endless = try await exchange(port: port, chunked)
            #expect(endless.hasPrefix("HTTP/1.1 413 "))
            let unknown =
                "POST /x HTTP/1.1\r\nhost: x\r\ntransfer-encoding: chunked\r\n\r\n8\r\n01234567\r\n8\r\n01234567\r\n"
            let unread = try await exchange(port: port, unknown)
            #expect(unread.hasPrefix("HTTP/1.1 413 "), "what nobody takes has one, too")
        }
    }

    @Test("are waited for by who asks first")
    func expectation() async throws {
        try await withServer(router, limits: .webhooks(body: 10)) { port, _ in
            let answer = try await exchange(port: port, post("/hooks/a", "abc", headers: "expect: 100-continue\r\n"))
            #expect(answer.hasPrefix("HTTP/1.1 100 ") && answer.hasSuffix("POST   abc\n"))
        }
    }

    @Test("of all and of one path have room for so many bytes and requests at once")
    func room() async throws {
        var limits = HTTPServerLimits.webhooks(body: 10)
        limits.bodies = 40
        limits.requestsPerPath = 2
        let slow = post("/hooks/a?slow", "0123456789")
        try await withServer(router, limits: limits) { port, _ in
            try await withThrowingTaskGroup(of: String.self) { group in
                for _ in 0..<6 { group.addTask { try await exchange(port: port, slow) } }
                var answers: [String] = []
                for try await answer in group { answers.append(String(answer.dropFirst(9).prefix(3))) }
                #expect(answers.contains("202") && answers.contains("503"), "\(answers)")
            }
            #expect(try await exchange(port: port, post("/hooks/b", "0123456789")).hasPrefix("HTTP/1.1 202 "))
            #expect(
                try await exchange(port: port, post("/hooks/a", "0123456789")).hasPrefix("HTTP/1.1 202 "),
                "all is given back")
        }
    }

    @Test("that never come end with their connection, and give their room back")
    func slow() async throws {
        var limits = HTTPServerLimits.webhooks(body: 10)
        limits.firstRequest = .milliseconds(200)
        limits.bodies = 20
        try await withServer(router, limits: limits) { port, _ in
            let head = "POST /hooks/a HTTP/1.1\r\nhost: x\r\ncontent-length: 10\r\n\r\n"
            for _ in 0..<3 {
                let nothing = try await exchange(port: port, head, trickling: "")
                #expect(nothing.isEmpty)
            }
            let answer = try await exchange(port: port, post("/hooks/a", "0123456789"))
            #expect(answer.hasPrefix("HTTP/1.1 202 "))
        }
    }
}
