import Foundation
import Git
import SourceTrees
import Testing

@Suite(.timeLimit(.minutes(3))) struct LargeObjectTests {
    private let bench: Bench
    private let repository: TestRepository

    init() throws {
        bench = try Bench()
        repository = try TestRepository(in: bench.folder.path)
    }

    private var remote: GitRemote { GitRemote(url: "file://\(repository.bare)") }

    /// Commits with a message of any length.
    private func commit(_ message: String, to branch: String) throws {
        let file = "\(bench.folder.path)/message"
        try message.write(toFile: file, atomically: true, encoding: .utf8)
        try repository.git("add", "-A")
        try repository.git("commit", "-q", "--allow-empty", "-F", file)
        try repository.git("push", "-q", "--force", "origin", "HEAD:refs/heads/\(branch)")
    }

    @Test("a commit of megabytes is told of and not read; other branches are, and nothing is fetched again for it")
    func largeCommit() async throws {
        try repository.push("a.yaml", "one")
        try commit(String(repeating: "word\n", count: 500_000), to: "large")
        let references: [GitReference] = [.branch("main"), .branch("large")]
        for _ in 0..<2 {
            let refresh = try await bench.mirrors.refresh(remote, references: references, timeout: .seconds(30))
            #expect(throws: Never.self) { try refresh.revisions[.branch("main")]?.get() }
            let error = await failure { try refresh.revisions[.branch("large")]?.get() }
            #expect(error?.code == .tooLarge)
            #expect(error?.message.contains("has 2500") == true && error?.message.contains("1048576") == true)
        }
        #expect(bench.fetches == 1)
    }

    @Test("a tag whose message has megabytes need not be read: the server says what it points to")
    func largeTag() async throws {
        try repository.push("a.yaml", "one")
        let file = "\(bench.folder.path)/message"
        try String(repeating: "word\n", count: 500_000).write(toFile: file, atomically: true, encoding: .utf8)
        try repository.git("tag", "-a", "-F", file, "v1.0.0")
        try repository.git("push", "-q", "origin", "v1.0.0")
        #expect(try await bench.find(remote, .tag("v1.0.0")).commit == repository.head())
    }

    @Test("a folder with more names than anybody writes is told of and not read; the mirror is not to blame")
    func largeTree() async throws {
        // Of one blob, so that the repository stays small.
        let blob = try repository.git("hash-object", "-w", "--stdin", "-t", "blob")
        let list = "\(bench.folder.path)/list"
        let names = (0..<300_000).map { "100644 blob \(blob)\tx\($0)\n" }
        try names.joined().write(toFile: list, atomically: true, encoding: .utf8)
        let inner = try runCommand(["sh", "-c", "git mktree <\(list)"], in: repository.work)
        try "040000 tree \(inner)\tmany\n100644 blob \(blob)\tone.yaml\n".write(
            toFile: list, atomically: true, encoding: .utf8)
        let root = try runCommand(["sh", "-c", "git mktree <\(list)"], in: repository.work)
        let id = try repository.git("commit-tree", "-m", "Many", root)
        try repository.git("push", "-q", "origin", "\(id):refs/heads/main")
        let revision = try await bench.find(remote, .branch("main"))
        let tree = try bench.mirrors.tree(remote, commit: revision.commit)
        #expect(try tree.read("one.yaml", limit: 100) == [])
        let error = #expect(throws: SourceTreeError.self) { try tree.list("many") }
        #expect(error?.code == .tooLarge)
        _ = try await bench.find(remote, .branch("main"))
        #expect(bench.fetches == 1)
    }

    @Test("what a commit says of itself fits a status: one line each, of whole characters, without control characters")
    func longLines() async throws {
        try repository.git("config", "user.name", String(repeating: "é", count: 5_000))
        try repository.write("a.yaml", "one")
        try repository.git("add", "-A")
        let message = "a\u{1B}[31m" + String(repeating: "é", count: 200_000)
        let file = "\(bench.folder.path)/message"
        try message.write(toFile: file, atomically: true, encoding: .utf8)
        let name = String(repeating: "ü", count: 5_000)
        try repository.git("-c", "user.name=\(name)", "commit", "-q", "-F", file, "--author", "\(name) <\(name)>")
        try repository.git("push", "-q", "origin", "HEAD:refs/heads/main")
        let revision = try await bench.find(remote, .branch("main"))
        let commit = try bench.mirrors.commit(remote, revision.commit)
        for text in [commit.message, commit.author, commit.email] {
            #expect(text.utf8.count <= 256 && text.utf8.count > 200 && text.hasSuffix("…"))
        }
        #expect(commit.message.hasPrefix("a[31mé"))
    }
}
