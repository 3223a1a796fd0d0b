import Foundation
import Git
import SourceTrees
import Testing
import Transport

/// https, with nginx and git's own http-backend behind it.
@Suite(
    .enabled(if: TestServer.hasHTTPS, "nginx, fcgiwrap, openssl, python3 and git are needed"), .timeLimit(.minutes(5)))
struct SecureRemoteTests {
    let bench: Bench
    let repository: TestRepository
    let root: String

    init() throws {
        bench = try Bench()
        root = "\(bench.folder.path)/served"
        try FileManager.default.createDirectory(atPath: root, withIntermediateDirectories: true)
        repository = try TestRepository(in: root)
    }

    private func serve(_ options: [String] = []) throws -> TestServer {
        try .https(root: root, state: "\(bench.folder.path)/server", options)
    }

    private func remote(_ server: TestServer, _ credentials: GitCredentials = .none, path: String = "repository.git")
        throws
        -> GitRemote
    {
        GitRemote(
            url: "https://127.0.0.1:\(server.port)/\(path)", credentials: credentials,
            caPEM: Array(try Data(contentsOf: URL(fileURLWithPath: "\(server.state)/ca.pem"))))
    }

    @Test("a public repository is listed with one request and fetched with few")
    func open() async throws {
        let server = try serve()
        defer { server.stop() }
        let first = try repository.push("a.yaml", "one")
        let remote = try remote(server)
        #expect(try await bench.find(remote, .head).description == "main@sha1:\(first)")
        #expect(try await bench.read(remote, .head, "a.yaml") == "one")
        for number in 0..<30 { try repository.push("b.yaml", "\(number)") }
        #expect(try await bench.read(remote, .branch("main"), "b.yaml") == "29")
        #expect(bench.listings == 3)
        #expect(bench.fetches == 2)
    }

    @Test("user and password are sent, and told apart from wrong ones")
    func basic() async throws {
        let server = try serve(["--basic", "ada:s3cret:with colon"])
        defer { server.stop() }
        let id = try repository.push("a.yaml", "one")
        let right = GitCredentials.basic(username: "ada", password: Redacted("s3cret:with colon"))
        let wrong = GitCredentials.basic(username: "ada", password: Redacted("guess"))
        #expect(try await bench.find(remote(server, right), .head).commit == id)
        let refused = await failure { try await bench.find(remote(server, wrong), .head) }
        #expect(refused?.code == .authentication)
        #expect(refused?.message.contains("refuses") == true)
        #expect(refused?.message.contains("guess") == false)
        let missing = await failure { try await bench.find(remote(server), .head) }
        #expect(missing?.code == .authentication)
        #expect(missing?.message.contains("wants credentials") == true)
        // Who was not let in finds nothing that another fetched, and leaves nothing behind.
        #expect(await failure { try bench.mirrors.tree(remote(server, wrong), commit: id) }?.code == .notFound(.commit))
        #expect(await bench.mirrorSize(try remote(server, wrong)) == 0)
    }

    @Test("a bearer token is sent")
    func bearer() async throws {
        let server = try serve(["--bearer", "t0ken"])
        defer { server.stop() }
        let id = try repository.push("a.yaml", "one")
        #expect(try await bench.find(remote(server, .bearer(token: Redacted("t0ken"))), .head).commit == id)
        let wrong = await failure { try await bench.find(remote(server, .bearer(token: Redacted("other"))), .head) }
        #expect(wrong?.code == .authentication)
    }

    @Test("a certificate of an unknown authority is refused")
    func certificate() async throws {
        let server = try serve()
        defer { server.stop() }
        try repository.push("a.yaml", "one")
        var remote = try remote(server)
        remote.caPEM = nil
        #expect(await failure { try await bench.find(remote, .head) }?.code == .certificate)
        remote.insecureSkipVerify = true
        #expect(try await bench.find(remote, .head).reference == "main")
    }

    @Test("an absent repository is not found")
    func absent() async throws {
        let server = try serve()
        defer { server.stop() }
        let error = await failure { try await bench.find(remote(server, path: "absent.git"), .head) }
        #expect(error?.code == .notFound(.remote))
    }

    @Test("redirects are followed, and take credentials nowhere else")
    func redirects() async throws {
        let other = try TestServer.https(root: root, state: "\(bench.folder.path)/other", ["--basic", "ada:s3cret"])
        defer { other.stop() }
        let server = try serve(["--basic", "ada:s3cret", "--elsewhere", "https://127.0.0.1:\(other.port)"])
        defer { server.stop() }
        let id = try repository.push("a.yaml", "one")
        let credentials = GitCredentials.basic(username: "ada", password: Redacted("s3cret"))
        #expect(try await bench.find(remote(server, credentials, path: "moved/repository.git"), .head).commit == id)
        var away = try remote(server, credentials, path: "elsewhere/repository.git")
        away.caPEM = nil
        away.insecureSkipVerify = true
        let error = await failure { try await bench.find(away, .head) }
        #expect(error?.code == .authentication)
        let log = try String(contentsOfFile: "\(other.state)/access.log", encoding: .utf8)
        #expect(log.contains("401"))
        #expect(!log.contains("ada"))
    }

    @Test(
        "of 30,000 references those that are looked for are found; for a commit behind none of them not all are searched"
    )
    func manyReferences() async throws {
        let server = try serve()
        defer { server.stop() }
        let id = try repository.push("a.yaml", "one")
        try repository.addReferences(15_000, of: id)
        let references: [GitReference] = [
            .head, .branch("b110000"), .tag("1.0.100007"), .semver("^1"), .commit(id), .branch("absent"),
        ]
        let remote = try remote(server)
        let found = try await bench.mirrors.refresh(remote, references: references, timeout: .seconds(60)).revisions
        let names = references.map { try? found[$0]?.get().reference }
        #expect(names == ["main", "b110000", "1.0.100007", "1.0.114999", "", nil])
        let absent = GitReference.commit(String(repeating: "7", count: 40))
        let error = await failure { try await bench.find(remote, absent, timeout: .seconds(60)) }
        #expect(
            error?.code == .tooLarge && error?.message.contains("name a branch or a tag") == true,
            "\(String(describing: error))")
    }

    @Test("a repository whose own history is cut off is read as any other")
    func shallow() async throws {
        let server = try serve()
        defer { server.stop() }
        for text in ["one", "two", "three"] { try repository.push("a.yaml", text) }
        try runCommand(
            ["git", "clone", "-q", "--bare", "--depth", "2", "file://\(repository.bare)", "cut.git"], in: root)
        let remote = try remote(server, path: "cut.git")
        #expect(try await bench.read(remote, .head, "a.yaml") == "three")
        #expect(try await bench.find(remote, .head).commit == repository.head())
    }

    @Test("as much of the history is fetched as is asked for, where libgit2 can do so", arguments: [1, 3])
    func depth(_ depth: Int) async throws {
        let server = try serve()
        defer { server.stop() }
        for text in ["one", "two", "three", "four"] { try repository.push("a.yaml", text) }
        let bench = try Bench(depth: depth)
        let remote = try remote(server)
        var sha = try await bench.find(remote, .head).commit
        var count = 0
        while let commit = try? bench.mirrors.commit(remote, sha) {
            count += 1
            _ = try bench.mirrors.tree(remote, commit: sha)
            guard let parent = commit.parents.first else { break }
            sha = parent
        }
        // Before libgit2 1.7 all of it comes.
        #expect(count == depth || count == 4)
    }

    @Test("a commit that no reference names is fetched where the server allows it", arguments: [true, false])
    func unlistedCommit(allowed: Bool) async throws {
        let server = try serve()
        defer { server.stop() }
        if allowed { try repository.configure("uploadpack.allowReachableSHA1InWant", "true") }
        let first = try repository.push("a.yaml", "one")
        for number in 0..<5 { try repository.push("a.yaml", "\(number)") }
        let remote = try remote(server)
        #expect(try await bench.read(remote, .commit(first), "a.yaml") == "one")
        let absent = await failure { try await bench.find(remote, .commit(String(repeating: "7", count: 40))) }
        #expect(absent?.code == .notFound(.commit))
    }

    @Test("of 2,000 references only the wanted ones are fetched")
    func many() async throws {
        let server = try serve()
        defer { server.stop() }
        try repository.push("a.yaml", "one")
        // Each branch has a commit with content of its own.
        var stream = ""
        for number in 1...2_000 {
            stream += "commit refs/heads/b\(number)\ncommitter A <a@b> 1700000000 +0000\ndata 1\nx\n"
            stream +=
                "M 644 inline file\ndata \(number + 1_000)\n\(String(repeating: "\(number % 10)", count: number + 1_000))\n"
        }
        try Data(stream.utf8).write(to: URL(fileURLWithPath: "\(root)/stream"))
        try runCommand(["sh", "-c", "git -C '\(repository.bare)' fast-import --quiet < '\(root)/stream'"], in: root)
        let remote = try remote(server)
        let refresh = try await bench.mirrors.refresh(
            remote, references: [.branch("b7"), .branch("b1999")], timeout: .seconds(60))
        #expect(refresh.revisions.values.allSatisfy { (try? $0.get()) != nil })
        #expect(bench.listings == 1)
        // The listing itself is some 130 kB; the contents of all branches would be 4 MB, and their objects 6,000.
        let objects = try runCommand(["git", "-C", bench.onlyMirror, "count-objects", "-v"], in: root)
        #expect(objects.contains("in-pack: 6\n"))
    }

    @Test("50 refreshes at once share their listings")
    func together() async throws {
        let server = try serve()
        defer { server.stop() }
        let id = try repository.push("a.yaml", "one")
        let remote = try remote(server)
        let revisions = try await withThrowingTaskGroup(of: String.self) { group in
            for number in 0..<50 {
                group.addTask(name: "refresh") {
                    try await bench.find(remote, number.isMultiple(of: 2) ? .head : .branch("main")).commit
                }
            }
            return try await group.reduce(into: Set()) { $0.insert($1) }
        }
        #expect(revisions == [id])
        #expect(bench.listings <= 4)
        #expect(bench.fetches == 1)
    }

    @Test("more bytes than the limit are refused, and nothing of them stays")
    func limit() async throws {
        let server = try serve()
        defer { server.stop() }
        try repository.write(
            "noise", (0..<40_000).map { _ in String(UInt64.random(in: .min ... .max), radix: 36) }.joined())
        try repository.commit("Noise")
        try repository.git("push", "-q", "origin", "HEAD:refs/heads/main")
        let small = try Bench(receiveLimit: 100_000)
        for _ in 0..<2 {
            let error = await failure { try await small.find(remote(server), .head) }
            #expect(error?.code == .tooLarge)
        }
        #expect(await small.mirrorSize(try remote(server)) < 50_000)
        #expect(small.fetches == 1)
    }

    @Test("what takes too much memory is told of and not taken, and nothing is fetched again for it; the rest is")
    func memory() async throws {
        let server = try serve()
        defer { server.stop() }
        try repository.push("a.yaml", "one", branch: "small")
        let text = (0..<400_000).map { "line \($0)" }.joined(separator: "\n")
        // Twice nearly the same, which git keeps as one and a difference.
        try repository.push("large.txt", text)
        try repository.push("large.txt", text + "\nmore")
        try runCommand(["git", "gc", "-q"], in: repository.bare)
        let bench = try Bench(memoryLimit: 16 << 20)
        let references: [GitReference] = [.branch("main"), .branch("small")]
        for _ in 0..<2 {
            let refresh = try await bench.mirrors.refresh(
                remote(server), references: references, timeout: .seconds(60))
            let error = await failure { try refresh.revisions[.branch("main")]?.get() }
            #expect(error?.code == .tooLarge && error?.message.contains("--git-memory") == true)
            let commit = try #require(try refresh.revisions[.branch("small")]?.get()).commit
            let tree = try bench.mirrors.tree(remote(server), commit: commit)
            #expect(try tree.read("a.yaml", limit: 100) == Array("one".utf8))
        }
        // All at once, and each by itself.
        #expect(bench.fetches == 3)
    }

    @Test("an answer that breaks off is an error, and the next refresh is whole")
    func cut() async throws {
        let server = try serve(["--plain"])
        defer { server.stop() }
        let proxy = try TestServer.bad("cut", ["\(server.port)"])
        defer { proxy.stop() }
        try repository.write(
            "noise", (0..<40_000).map { _ in String(UInt64.random(in: .min ... .max), radix: 36) }.joined())
        let id = try repository.push("a.yaml", "one")
        let broken = GitRemote(url: "http://127.0.0.1:\(proxy.port)/repository.git")
        let error = await failure { try await bench.find(broken, .head) }
        #expect([.network, .protocolViolation].contains(error?.code))
        #expect(error?.isTransient == true)
        #expect(await bench.mirrorSize(broken) == 0)
        #expect(
            try await bench.find(GitRemote(url: "http://127.0.0.1:\(server.port)/repository.git"), .head).commit == id)
    }

    @Test("cancelling ends a refresh at once")
    func cancelled() async throws {
        let server = try TestServer.bad("silent")
        defer { server.stop() }
        let remote = GitRemote(url: "http://127.0.0.1:\(server.port)/repository.git")
        let bench = bench
        let error = await withTaskGroup(of: GitError?.self) { group in
            group.addTask(name: "refresh") { await failure { try await bench.find(remote, .head) } }
            try? await Task.sleep(for: .milliseconds(200))
            group.cancelAll()
            return await group.next() ?? nil
        }
        #expect(error?.code == .cancelled)
        #expect(bench.longest < .seconds(15))
    }
}
