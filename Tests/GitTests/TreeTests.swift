import Foundation
import Git
import SourceTrees
import Testing

@Suite(.enabled(if: TestServer.hasPython, "git and python3 are needed"), .timeLimit(.minutes(5)))
struct TreeTests {
    let bench: Bench
    let repository: TestRepository
    let remote: GitRemote

    init() throws {
        bench = try Bench()
        repository = try TestRepository(in: bench.folder.path)
        remote = GitRemote(url: "file://\(repository.bare)")
    }

    private func tree() async throws -> GitTree {
        try repository.commit("Change")
        try repository.git("push", "-q", "--force", "origin", "HEAD:refs/heads/main")
        return try bench.mirrors.tree(remote, commit: try await bench.find(remote, .head).commit)
    }

    private func link(_ path: String, to target: String) throws {
        try FileManager.default.createSymbolicLink(atPath: "\(repository.work)/\(path)", withDestinationPath: target)
    }

    private func code<T>(_ work: () throws -> T) -> SourceTreeError.Code? {
        do {
            _ = try work()
            return nil
        } catch {
            return (error as? SourceTreeError)?.code
        }
    }

    @Test("folders are listed by the bytes of their names, with what is in them")
    func list() async throws {
        for path in ["b/x.yaml", "b.yaml", "a", "Z", "b-c"] { try repository.write(path, "content of \(path)") }
        try runCommand(["chmod", "+x", "a"], in: repository.work)
        let tree = try await tree()
        let entries = try tree.list("")
        #expect(entries.map(\.name) == ["Z", "a", "b", "b-c", "b.yaml"])
        #expect(
            entries.map(\.kind) == [
                .file(executable: false), .file(executable: true), .directory, .file(executable: false),
                .file(executable: false),
            ])
        #expect(entries[0].id == (try repository.git("rev-parse", "HEAD:Z")))
        #expect(try tree.entry(at: "b")?.id == (try repository.git("rev-parse", "HEAD:b")))
        #expect(try tree.list("b/../b/.").map(\.name) == ["x.yaml"])
        #expect(try tree.read("b/x.yaml", limit: 100) == Array("content of b/x.yaml".utf8))
    }

    @Test("what is not there, or of another kind, is told apart")
    func kinds() async throws {
        try repository.write("folder/file", "x")
        let tree = try await tree()
        #expect(try tree.entry(at: "folder/absent") == nil)
        #expect(try tree.entry(at: "folder/file/below") == nil)
        #expect(code { try tree.read("absent", limit: 1) } == .notFound)
        #expect(code { try tree.read("folder", limit: 1) } == .notAFile)
        #expect(code { try tree.list("folder/file") } == .notADirectory)
        #expect(code { try tree.read("folder/../../etc/passwd", limit: 1) } == .outsideTree)
    }

    @Test("symlinks are followed inside the tree and nowhere else")
    func symlinks() async throws {
        try repository.write("base/values.yaml", "x: 1")
        try repository.write("apps/one/keep", "")
        try link("apps/one/values.yaml", to: "../../base/values.yaml")
        try link("apps/all", to: "../base")
        try link("apps/passwd", to: "/etc/passwd")
        try link("apps/up", to: "../../secrets")
        try link("apps/nothing", to: "absent")
        try link("loop", to: "loop")
        let tree = try await tree()
        #expect(try tree.read("apps/one/values.yaml", limit: 100) == Array("x: 1".utf8))
        #expect(try tree.read("apps/all/values.yaml", limit: 100) == Array("x: 1".utf8))
        #expect(try tree.list("apps/all").map(\.name) == ["values.yaml"])
        #expect(try tree.list("apps").first { $0.name == "all" }?.kind == .symlink)
        #expect(try tree.entry(at: "apps/nothing") == nil)
        #expect(code { try tree.read("apps/passwd", limit: 100) } == .outsideTree)
        #expect(code { try tree.read("apps/up/key", limit: 100) } == .outsideTree)
        #expect(code { try tree.read("loop", limit: 100) } == .symlinkLoop)
    }

    @Test("submodules are reported and not entered")
    func submodules() async throws {
        try repository.write("a", "x")
        let id = try repository.commit("First")
        try repository.git("update-index", "--add", "--cacheinfo", "160000,\(id),vendor/library")
        try repository.git("commit", "-q", "-m", "Submodule")
        try repository.git("push", "-q", "origin", "HEAD:refs/heads/main")
        let tree = try bench.mirrors.tree(remote, commit: try await bench.find(remote, .head).commit)
        #expect(try tree.entry(at: "vendor/library")?.kind == .submodule)
        #expect(code { try tree.list("vendor/library") } == .submodule)
        #expect(code { try tree.read("vendor/library/file", limit: 1) } == .submodule)
    }

    @Test("large files are refused by their size, before they are read")
    func large() async throws {
        try repository.write("large", String(repeating: "x", count: 100_000))
        let tree = try await tree()
        #expect(code { try tree.read("large", limit: 99_999) } == .tooLarge)
        #expect(try tree.read("large", limit: 100_000).count == 100_000)
    }

    @Test("Git LFS pointers are told from content")
    func largeFilePointers() async throws {
        try repository.write("model.bin", "version https://git-lfs.github.com/spec/v1\noid sha256:00\nsize 12345\n")
        let tree = try await tree()
        #expect(code { try tree.read("model.bin", limit: 1_000) } == .unreadable)
    }

    @Test("many threads read one tree at once")
    func concurrent() async throws {
        for number in 0..<40 { try repository.write("d\(number)/file", "\(number)") }
        let tree = try await tree()
        let sum = try await withThrowingTaskGroup(of: Int.self) { group in
            for number in 0..<400 {
                group.addTask(name: "reader") {
                    Int(String(decoding: try tree.read("d\(number % 40)/file", limit: 10), as: UTF8.self)) ?? 0
                }
            }
            return try await group.reduce(0, +)
        }
        #expect(sum == 10 * (0..<40).reduce(0, +))
    }

    @Test("a tree of a commit that is not here is refused")
    func absent() async throws {
        try repository.write("a", "x")
        _ = try await tree()
        let error = await failure { try bench.mirrors.tree(remote, commit: String(repeating: "1", count: 40)) }
        #expect(error?.code == .notFound(.commit))
    }
}
