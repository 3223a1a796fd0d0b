import Archives
import Foundation
import Testing

@Suite("Archives")
struct ArchiveTests {
    /// Made with the system's tar, so that we read what others write.
    private static func archive(_ options: [String], _ make: (URL) throws -> Void) throws -> [UInt8] {
        let folder = URL.temporaryDirectory.appending(path: "archives-\(UUID().uuidString)")
        defer { try? FileManager.default.removeItem(at: folder) }
        let content = folder.appending(path: "content")
        try FileManager.default.createDirectory(at: content, withIntermediateDirectories: true)
        try make(content)
        let file = folder.appending(path: "a.tgz")
        let process = Process()
        process.executableURL = URL(filePath: "/usr/bin/env")
        process.arguments = ["tar", "-czf", file.path] + options + ["-C", content.path, "."]
        try process.run()
        process.waitUntilExit()
        try #require(process.terminationStatus == 0)
        return Array(try Data(contentsOf: file))
    }

    private static func entries(_ bytes: [UInt8], limit: Int = 1 << 20) throws -> [String: String] {
        var reader = TarReader(try Gzip.decompress(bytes, limit: limit), entryLimit: 100)
        var found: [String: String] = [:]
        while let entry = try reader.next() {
            guard entry.kind != .directory else { continue }
            found[entry.name] = "\(entry.kind) \(String(decoding: entry.content, as: UTF8.self))"
        }
        return found
    }

    @Test("the formats that tar writes are read", arguments: ["v7", "ustar", "gnu", "pax"])
    func formats(format: String) throws {
        let long = String(repeating: "folder/", count: format == "v7" ? 3 : 20) + "file.txt"
        let bytes = try Self.archive(["--format=\(format)", "--transform=s,^\\./,,"]) { folder in
            let file = folder.appending(path: long)
            try FileManager.default.createDirectory(
                at: file.deletingLastPathComponent(), withIntermediateDirectories: true)
            try "deep".write(to: file, atomically: false, encoding: .utf8)
            try String(repeating: "x", count: 1000).write(
                to: folder.appending(path: "b"), atomically: false, encoding: .utf8)
            try FileManager.default.createSymbolicLink(
                atPath: folder.appending(path: "link").path, withDestinationPath: "b")
        }
        let found = try Self.entries(bytes)
        #expect(found[long] == "file deep")
        #expect(found["b"] == "file " + String(repeating: "x", count: 1000))
        #expect(found["link"] == "symbolicLink ")
    }

    @Test("a bomb is stopped at the limit")
    func bomb() throws {
        let bytes = try Self.archive([]) { folder in
            try Data(count: 3 << 20).write(to: folder.appending(path: "zeros"))
        }
        #expect(bytes.count < 10_000)
        #expect(throws: ArchiveError(.limit, "holds more than 1048576 bytes when decompressed")) {
            try Gzip.decompress(bytes, limit: 1 << 20)
        }
        #expect(try Gzip.decompress(bytes, limit: 4 << 20).count > 3 << 20)
    }

    @Test("what is cut short or damaged is refused")
    func damaged() throws {
        let bytes = try Self.archive([]) { folder in
            try "content".write(to: folder.appending(path: "a"), atomically: false, encoding: .utf8)
        }
        #expect(throws: ArchiveError.self) { try Gzip.decompress(Array(bytes.dropLast(20)), limit: 1 << 20) }
        #expect(throws: ArchiveError.self) { try Gzip.decompress(Array("name: values.yaml".utf8), limit: 1 << 20) }
        #expect(throws: ArchiveError.self) { try Gzip.decompress(bytes + [1, 2, 3], limit: 1 << 20) }
        let tar = try Gzip.decompress(bytes, limit: 1 << 20)
        var flipped = tar
        flipped[3] ^= 1
        for broken in [flipped, Array(tar.prefix(700)), Array(tar.prefix(1028))] {
            var reader = TarReader(broken, entryLimit: 10)
            #expect(throws: ArchiveError.self) { while try reader.next() != nil {} }
        }
    }

    @Test("entries are counted")
    func manyEntries() throws {
        let bytes = try Self.archive([]) { folder in
            for index in 0..<20 { try Data().write(to: folder.appending(path: "\(index)")) }
        }
        var reader = TarReader(try Gzip.decompress(bytes, limit: 1 << 20), entryLimit: 10)
        #expect(throws: ArchiveError(.limit, "has too many entries")) { while try reader.next() != nil {} }
    }

    @Test("two gzip files in a row are one, as for gzip")
    func members() throws {
        let one = try Self.archive([]) { try Data("a".utf8).write(to: $0.appending(path: "a")) }
        let content = try Gzip.decompress(one, limit: 1 << 20)
        #expect(try Gzip.decompress(one + one, limit: 1 << 20) == content + content)
        #expect(throws: ArchiveError.self) { try Gzip.decompress(one + one, limit: content.count + 1) }
    }
}
