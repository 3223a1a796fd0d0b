import TestKit
import Testing

@testable import Transport

@Suite("Streams, cancellation and the end of a client", .serialized, .timeLimit(.minutes(2)))
struct StreamTests {
    /// The configured buffer, and one delivery of libcurl.
    static let bufferBound = HTTPClientConfiguration.test.streamBuffer + 16 * 1024

    @Test("a stream is there with its headers, and its bytes come in order as they are sent")
    func order() async throws {
        try await withFaultServer { server, client in
            let silent = try await client.stream(server.get("/silent"))
            #expect(silent.status == 200)
            let unfinished = try await client.stream(server.get("/hang-body"))
            #expect(try await unfinished.next() == Array("0123456789".utf8))
            var text = ""
            for try await chunk in try await client.stream(server.get("/drip?n=10")) {
                text += String(decoding: chunk, as: UTF8.self)
            }
            #expect(text == (0..<10).map { "\($0)\n" }.joined())
        }
    }

    @Test("a slow consumer holds the server back, and loses nothing")
    func backPressure() async throws {
        try await withFaultServer { server, client in
            func sent() async throws -> Int { Int(try await client.send(server.get("/count?of=sent")).text) ?? 0 }
            let stream = try await client.stream(server.get("/endless") { $0.responseLimit = .max })
            var taken = try await stream.next()?.count ?? 0
            try await eventually("the buffer is full") { stream.bufferedBytes > Self.bufferBound - 64 * 1024 }
            var before = 0
            try await eventually("the server is held back") {
                try await Task.sleep(for: .milliseconds(100))
                let now = try await sent()
                defer { before = now }
                return now == before
            }
            #expect(stream.bufferedBytes <= Self.bufferBound)
            let heldBackAt = before
            while taken < heldBackAt * 2 {
                #expect(stream.bufferedBytes <= Self.bufferBound)
                taken += try await stream.next()?.count ?? 0
            }
            #expect(try await sent() > heldBackAt)
        }
    }

    @Test("a stream's idle time does not run while its consumer is slow")
    func idleWhilePaused() async throws {
        try await withFaultServer { server, client in
            let request = server.get("/endless") {
                $0.responseLimit = .max
                $0.timeouts.idle = .milliseconds(300)
            }
            let stream = try await client.stream(request)
            try await Task.sleep(for: .milliseconds(900))
            for _ in 0..<20 { #expect(try await stream.next() != nil) }
        }
    }

    @Test("a stream that falls silent is given up")
    func idle() async throws {
        try await withFaultServer { server, client in
            let stream = try await client.stream(server.get("/silent") { $0.timeouts.idle = .milliseconds(300) })
            #expect(await code { try await stream.next() } == .timedOut)
            #expect(await code { try await stream.next() } == .timedOut)
        }
    }

    @Test("what came before a fault is delivered, then the fault")
    func truncated() async throws {
        try await withFaultServer { server, client in
            let stream = try await client.stream(server.get("/truncated"))
            #expect(try await stream.next()?.count == 10)
            #expect(await code { try await stream.next() } == .interrupted)
        }
    }

    @Test(
        "cancelling the task ends the wait at once",
        arguments: ["/hang", "/hang-body", "/silent", "/busy?n=99&after=9"])
    func cancelSend(path: String) async throws {
        try await withFaultServer { server, client in
            let request = server.get(path) { $0.retry = .idempotent(attempts: 3) }
            let task = Task { await code { try await client.send(request) } }
            try await eventually("the request has arrived") { try await server.seen(path, client) > 0 }
            task.cancel()
            // None of them answers sooner than in some seconds.
            #expect(await task.value == .cancelled)
            let response = try await client.send(server.get("/echo"))
            #expect(response.status == 200)
        }
    }

    @Test("a request without an answer holds up no other, also on the first connection to a server without TLS")
    func hangingFirst() async throws {
        try await withFaultServer { server, client in
            let hanging = Task { await code { try await client.send(server.get("/hang")) } }
            let observer = HTTPClient(.test)
            defer { observer.shutDown() }
            try await eventually("the request has arrived") { try await server.seen("/hang", observer) > 0 }
            let response = try await client.send(server.get("/echo"))
            #expect(response.status == 200)
            hanging.cancel()
            #expect(await hanging.value == .cancelled)
        }
    }

    @Test("a cancelled task sends nothing")
    func cancelledBefore() async throws {
        try await withFaultServer { server, client in
            let request = server.get("/hang")
            let task = Task {
                while !Task.isCancelled { await Task.yield() }
                return await code { try await client.send(request) }
            }
            task.cancel()
            #expect(await task.value == .cancelled)
            let seen = try await server.seen("/hang", client)
            #expect(seen == 0)
        }
    }

    @Test("a stream ends by its reader's cancellation, by cancel() and with its last reference")
    func cancelStream() async throws {
        try await withFaultServer { server, client in
            let first = try await client.stream(server.get("/silent"))
            let reader = Task { await code { try await first.next() } }
            try await Task.sleep(for: .milliseconds(50))
            reader.cancel()
            #expect(await reader.value == .cancelled)

            let second = try await client.stream(server.get("/silent"))
            second.cancel()
            #expect(await code { try await second.next() } == .cancelled)

            _ = try await client.stream(server.get("/endless") { $0.responseLimit = .max })
            var before = -1
            try await eventually("the server sends no more") {
                try await Task.sleep(for: .milliseconds(50))
                let now = Int(try await client.send(server.get("/count?of=sent")).text) ?? 0
                defer { before = now }
                return now == before
            }
        }
    }

    @Test("many cancellations at random times each end exactly once")
    func cancelStorm() async throws {
        try await withFaultServer { server, client in
            await withTaskGroup(of: Void.self) { group in
                for index in 0..<300 {
                    let request = server.get(index % 3 == 0 ? "/hang" : "/size?n=20000")
                    group.addTask {
                        let task = Task { _ = try? await client.send(request) }
                        try? await Task.sleep(for: .milliseconds(index % 3 == 0 ? 30 : index % 20))
                        task.cancel()
                        await task.value
                    }
                }
            }
            let response = try await client.send(server.get("/echo"))
            #expect(response.status == 200)
        }
    }

    @Test("shutting down cancels what is open and refuses what comes later")
    func shutDown() async throws {
        try await withFaultServer { server, client in
            let hanging = server.get("/hang")
            let send = Task { await code { try await client.send(hanging) } }
            let stream = try await client.stream(server.get("/silent"))
            let read = Task { await code { try await stream.next() } }
            try await eventually("the request has arrived") { try await server.seen("/hang", client) > 0 }
            client.shutDown()
            #expect(await send.value == .cancelled)
            #expect(await read.value == .cancelled)
            #expect(await code { try await client.send(server.get("/echo")) } == .cancelled)
            client.shutDown()
        }
    }

    @Test("a client that nobody needs any more ends by itself")
    func deinitialised() async throws {
        try await withFaultServer { server, _ in
            var client: HTTPClient? = HTTPClient(.test)
            let stream = try await client?.stream(server.get("/silent"))
            client = nil
            #expect(await code { try await stream?.next() } == .cancelled)
        }
    }
}
