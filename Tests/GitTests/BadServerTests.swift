import Foundation
import Git
import Testing
import Transport

@Suite(.enabled(if: TestServer.hasPython, "git and python3 are needed"), .timeLimit(.minutes(5)))
struct BadServerTests {
    private func remote(_ server: TestServer) -> GitRemote {
        GitRemote(url: "http://127.0.0.1:\(server.port)/repository.git")
    }

    @Test("a server that says nothing is left at the deadline")
    func silent() async throws {
        let server = try TestServer.bad("silent")
        defer { server.stop() }
        let bench = try Bench()
        let error = await failure { try await bench.find(remote(server), .head, timeout: .seconds(1)) }
        #expect(error?.code == .timedOut)
        #expect(bench.longest < .seconds(3))
    }

    @Test("a server that says nothing is left after the idle time")
    func idle() async throws {
        let server = try TestServer.bad("silent")
        defer { server.stop() }
        let bench = try Bench(idle: .seconds(1))
        let error = await failure { try await bench.find(remote(server), .head, timeout: .seconds(60)) }
        #expect(error?.code == .timedOut)
        #expect(bench.longest < .seconds(3))
    }

    @Test("a server that trickles is as good as a silent one")
    func trickle() async throws {
        let server = try TestServer.bad("trickle")
        defer { server.stop() }
        let bench = try Bench(idle: .seconds(1))
        let error = await failure { try await bench.find(remote(server), .head, timeout: .seconds(60)) }
        #expect(error?.code == .timedOut && error?.message.contains("fewer than 1000 bytes") == true)
        #expect(bench.longest < .seconds(3))
    }

    @Test("an ssh session that trickles is as good as a silent one")
    func tricklingSession() async throws {
        let folder = try TemporaryFolder()
        let program = "\(folder.path)/ssh"
        // The length of a line that never ends.
        try "#!/bin/sh\nprintf ffff\nwhile printf 0; do sleep 0.05; done\n".write(
            toFile: program, atomically: true, encoding: .utf8)
        try runCommand(["chmod", "+x", program], in: folder.path)
        try runCommand(["ssh-keygen", "-q", "-N", "", "-f", "key"], in: folder.path)
        let key = try String(contentsOfFile: "\(folder.path)/key", encoding: .utf8)
        let bench = try Bench(idle: .seconds(1), ssh: program)
        let remote = GitRemote(
            url: "ssh://git@127.0.0.1/a",
            credentials: .ssh(privateKey: Redacted(key), passphrase: nil, knownHosts: "127.0.0.1 ssh-ed25519 AAAA"))
        let error = await failure { try await bench.find(remote, .head, timeout: .seconds(60)) }
        #expect(error?.code == .timedOut && error?.message.contains("fewer than 1000 bytes") == true)
        #expect(bench.longest < .seconds(3))
    }

    @Test(
        "other misbehaviour has its own words",
        arguments: [
            ("garbage", GitError.Code.protocolViolation, ""), ("closing", .network, ""),
            ("dumb", .unsupported, "text/plain"), ("login", .unsupported, "text/html"),
        ])
    func others(behaviour: String, code: GitError.Code, words: String) async throws {
        let server = try TestServer.bad(behaviour)
        defer { server.stop() }
        let bench = try Bench()
        let error = await failure { try await bench.find(remote(server), .head) }
        #expect(error?.code == code, "\(String(describing: error))")
        #expect(words.isEmpty || error?.message.contains(words) == true)
    }

    @Test("a list of references without end is given up, and what is said in the place of objects much sooner")
    func endless() async throws {
        for (behaviour, code, limit) in [
            ("list", GitError.Code.tooLarge, 65 << 20), ("acks", .protocolViolation, 3 << 20),
            ("shallow", .protocolViolation, 3 << 20),
        ] {
            let server = try TestServer.bad(behaviour)
            defer { server.stop() }
            let bench = try Bench()
            let error = await failure { try await bench.find(remote(server), .head) }
            #expect(error?.code == code, "\(behaviour): \(String(describing: error))")
            #expect(bench.receivedBytes < limit)
        }
    }

    @Test("what a server says when it does not serve is told in short and in plain letters")
    func words() async throws {
        let server = try TestServer.bad("error")
        defer { server.stop() }
        let error = await failure { try await Bench().find(remote(server), .head) }
        #expect(error?.code == .notFound(.remote))
        let message = error?.message ?? ""
        #expect(message.hasPrefix("remote error: [31mRepository not foundé") && message.hasSuffix("…"))
        #expect(message.utf8.count <= 300)
    }

    @Test("nobody listens")
    func refused() async throws {
        let bench = try Bench()
        let error = await failure { try await bench.find(GitRemote(url: "http://127.0.0.1:1/repository.git"), .head) }
        #expect(error?.code == .network)
    }

    @Test("remotes that hang do not keep a caller beyond its timeout, even when all threads are busy")
    func busy() async throws {
        let server = try TestServer.bad("silent")
        defer { server.stop() }
        let bench = try Bench(threads: 1)
        let errors = await withTaskGroup(of: GitError?.self) { group in
            for name in ["a", "b", "c"] {
                let remote = GitRemote(url: "http://127.0.0.1:\(server.port)/\(name)")
                group.addTask(name: "refresh") {
                    await failure { try await bench.find(remote, .head, timeout: .seconds(1)) }
                }
            }
            return await group.reduce(into: []) { $0.append($1?.code) }
        }
        #expect(errors == [.timedOut, .timedOut, .timedOut])
        #expect(bench.longest < .seconds(3))
    }

    @Test("remotes that hang again and again leave threads for others")
    func lanes() async throws {
        let server = try TestServer.bad("silent")
        defer { server.stop() }
        let bench = try Bench(threads: 2)
        let repository = try TestRepository(in: bench.folder.path)
        try repository.push("a.yaml", "one")
        let hanging = ["a", "b", "c"].map { GitRemote(url: "http://127.0.0.1:\(server.port)/\($0)") }
        for remote in hanging { _ = await failure { try await bench.find(remote, .head, timeout: .milliseconds(100)) } }
        await withTaskGroup(of: Void.self) { group in
            for remote in hanging {
                group.addTask(name: "hangs") {
                    _ = await failure { try await bench.find(remote, .head, timeout: .seconds(100)) }
                }
            }
            try? await Task.sleep(for: .milliseconds(200))
            let found = try? await bench.find(GitRemote(url: "file://\(repository.bare)"), .head, timeout: .seconds(60))
            #expect(found?.reference == "main")
            group.cancelAll()
        }
        #expect(bench.longest < .seconds(60))
    }
}
