import Foundation
import Git
import SourceTrees
import Testing

/// What lies on disk, and what may happen to it.
@Suite(.enabled(if: TestServer.hasPython, "git and python3 are needed"), .timeLimit(.minutes(5)))
struct MirrorTests {
    let folder: TemporaryFolder
    let repository: TestRepository
    let remote: GitRemote
    let commit: String

    init() throws {
        folder = try TemporaryFolder()
        repository = try TestRepository(in: folder.path)
        remote = GitRemote(url: "file://\(repository.bare)")
        commit = try repository.push("folder/a.yaml", "one")
    }

    private func files(_ folder: String) -> [String] {
        (try? FileManager.default.contentsOfDirectory(atPath: folder)) ?? []
    }

    @Test("a mirror survives its process: the next one reads it without asking the remote")
    func survives() async throws {
        _ = try await Bench(in: folder).find(remote, .head)
        try FileManager.default.removeItem(atPath: repository.bare)
        let next = try Bench(in: folder)
        #expect(try next.mirrors.tree(remote, commit: commit).read("folder/a.yaml", limit: 10) == Array("one".utf8))
        #expect(try await next.find(remote, .commit(commit)).commit == commit)
        #expect(next.listings == 0)
    }

    @Test("what a killed process leaves is removed, and does no harm")
    func leftovers() async throws {
        let first = try Bench(in: folder)
        _ = try await first.find(remote, .head)
        let mirror = try #require(first.mirrorFolders.first)
        let pack = "\(first.onlyMirror)/objects/pack"
        for path in ["\(pack)/pack_git2_abc123", "\(pack)/pack-0000.idx", "\(folder.path)/cache/ssh-dead/key"] {
            let url = URL(fileURLWithPath: path)
            try FileManager.default.createDirectory(
                at: url.deletingLastPathComponent(), withIntermediateDirectories: true)
            try Data("half".utf8).write(to: url)
        }
        try FileManager.default.createDirectory(atPath: "\(mirror)/new-half/objects", withIntermediateDirectories: true)
        let next = try Bench(in: folder)
        let second = try repository.push("folder/a.yaml", "two")
        #expect(try await next.find(remote, .head).commit == second)
        #expect(files(mirror).sorted() == ["1.git", "lock"])
        #expect(!files(pack).contains { $0.hasPrefix("pack_git2") || $0 == "pack-0000.idx" })
        #expect(!files("\(folder.path)/cache").contains("ssh-dead"))
    }

    @Test(
        "a damaged mirror is made anew",
        arguments: ["objects", "HEAD", "objects/pack", "config"])
    func removed(part: String) async throws {
        _ = try await Bench(in: folder).find(remote, .head)
        let bench = try Bench(in: folder)
        try FileManager.default.removeItem(atPath: "\(bench.onlyMirror)/\(part)")
        #expect(try await bench.read(remote, .head, "folder/a.yaml") == "one")
    }

    @Test("a pack with wrong bytes is found out by the next refresh, or by its first reader")
    func overwritten() async throws {
        for number in 0..<3 {
            try repository.push("folder/\(number).yaml", String(repeating: "\(number)", count: 5_000))
        }
        let first = try Bench(in: folder)
        let head = try await first.find(remote, .head).commit
        let packs = "\(first.onlyMirror)/objects/pack"
        let pack = try #require(files(packs).first { $0.hasSuffix(".pack") })
        var bytes = try Data(contentsOf: URL(fileURLWithPath: "\(packs)/\(pack)"))
        for index in 12..<(bytes.count - 20) { bytes[index] = 0xAA }
        // In place, as packs are written without permission to write.
        try runCommand(["chmod", "u+w", "\(packs)/\(pack)"], in: folder.path)
        try bytes.write(to: URL(fileURLWithPath: "\(packs)/\(pack)"))
        let next = try Bench(in: folder)
        _ = await failure { try next.mirrors.tree(remote, commit: head) }
        #expect(try await next.read(remote, .head, "folder/2.yaml") == String(repeating: "2", count: 5_000))
    }

    @Test("a tree stays readable while its mirror is replaced")
    func replaced() async throws {
        let bench = try Bench(in: folder)
        let revision = try await bench.find(remote, .head)
        let tree = try bench.mirrors.tree(remote, commit: revision.commit)
        #expect(try tree.read("folder/a.yaml", limit: 10) == Array("one".utf8))
        try FileManager.default.removeItem(atPath: "\(bench.onlyMirror)/HEAD")
        let old = bench.onlyMirror
        _ = try await bench.find(remote, .head)
        #expect(bench.onlyMirror.hasSuffix("/2.git"))
        #expect(try tree.list("folder").map(\.name) == ["a.yaml"])
        #expect(FileManager.default.fileExists(atPath: old))
    }

    @Test("many fetches do not make a mirror of many packs")
    func packs() async throws {
        let bench = try Bench(in: folder)
        var stream = ""
        for number in 0..<210 {
            stream += "commit refs/heads/b\(number)\ncommitter A <a@b> 1700000000 +0000\ndata 1\nx\n"
            stream += "M 644 inline folder/a.yaml\ndata <<end\n\(number)\nend\n\n"
        }
        try Data(stream.utf8).write(to: URL(fileURLWithPath: "\(folder.path)/stream"))
        try runCommand(["sh", "-c", "git -C '\(repository.bare)' fast-import --quiet < stream"], in: folder.path)
        for number in 0..<210 { _ = try await bench.find(remote, .branch("b\(number)")) }
        #expect(files("\(bench.onlyMirror)/objects/pack").count < 100)
        #expect(try await bench.read(remote, .branch("b209"), "folder/a.yaml") == "209\n")
    }

    @Test("mirrors of remotes that nobody uses are removed, others stay")
    func unused() async throws {
        let bench = try Bench(in: folder)
        let other = try TestRepository(in: folder.path, "other.git")
        try other.push("b.yaml", "two")
        let otherRemote = GitRemote(url: "file://\(other.bare)")
        _ = try await bench.find(remote, .head)
        _ = try await bench.find(otherRemote, .head)
        #expect(bench.mirrorFolders.count == 2)
        #expect(await bench.mirrorSize(otherRemote) > 0)
        #expect(await bench.mirrors.removeUnused(keeping: [remote]) == 1)
        #expect(bench.mirrorFolders.count == 1)
        #expect(await bench.mirrorSize(otherRemote) == 0)
        #expect(try await bench.read(remote, .head, "folder/a.yaml") == "one")
        #expect(try await bench.read(otherRemote, .head, "b.yaml") == "two")
    }

    @Test("two processes share a cache folder without harm")
    func shared() async throws {
        let benches = [try Bench(in: folder), try Bench(in: folder)]
        for number in 0..<10 {
            let id = try repository.push("folder/a.yaml", "\(number)")
            let remote = remote
            let found = try await withThrowingTaskGroup(of: String.self) { group in
                for bench in benches { group.addTask(name: "refresh") { try await bench.find(remote, .head).commit } }
                return try await group.reduce(into: Set()) { $0.insert($1) }
            }
            #expect(found == [id])
        }
    }

    @Test("after the shutdown refreshes are refused")
    func shutDown() async throws {
        let bench = try Bench(in: folder)
        bench.mirrors.shutDown()
        #expect(await failure { try await bench.find(remote, .head) }?.code == .cancelled)
    }
}
