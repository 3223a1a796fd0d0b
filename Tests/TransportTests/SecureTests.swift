import TestKit
import Testing

@testable import Transport

@Suite(
    "HTTPS and HTTP/2", .serialized, .timeLimit(.minutes(2)),
    .enabled("nginx is not installed") { SecureServer.nginx != nil })
struct SecureTests {
    @Test("100 requests at once share one HTTP/2 connection")
    func multiplexing() async throws {
        try await withSecureServer { server, client in
            let request = try server.get("/connection")
            let connections = try await withThrowingTaskGroup(of: HTTPResponse.self) { group in
                for _ in 0..<100 { group.addTask { try await client.send(request) } }
                return try await group.reduce(into: Set<String>()) { connections, response in
                    #expect(response.headers["X-Protocol"] == "HTTP/2.0")
                    connections.insert(response.text)
                }
            }
            #expect(connections.count == 1)
        }
    }

    @Test("streams share a connection too")
    func streamsShare() async throws {
        try await withSecureServer { server, client in
            let request = try server.get("/connection")
            let connections = try await withThrowingTaskGroup(of: [UInt8].self) { group in
                for _ in 0..<50 {
                    group.addTask {
                        var body: [UInt8] = []
                        for try await chunk in try await client.stream(request) { body += chunk }
                        return body
                    }
                }
                return try await group.reduce(into: Set<[UInt8]>()) { $0.insert($1) }
            }
            #expect(connections.count == 1)
        }
    }

    @Test("streams for threads have connections of their own")
    func separateStreams() async throws {
        try await withSecureServer { server, client in
            let request = try server.get("/connection")
            let protocols = await onThread {
                let streams = (0..<3).map { _ in try? client.streamBlocking(request) }
                return streams.map { $0?.headers["X-Protocol"] }
            }
            #expect(protocols == ["HTTP/1.1", "HTTP/1.1", "HTTP/1.1"])
        }
    }

    @Test("a stalled stream holds up no request, and loses nothing")
    func stalledStream() async throws {
        try await withSecureServer { server, client in
            let stream = try await client.stream(try server.get("/big"))
            try await eventually("it is stalled") { stream.bufferedBytes > 32 * 1024 }
            let request = try server.get("/plain")
            for _ in 0..<50 { #expect(try await client.send(request).text == "ok") }
            #expect(stream.bufferedBytes <= StreamTests.bufferBound)
            var count = 0
            for try await chunk in stream {
                count += chunk.count
                #expect(stream.bufferedBytes <= StreamTests.bufferBound)
            }
            #expect(count == 256 << 20)
        }
    }

    @Test("certificates of others are refused", arguments: ["other-ca.pem", "system", "nonsense"])
    func wrongAuthority(authority: String) async throws {
        try await withSecureServer { server, client in
            var request = try server.get("/plain")
            request.tls.caPEM =
                switch authority {
                case "system": nil
                case "nonsense": Array("nonsense".utf8)
                default: try server.pem(authority)
                }
            let refused = request
            #expect(await code { try await client.send(refused) } == .tls)
            request.tls.insecureSkipVerify = authority != "nonsense"
            if request.tls.insecureSkipVerify { #expect(try await client.send(request).text == "ok") }
        }
    }

    @Test("a connection made without verification serves no request that verifies")
    func connectionsAreNotConfused() async throws {
        try await withSecureServer { server, client in
            var trusting = try server.get("/plain", authority: "other-ca.pem")
            trusting.tls.insecureSkipVerify = true
            _ = try await client.send(trusting)
            let strict = try server.get("/plain", authority: "other-ca.pem")
            #expect(await code { try await client.send(strict) } == .tls)
        }
    }

    @Test("a client certificate from memory is shown where it is set, and only there")
    func clientCertificate() async throws {
        try await withSecureServer { server, client in
            var request = try server.get("/", strict: true)
            #expect(try await client.send(request).status == 400)
            request.tls.clientCertificatePEM = try server.pem("client.pem")
            request.tls.clientKeyPEM = Redacted(try server.pem("client.key"))
            #expect(try await client.send(request).text == "CN=client")
            request.tls.clientCertificatePEM = nil
            request.tls.clientKeyPEM = nil
            #expect(try await client.send(request).status == 400)
        }
    }

    @Test("a key that does not fit its certificate is refused")
    func mismatchedKey() async throws {
        try await withSecureServer { server, client in
            var request = try server.get("/", strict: true)
            request.tls.clientCertificatePEM = try server.pem("client.pem")
            request.tls.clientKeyPEM = Redacted(try server.pem("server.key"))
            let mismatch = request
            #expect(await code { try await client.send(mismatch) } == .tls)
        }
    }

    @Test("the certificate's name may differ from the URL's host where the request says so")
    func serverName() async throws {
        try await withSecureServer { server, client in
            var request = try server.get("/name")
            request.tls.serverName = "named.test"
            #expect(try await client.send(request).text == "named.test 127.0.0.1:\(server.port)")
            request.tls.serverName = "wrong.test"
            let wrong = request
            #expect(await code { try await client.send(wrong) } == .tls)
        }
    }
}
