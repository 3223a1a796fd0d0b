import ChartTesting
import Foundation
import Sharing
import Synchronization
import Testing
import Transport

@testable import ChartSources

@Suite("The turns of indexes")
struct IndexTurnsTests {
    private func request(_ id: Int, _ namespace: String, _ bytes: Int) -> IndexTurns.Request {
        IndexTurns.Request(id: id, namespace: namespace, need: bytes)
    }

    @Test("as many are read as there is memory for; the next begins when it has room, and is not overtaken")
    func room() {
        var turns = IndexTurns(capacity: 10)
        #expect(turns.ask(request(1, "a", 6)) == [1])
        #expect(turns.ask(request(2, "b", 5)) == [])
        #expect(turns.ask(request(3, "b", 1)) == [])
        #expect(turns.leave(1) == [2, 3])
        #expect(turns.leave(2) == [] && turns.leave(3) == [] && turns.isIdle)
    }

    @Test("a namespace that wants many does not keep others waiting for more than one of them")
    func fairness() {
        var turns = IndexTurns(capacity: 10)
        #expect(turns.ask(request(0, "greedy", 10)) == [0])
        for id in 1..<5 { #expect(turns.ask(request(id, "greedy", 10)) == []) }
        #expect(turns.ask(request(5, "a", 10)) == [] && turns.ask(request(6, "b", 10)) == [])
        #expect(turns.leave(0) == [5] && turns.leave(5) == [6] && turns.leave(6) == [1])
    }

    @Test("who does not want to wait any longer is passed over")
    func leaving() {
        var turns = IndexTurns(capacity: 10)
        #expect(turns.ask(request(1, "a", 10)) == [1])
        #expect(turns.ask(request(2, "a", 10)) == [] && turns.ask(request(3, "a", 10)) == [])
        #expect(turns.leave(2) == [] && turns.leave(1) == [3])
    }
}

@Suite("The memory for indexes")
struct IndexRoomTests {
    private final class Taken: Sendable {
        let bytes = Mutex((now: 0, most: 0))

        func take(_ count: Int) {
            bytes.withLock { bytes in
                bytes.now += count
                bytes.most = max(bytes.most, bytes.now)
            }
        }

        func giveBack(_ count: Int) { bytes.withLock { $0.now -= count } }
    }

    @Test("at no time more is taken than there is, and all of it is there afterwards")
    func bound() async throws {
        let rooms = IndexRooms(capacity: 10)
        let taken = Taken()
        await withTaskGroup(of: Void.self) { group in
            for index in 0..<40 {
                group.addTask(name: "reads") {
                    try? await rooms.run(index % 7 + 1, for: "\(index % 3)") {
                        taken.take(index % 7 + 1)
                        taken.giveBack(index % 7 + 1)
                    }
                }
            }
        }
        #expect(taken.bytes.withLock { $0.most } <= 10)
        let error = await withTaskGroup(of: ChartSourceError?.self) { group in
            group.addTask(name: "waits") {
                do throws(ChartSourceError) {
                    try await rooms.run(10, for: "a") {}
                    return nil
                } catch {
                    return error
                }
            }
            return await group.next() ?? nil
        }
        #expect(error == nil)
    }
}

@Suite(
    "Indexes as they come", .enabled(if: TestServer.hasPython, "python3 and openssl are needed"),
    .timeLimit(.minutes(3)))
struct IndexFileTests {
    private func index(versions: Int) -> String {
        "apiVersion: v1\nentries:\n  web:\n"
            + (0..<versions).map { "  - {version: 1.0.\($0), urls: [web-\($0).tgz], home: a}\n" }.joined()
    }

    private func gzip(_ bytes: [UInt8]) throws -> [UInt8] {
        let folder = FileManager.default.temporaryDirectory.appendingPathComponent("martlet-gzip-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(at: folder) }
        let file = folder.appendingPathComponent("index")
        try Data(bytes).write(to: file)
        let process = Process()
        process.executableURL = URL(fileURLWithPath: "/usr/bin/env")
        process.arguments = ["gzip", "-n", file.path]
        try process.run()
        process.waitUntilExit()
        return [UInt8](try Data(contentsOf: file.appendingPathExtension("gz")))
    }

    private func failure(
        _ body: [UInt8], headers: [String: String] = [:], _ change: (inout ChartSourceLimits) -> Void = { _ in }
    ) async throws -> ChartSourceError? {
        let server = try TestServer.scripted()
        defer { server.stop() }
        try server.serve([
            Route("/charts/index.yaml", body, headers: headers), Route("/charts/web-1.tgz", archive("one")),
        ])
        return await (try Bench(change)).failure("web", "1.0.1", from: .http(server))
    }

    @Test("plain or compressed they are read")
    func encodings() async throws {
        let text = Array(index(versions: 3).utf8)
        #expect(try await failure(text) == nil)
        #expect(try await failure(try gzip(text), headers: ["Content-Encoding": "gzip"]) == nil)
        let unknown = try await failure(text, headers: ["Content-Encoding": "br"])
        #expect(unknown?.code == .unsupported && unknown?.message.contains("br") == true)
    }

    @Test("what would be too large is not decompressed, nor what says that it is smaller than it is")
    func bombs() async throws {
        let zeros = try gzip([UInt8](repeating: 0x20, count: 1 << 20))
        let bomb = try await failure(zeros, headers: ["Content-Encoding": "gzip"]) { $0.indexBytes = 1 << 19 }
        #expect(bomb?.code == .tooLarge && bomb?.message.contains("524288") == true)
        let liar = Array(zeros.dropLast(4)) + [1, 0, 0, 0]
        let found = try await failure(liar, headers: ["Content-Encoding": "gzip"]) { $0.indexBytes = 1 << 19 }
        #expect(found?.code == .protocolViolation)
    }

    @Test("one that needs more than most gets all that there is; one that needs more than that is too large")
    func memory() async throws {
        let text = Array(index(versions: 3_000).utf8)
        #expect(try await failure(text) { $0.indexMemory = 4 << 20 } == nil)
        let error = try await failure(text) { $0.indexMemory = 1 << 20 }
        #expect(error?.code == .tooLarge)
        #expect(error?.isTransient == false)
    }

    @Test("what is no text is refused before it is copied")
    func text() async throws {
        let error = try await failure(Array("apiVersion: ".utf8) + [0xFF, 0xFE, 0x0A])
        #expect(error?.code == .protocolViolation && error?.message.contains("UTF-8") == true)
    }
}
