import Foundation
import Testing

@testable import Git

@Suite("removing mirrors", .timeLimit(.minutes(3))) struct RemovalTests {
    private let folder: TemporaryFolder

    init() throws { folder = try TemporaryFolder() }

    @Test("a mirror that is being worked on stays the same, so that nothing of it is taken for what others left behind")
    func busy() async throws {
        let repository = try TestRepository(in: folder.path)
        try repository.push("a.yaml", "one")
        let remote = GitRemote(url: "file://\(repository.bare)")
        let bench = try Bench(in: folder)
        _ = try await bench.find(remote, .head)
        let mirror = try #require(bench.mirrorFolders.first)
        do {
            guard let lock = FileLock(ifFree: "\(mirror)/lock") else { throw CommandFailure(description: "locked") }
            #expect(await bench.mirrors.removeUnused(keeping: []) == 0)
            _ = consume lock
        }
        // As a generation that somebody still reads.
        let read = "\(mirror)/0.git"
        try FileManager.default.createDirectory(atPath: read, withIntermediateDirectories: true)
        #expect(try await bench.read(remote, .head, "a.yaml") == "one")
        #expect(FileManager.default.fileExists(atPath: read))
        #expect(await bench.mirrors.removeUnused(keeping: []) == 1)
        #expect(try await bench.read(remote, .head, "a.yaml") == "one")
    }

    @Test("what takes the place of a folder that was removed is not mistaken for what was read there")
    func numbers() throws {
        let path = "\(folder.path)/mirror"
        let mirror = MirrorFolder(path: path, ParsedTrees(limit: 1 << 20))
        func finish() throws -> Generation {
            let place = mirror.begin()
            try FileManager.default.createDirectory(atPath: place, withIntermediateDirectories: true)
            return try mirror.finish(place)
        }
        _ = try finish()
        try FileManager.default.removeItem(atPath: path)
        let second = try finish()
        #expect(FileManager.default.fileExists(atPath: second.path))
        #expect(mirror.current() === second)
    }
}
