import Foundation
import Git
import SourceTrees
import Testing

/// What does not depend on how the remote is reached, with repositories on this machine.
@Suite(.enabled(if: TestServer.hasPython, "git and python3 are needed"), .timeLimit(.minutes(5)))
struct LocalTests {
    let bench: Bench
    let repository: TestRepository
    let remote: GitRemote

    init() throws {
        bench = try Bench()
        repository = try TestRepository(in: bench.folder.path)
        remote = GitRemote(url: "file://\(repository.bare)")
    }

    @Test("HEAD is the branch that it names")
    func head() async throws {
        let id = try repository.push("a.yaml", "one")
        let revision = try await bench.find(remote, .head)
        #expect(revision.description == "main@sha1:\(id)")
        #expect(try await bench.read(remote, .head, "a.yaml") == "one")
    }

    @Test("a change is fetched, and nothing is fetched without one")
    func changes() async throws {
        try repository.push("a.yaml", "one")
        let references: [GitReference] = [.head, .branch("main")]
        #expect(try await bench.mirrors.refresh(remote, references: references, timeout: .seconds(20)).fetched)
        #expect(try await !bench.mirrors.refresh(remote, references: references, timeout: .seconds(20)).fetched)
        try repository.push("a.yaml", "two")
        #expect(try await bench.read(remote, .branch("main"), "a.yaml") == "two")
        #expect(bench.listings == 3)
        #expect(bench.fetches == 2)
    }

    @Test("a forced push goes back in history")
    func forced() async throws {
        let first = try repository.push("a.yaml", "one")
        try repository.push("a.yaml", "two")
        _ = try await bench.find(remote, .head)
        try repository.git("reset", "-q", "--hard", first)
        let other = try repository.push("b.yaml", "other history")
        #expect(try await bench.find(remote, .head).commit == other)
        #expect(try await bench.read(remote, .head, "a.yaml") == "one")
    }

    @Test("a deleted branch is not found, and a branch below its name is")
    func deleted() async throws {
        try repository.push("a.yaml", "one", branch: "feature")
        #expect(try await bench.find(remote, .branch("feature")).reference == "feature")
        try repository.git("push", "-q", "origin", ":refs/heads/feature")
        let error = await failure { try await bench.find(remote, .branch("feature")) }
        #expect(error?.code == .notFound(.reference))
        #expect(error?.message == "the remote has no branch \"feature\"")
        let id = try repository.push("a.yaml", "two", branch: "feature/deep")
        #expect(try await bench.find(remote, .branch("feature/deep")).commit == id)
    }

    @Test("tags are followed to their commits, also when they move")
    func tags() async throws {
        let first = try repository.push("a.yaml", "one")
        try repository.git("tag", "light")
        try repository.git("tag", "-a", "-m", "annotated", "heavy")
        try repository.git("tag", "-a", "-m", "twice", "nested", "heavy")
        try repository.git("push", "-q", "--tags", "origin")
        for name in ["light", "heavy", "nested"] {
            #expect(try await bench.find(remote, .tag(name)).description == "\(name)@sha1:\(first)")
        }
        let second = try repository.push("a.yaml", "two")
        try repository.git("tag", "-f", "-a", "-m", "moved", "heavy")
        try repository.git("push", "-q", "--force", "--tags", "origin")
        #expect(try await bench.find(remote, .tag("heavy")).commit == second)
    }

    @Test("a tag that names a file is refused")
    func oddTag() async throws {
        try repository.push("a.yaml", "one")
        try repository.git("tag", "odd", "HEAD:a.yaml")
        try repository.git("push", "-q", "--tags", "origin")
        let error = await failure { try await bench.find(remote, .tag("odd")) }
        #expect(error?.code == .notFound(.reference))
    }

    @Test("the highest version in the range wins")
    func versions() async throws {
        for tag in ["v1.0.0", "1.4.2", "v1.10.0", "v2.0.0-rc.1", "v2.0.0", "nightly"] {
            try repository.push("version", tag)
            try repository.git("tag", tag)
        }
        try repository.git("push", "-q", "--tags", "origin")
        let cases = ["^1.0": "v1.10.0", ">=1.0.0 <1.5": "1.4.2", "*": "v2.0.0", "~2.0.0-rc || 1.x": "v2.0.0"]
        let references = cases.keys.map { GitReference.semver($0) }
        let refresh = try await bench.mirrors.refresh(remote, references: references, timeout: .seconds(20))
        for (range, tag) in cases { #expect(try refresh.revisions[.semver(range)]?.get().reference == tag) }
        #expect(bench.listings == 1)
        #expect(bench.fetches == 1)
        #expect(await failure { try await bench.find(remote, .semver("^7")) }?.code == .notFound(.reference))
        #expect(await failure { try await bench.find(remote, .semver("latest")) }?.code == .invalid)
    }

    @Test("a commit is found by its full id, and asked for only once")
    func commits() async throws {
        let first = try repository.push("a.yaml", "one")
        try repository.push("a.yaml", "two")
        #expect(try await bench.find(remote, .commit(first.uppercased())).description == "sha1:\(first)")
        #expect(try await bench.read(remote, .commit(first), "a.yaml") == "one")
        #expect(await failure { try await bench.find(remote, .commit(String(first.prefix(12)))) }?.code == .invalid)
        let absent = String(repeating: "7", count: 40)
        #expect(await failure { try await bench.find(remote, .commit(absent)) }?.code == .notFound(.commit))
        let listings = bench.listings
        _ = try await bench.find(remote, .commit(first))
        #expect(bench.listings == listings)
    }

    @Test("one bad reference does not hide the good ones")
    func mixed() async throws {
        let id = try repository.push("a.yaml", "one")
        let refresh = try await bench.mirrors.refresh(
            remote, references: [.head, .branch("absent"), .commit("12ab")], timeout: .seconds(20))
        #expect(try refresh.revisions[.head]?.get().commit == id)
        #expect(refresh.revisions.count == 3)
    }

    @Test("empty and absent repositories say what they are")
    func absent() async throws {
        let empty = await failure { try await bench.find(remote, .head) }
        #expect(empty?.code == .notFound(.reference))
        #expect(empty?.message.contains("empty") == true)
        let nowhere = GitRemote(url: "file:///nowhere/at/all")
        #expect(await failure { try await bench.find(nowhere, .head) }?.code == .notFound(.remote))
    }

    @Test("a commit tells who made it, when and why")
    func commit() async throws {
        try repository.write("a.yaml", "one")
        let id = try repository.commit("Add the first file\n\nWith a body.")
        try repository.git("push", "-q", "origin", "HEAD:refs/heads/main")
        _ = try await bench.find(remote, .head)
        let commit = try bench.mirrors.commit(remote, id)
        #expect(commit.author == "Ada Lovelace")
        #expect(commit.email == "ada@example.org")
        #expect(commit.message == "Add the first file")
        #expect(commit.time == Date(timeIntervalSince1970: 1_767_323_045))
    }

    @Test("file URLs need to be allowed")
    func fileURLs() async throws {
        let strict = try Bench(allowFileURLs: false)
        #expect(await failure { try await strict.find(remote, .head) }?.code == .refused)
    }
}
