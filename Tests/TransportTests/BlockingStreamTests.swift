import Foundation
import Synchronization
import Testing

@testable import Transport

@Suite("Streams for threads", .serialized, .timeLimit(.minutes(2)))
struct BlockingStreamTests {
    @Test("reads fill any buffer, in order and to the end")
    func read() async throws {
        try await withFaultServer { server, client in
            let request = server.get("/drip?n=20")
            let text = await onThread { () -> String in
                var bytes: [UInt8] = []
                guard let stream = try? client.streamBlocking(request), stream.status == 200 else { return "failed" }
                while true {
                    let piece = unsafe [UInt8](unsafeUninitializedCapacity: 7) { buffer, count in
                        count = (try? unsafe stream.read(into: UnsafeMutableRawBufferPointer(buffer))) ?? 0
                    }
                    if piece.isEmpty { break }
                    bytes += piece
                }
                return String(decoding: bytes, as: UTF8.self)
            }
            #expect(text == (0..<20).map { "\($0)\n" }.joined())
        }
    }

    @Test("large bodies pass through the small buffer whole")
    func large() async throws {
        try await withFaultServer { server, client in
            let request = server.get("/size?n=20000000") { $0.responseLimit = .max }
            let count = await onThread { () -> Int in
                var count = 0
                guard let stream = try? client.streamBlocking(request) else { return -1 }
                while let chunk = try? stream.read() { count += chunk.count }
                return count
            }
            #expect(count == 20_000_000)
        }
    }

    @Test("a token ends blocked threads, and later calls", arguments: ["/hang", "/silent", "/busy?n=99&after=9"])
    func cancel(path: String) async throws {
        try await withFaultServer { server, client in
            let request = server.get(path) { $0.retry = .idempotent(attempts: 3) }
            let token = HTTPCancellation()
            let codes = Mutex<[TransportError.Code]>([])
            let elapsed = try await ContinuousClock().measure {
                async let blocked = onThread { () -> [TransportError.Code] in
                    (0..<2).compactMap { _ in
                        do throws(TransportError) {
                            _ = try client.streamBlocking(request, cancellation: token).read()
                            return nil
                        } catch {
                            return error.code
                        }
                    }
                }
                try await Task.sleep(for: .milliseconds(300))
                token.cancel()
                let found = await blocked
                codes.withLock { $0 = found }
            }
            #expect(codes.withLock { $0 } == [.cancelled, .cancelled])
            #expect(elapsed < .seconds(3))
        }
    }

    @Test("shutting down frees blocked threads")
    func shutDown() async throws {
        try await withFaultServer { server, client in
            let request = server.get("/silent")
            async let blocked = onThread { () -> TransportError.Code? in
                do throws(TransportError) {
                    _ = try client.streamBlocking(request).read()
                    return nil
                } catch {
                    return error.code
                }
            }
            try await Task.sleep(for: .milliseconds(200))
            client.shutDown()
            #expect(await blocked == .cancelled)
        }
    }
}
