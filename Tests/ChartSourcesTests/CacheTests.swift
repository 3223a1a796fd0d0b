import Foundation
import Testing
import Transport

@testable import ChartSources

@Suite("The cache")
final class CacheTests {
    private let folder = FileManager.default.temporaryDirectory
        .appendingPathComponent("martlet-cache-\(UUID().uuidString)").path
    private let repository = ChartRepository(url: "https://a.test", credentials: .login, tls: .system)

    deinit {
        try? FileManager.default.removeItem(atPath: folder)
    }

    private func cache(_ capacity: Int = 100) throws -> ChartCache {
        try ChartCache(folder: folder, capacity: capacity)
    }

    private var files: [String] {
        ((try? FileManager.default.contentsOfDirectory(atPath: folder)) ?? []).filter { $0 != "salt" }
    }

    private func keep(_ bytes: [UInt8], in cache: ChartCache) throws -> ContentDigest {
        let digest = ContentDigest(of: bytes)
        #expect(cache.keep(try Self.file(bytes, in: cache), digest, of: repository))
        return digest
    }

    private static func file(_ bytes: [UInt8], in cache: ChartCache) throws -> SpoolFile {
        let file = try cache.incoming()
        try file.append(bytes)
        return file
    }

    @Test("what was kept comes back, in the next process, too, and for the same credentials only")
    func keeping() throws {
        let digest = try keep([1, 2, 3], in: try cache())
        let again = try cache()
        #expect(again.archive(digest, of: repository) == [1, 2, 3])
        var other = repository
        other.credentials = .none
        #expect(again.archive(digest, of: other) == nil)
    }

    @Test("what was damaged is not served, and goes")
    func damage() throws {
        let cache = try cache()
        let digest = try keep([1, 2, 3], in: cache)
        let path = "\(folder)/\(try #require(files.first))"
        try Data([1, 2, 4]).write(to: URL(fileURLWithPath: path))
        #expect(cache.archive(digest, of: repository) == nil)
        #expect(files.isEmpty)
    }

    @Test("what was used longest ago leaves first, and too large a thing is not kept")
    func eviction() throws {
        let cache = try cache(100)
        let digests = try (0..<3).map { try keep([UInt8](repeating: $0, count: 30), in: cache) }
        #expect(cache.archive(digests[0], of: repository) != nil)
        let last = try keep([UInt8](repeating: 9, count: 30), in: cache)
        #expect(cache.archive(digests[1], of: repository) == nil)
        for digest in [digests[0], digests[2], last] { #expect(cache.archive(digest, of: repository) != nil) }
        #expect(files.count == 3)
        let large = [UInt8](repeating: 0, count: 101)
        #expect(!cache.keep(try Self.file(large, in: cache), ContentDigest(of: large), of: repository))
        _ = try self.cache(40)
        #expect(files.count == 1)
    }

    @Test("who keeps what is kept, or is damaged, takes it from nobody")
    func keepers() async throws {
        let cache = try cache(1 << 20)
        let bytes = [UInt8](repeating: 7, count: 1_000)
        let digest = try keep(bytes, in: cache)
        await withTaskGroup(of: Bool.self) { [repository] group in
            for _ in 0..<8 {
                group.addTask(name: "keeps and reads") {
                    (0..<100).allSatisfy { _ in
                        guard let file = try? Self.file(bytes, in: cache) else { return false }
                        return cache.keep(file, digest, of: repository)
                            && cache.archive(digest, of: repository) == bytes
                    }
                }
            }
            for await isThere in group { #expect(isThere) }
        }
        let path = "\(folder)/\(try #require(files.first))"
        try Data([1]).write(to: URL(fileURLWithPath: path))
        #expect(try keep(bytes, in: cache) == digest && cache.archive(digest, of: repository) == bytes)
        #expect(files.count == 1)
    }

    @Test("what is received goes where it is not kept")
    func incoming() throws {
        let cache = try cache()
        let file = try Self.file([1, 2, 3], in: cache)
        #expect(files.count == 1)
        try file.clear()
        try file.append([4, 5])
        #expect(try file.read(from: 1, atMost: 100) == [5] && file.size == 2)
        #expect(try file.read(from: 7, atMost: 1) == [])
        _ = consume file
        #expect(files.isEmpty)
    }

    @Test("what an earlier process left unfinished goes")
    func leftOvers() throws {
        _ = try cache()
        #expect(FileManager.default.createFile(atPath: "\(folder)/incoming-x", contents: Data([1])))
        _ = try cache()
        #expect(files.isEmpty)
    }

    @Test("a folder that cannot be made is an error that names it")
    func folderInTheWay() throws {
        #expect(FileManager.default.createFile(atPath: folder, contents: nil))
        let error = #expect(throws: ChartSourceError.self) { try ChartCache(folder: "\(folder)/x", capacity: 1) }
        #expect(error?.code == .storage)
        #expect(error?.message.contains(folder) == true)
    }
}

extension ChartCache {
    fileprivate func keep(_ file: SpoolFile, _ digest: ContentDigest, of repository: ChartRepository) -> Bool {
        withExtendedLifetime(file) { keep(file.path, size: file.size, digest, of: repository) }
    }
}
