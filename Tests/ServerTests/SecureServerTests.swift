import ChartTesting
import Logging
import Server
import TestKit
import Testing
import Transport

private struct Length: BodyHandler {
    func admit(_ request: ServerRequest) -> BodyAdmission { .read }

    func respond(to request: ServerRequest, body: [UInt8]) async -> ServerResponse {
        .text("\(body.count)\n\(String(repeating: "x", count: body.count))", status: 202)
    }
}

@Suite("A server with a certificate", .timeLimit(.minutes(1))) struct SecureServerTests {
    private let clock = ManualClock()
    private let quiet = Logger(label: "test", factory: { _ in SwiftLogNoOpLogHandler() })

    private func certificate(_ files: TestCertificates) throws -> ServerCertificate {
        let start = clock.now
        return try ServerCertificate(
            certificates: files.certificate, key: files.key, now: { [clock] in start.duration(to: clock.now) },
            logger: quiet)
    }

    /// The status and the length of the body that a post of so many bytes gets.
    private func post(_ count: Int, port: Int, trusting tls: TLSConfiguration) async throws -> (Int, Int) {
        let http = HTTPClient(HTTPClientConfiguration(userAgent: "test", proxy: .direct))
        defer { http.shutDown() }
        let answer = try await http.send(
            HTTPRequest(
                method: "POST", url: "https://127.0.0.1:\(port)/x", body: Array(repeating: 7, count: count),
                timeouts: HTTPTimeouts(total: .seconds(20), connect: .seconds(5), idle: nil), responseLimit: 8 << 20,
                tls: tls))
        return (answer.status, answer.body.count)
    }

    @Test("answers over TLS, whatever the length, and nobody who speaks plainly")
    func answers() async throws {
        let files = try TestCertificates()
        defer { files.remove() }
        let authority = TLSConfiguration(caPEM: try files.authority())
        let server = try certificate(files)
        try await withServer(Router([:], bodies: Length()), limits: .webhooks(body: 4 << 20), certificate: server) {
            port, _ in
            for count in [0, 1, 16_384, 16_385, 3_000_000] {
                let (status, length) = try await post(count, port: port, trusting: authority)
                #expect(status == 202 && length == count + "\(count)\n".utf8.count)
            }
            let plain = try await exchange(port: port, get("/x"))
            #expect(!plain.contains("HTTP/1.1"))
            let (status, _) = try await post(1, port: port, trusting: authority)
            #expect(status == 202, "that was its connection's end, and nothing else's")
        }
    }

    @Test("is not spoken to by who does not know its authority")
    func authority() async throws {
        let (files, others) = (try TestCertificates(), try TestCertificates())
        defer { files.remove() }
        defer { others.remove() }
        let authority = TLSConfiguration(caPEM: try others.authority())
        let server = try certificate(files)
        try await withServer(Router([:], bodies: Length()), limits: .webhooks(body: 1), certificate: server) {
            port, _ in
            await #expect(throws: TransportError.self) { try await post(1, port: port, trusting: authority) }
        }
    }

    @Test("takes a renewed one within a minute, and keeps the old one where that is broken")
    func renewal() async throws {
        let files = try TestCertificates()
        defer { files.remove() }
        let old = TLSConfiguration(caPEM: try files.authority())
        let server = try certificate(files)
        try await withServer(Router([:], bodies: Length()), limits: .webhooks(body: 1), certificate: server) {
            port, _ in
            try files.spoil()
            clock.advance(by: .seconds(60))
            let (before, _) = try await post(1, port: port, trusting: old)
            #expect(before == 202)
            try files.renew()
            clock.advance(by: .seconds(60))
            let (after, _) = try await post(1, port: port, trusting: TLSConfiguration(caPEM: try files.authority()))
            #expect(after == 202)
        }
    }
}
