import Foundation
import Git
import Testing
import Transport

/// ssh, with a real sshd.
@Suite(.enabled(if: TestServer.hasSSH, "sshd, ssh, ssh-keygen, python3 and git are needed"), .timeLimit(.minutes(5)))
struct SSHTests {
    let folder: TemporaryFolder
    let repository: TestRepository
    let commit: String

    init() throws {
        folder = try TemporaryFolder()
        repository = try TestRepository(in: folder.path, "it's a repository.git")
        commit = try repository.push("a.yaml", "one")
    }

    private func url(_ server: TestServer) -> String {
        let path = repository.bare.replacing(" ", with: "%20").replacing("'", with: "%27")
        return "ssh://\(NSUserName())@127.0.0.1:\(server.port)\(path)"
    }

    private func text(_ path: String) throws -> String { try String(contentsOfFile: path, encoding: .utf8) }

    private func remote(_ server: TestServer, key: String? = nil, passphrase: String? = nil, hosts: String? = nil)
        throws
        -> GitRemote
    {
        GitRemote(
            url: url(server),
            credentials: .ssh(
                privateKey: Redacted(try text(key ?? "\(server.state)/client_key")),
                passphrase: passphrase.map { Redacted($0) },
                knownHosts: try hosts ?? text("\(server.state)/known_hosts")))
    }

    /// Makes a key pair and returns where the private one is.
    private func makeKey(_ name: String, passphrase: String = "", options: [String] = ["-t", "ed25519"]) throws
        -> String
    {
        let path = "\(folder.path)/\(name)"
        try runCommand(["ssh-keygen", "-q", "-N", passphrase, "-C", name, "-f", path] + options, in: folder.path)
        return path
    }

    private func start(keys: [String] = []) throws -> TestServer {
        try .ssh(state: "\(folder.path)/server", keys: keys.map { "\($0).pub" })
    }

    @Test("what another service says where ssh was expected is told to nobody", arguments: ["greeting", "version"])
    func otherService(behaviour: String) async throws {
        let server = try TestServer.bad(behaviour)
        defer { server.stop() }
        let key = try text(makeKey("key"))
        let remote = GitRemote(
            url: "ssh://git@127.0.0.1:\(server.port)/a",
            credentials: .ssh(privateKey: Redacted(key), passphrase: nil, knownHosts: "127.0.0.1 ssh-ed25519 AAAA"))
        let error = await failure { try await Bench(in: folder).find(remote, .head) }
        #expect(error?.code == .network)
        #expect(error?.message.contains("hunter2") == false)
    }

    @Test("of 30,000 references those that are looked for are found")
    func manyReferences() async throws {
        let server = try start()
        defer { server.stop() }
        try repository.addReferences(15_000, of: commit)
        let bench = try Bench(in: folder)
        let references: [GitReference] = [.head, .branch("b110000"), .semver("^1"), .commit(commit)]
        let found = try await bench.mirrors.refresh(
            remote(server), references: references, timeout: .seconds(60)
        ).revisions
        #expect(try references.map { try found[$0]?.get().reference } == ["main", "b110000", "1.0.114999", ""])
    }

    @Test("an address that is refused is not connected to, whatever name leads to it")
    func address() async throws {
        let server = try start()
        defer { server.stop() }
        let rules = AddressRules(allowsLoopback: false, allowsLinkLocal: false)
        let bench = try Bench(in: folder, addresses: rules)
        var remote = try remote(server)
        for host in ["127.0.0.1", "localhost"] {
            remote.url = "ssh://git@\(host):\(server.port)/a"
            let error = await failure { try await bench.find(remote, .head) }
            #expect(error?.code == .refused && error?.message.contains("--allow-loopback") == true)
        }
    }

    @Test("a key that is known of the host, without its port, is known")
    func hostWithoutPort() async throws {
        let server = try start()
        defer { server.stop() }
        let hosts = try text("\(server.state)/known_hosts").replacing("[127.0.0.1]:\(server.port)", with: "127.0.0.1")
        let bench = try Bench(in: folder)
        #expect(try await bench.find(remote(server, hosts: hosts), .head).commit == commit)
    }

    @Test("fetches with a key, and only once what did not change")
    func fetch() async throws {
        let server = try start()
        defer { server.stop() }
        let bench = try Bench(in: folder)
        let remote = try remote(server)
        #expect(try await bench.find(remote, .head).description == "main@sha1:\(commit)")
        #expect(try await bench.read(remote, .head, "a.yaml") == "one")
        for number in 0..<30 { try repository.push("a.yaml", "\(number)") }
        #expect(try await bench.read(remote, .head, "a.yaml") == "29")
        #expect(bench.fetches == 2)
    }

    @Test("keys lie in a folder of their own while ssh runs, never in the cache, and go with the session")
    func keyPlace() async throws {
        let server = try start()
        defer { server.stop() }
        // An ssh that notes where keys are before it begins.
        let (program, notes) = ("\(folder.path)/noting-ssh", "\(folder.path)/notes")
        try """
        #!/bin/sh
        grep -rlsF 'PRIVATE KEY' '\(folder.path)/cache' > '\(notes).cache'
        for word; do case $word in IdentityFile=*) key=$(echo "${word#*=}" | tr -d '"') ;; esac; done
        echo "$key" > '\(notes).key'
        stat -c %a "$key" "${key%/*}" "${key%/*/*}" > '\(notes).modes'
        exec ssh "$@"
        """.write(toFile: program, atomically: true, encoding: .utf8)
        try runCommand(["chmod", "+x", program], in: folder.path)
        let bench = try Bench(in: folder, ssh: program)
        #expect(try await bench.find(remote(server), .head).commit == commit)
        #expect(try text("\(notes).cache") == "")
        let key = try text("\(notes).key")
        #expect(key.hasPrefix("\(bench.temporary.path)/martlet-ssh-"), "\(key)")
        #expect(try text("\(notes).modes") == "600\n700\n700\n")
        #expect(try files(below: bench.temporary).filter { $0 != "lock" } == [])
    }

    /// The names of what lies in the folders that processes have made there for keys.
    private func files(below temporary: TemporaryFolder) throws -> [String] {
        let files = FileManager.default
        return try files.contentsOfDirectory(atPath: temporary.path)
            .flatMap { try files.contentsOfDirectory(atPath: "\(temporary.path)/\($0)") }
    }

    @Test("keys that a killed process left are removed at the next start, those of a running one and other files stay")
    func leftOverKeys() throws {
        let first = try Bench(in: folder)
        let place = first.temporary
        let running = try FileManager.default.contentsOfDirectory(atPath: place.path)
        for name in ["martlet-ssh-dead/ssh-1", "martlet-other/ssh-1", "ssh-agent"] {
            try FileManager.default.createDirectory(
                atPath: "\(place.path)/\(name)", withIntermediateDirectories: true)
            try "k".write(toFile: "\(place.path)/\(name)/key", atomically: true, encoding: .utf8)
        }
        try FileManager.default.createSymbolicLink(
            atPath: "\(place.path)/martlet-ssh-link", withDestinationPath: "\(place.path)/ssh-agent")
        let second = try Bench(in: folder, temporary: place)
        let names = Set(try FileManager.default.contentsOfDirectory(atPath: place.path))
        #expect(names.isSuperset(of: running + ["martlet-other", "ssh-agent", "martlet-ssh-link"]))
        #expect(!names.contains("martlet-ssh-dead"))
        #expect(try FileManager.default.contentsOfDirectory(atPath: "\(place.path)/ssh-agent") == ["key"])
        withExtendedLifetime((first, second)) {}
    }

    @Test("RSA and ECDSA keys work, in old form and pasted without the last line end")
    func kinds() async throws {
        let rsa = try makeKey("rsa", options: ["-t", "rsa", "-b", "2048", "-m", "PEM"])
        let ecdsa = try makeKey("ecdsa", options: ["-t", "ecdsa"])
        try text(ecdsa).trimmingCharacters(in: .whitespacesAndNewlines).replacing("\n", with: "\r\n")
            .write(toFile: ecdsa, atomically: true, encoding: .utf8)
        let server = try start(keys: [rsa, ecdsa])
        defer { server.stop() }
        let bench = try Bench(in: folder)
        #expect(try await bench.find(remote(server, key: rsa), .head).commit == commit)
        #expect(try await bench.find(remote(server, key: ecdsa), .head).commit == commit)
    }

    @Test("another host key, no host key and no known_hosts are refused")
    func hostKeys() async throws {
        let server = try start()
        defer { server.stop() }
        let bench = try Bench(in: folder)
        let other = try text(makeKey("other") + ".pub")
        let wrong = await failure {
            try await bench.find(remote(server, hosts: "[127.0.0.1]:\(server.port) \(other)"), .head)
        }
        #expect(wrong?.code == .hostKey)
        #expect(wrong?.message.contains("known_hosts") == true)
        let unknown = await failure { try await bench.find(remote(server, hosts: "example.org \(other)"), .head) }
        #expect(unknown?.code == .hostKey)
        let none = await failure { try await bench.find(remote(server, hosts: " \n"), .head) }
        #expect(none?.code == .hostKey)
        #expect(none?.message.contains("ssh-keyscan -p \(server.port) 127.0.0.1") == true)
    }

    @Test("a key that the server does not know, and one that is none, are refused")
    func wrongKey() async throws {
        let server = try start()
        defer { server.stop() }
        let bench = try Bench(in: folder)
        let stranger = try makeKey("stranger")
        #expect(await failure { try await bench.find(remote(server, key: stranger), .head) }?.code == .authentication)
        let none = await failure { try await bench.find(remote(server, key: "\(stranger).pub"), .head) }
        #expect(none?.code == .authentication)
        #expect(none?.message.contains("not a private key") == true)
        let keyless = GitRemote(url: url(server))
        #expect(await failure { try await bench.find(keyless, .head) }?.code == .authentication)
    }

    @Test(
        "a passphrase opens a key, and is needed for it", arguments: [["-t", "ed25519"], ["-t", "rsa", "-m", "PEM"]])
    func passphrase(options: [String]) async throws {
        let key = try makeKey("locked", passphrase: "open sesame", options: options)
        let server = try start(keys: [key])
        defer { server.stop() }
        let helper = "\(folder.path)/askpass"
        try "#!/bin/sh\nexec cat \"$MARTLET_ASKPASS_FILE\"\n".write(toFile: helper, atomically: true, encoding: .utf8)
        try runCommand(["chmod", "+x", helper], in: folder.path)
        let bench = try Bench(in: folder, askPass: helper)
        #expect(try await bench.find(remote(server, key: key, passphrase: "open sesame"), .head).commit == commit)
        let wrong = await failure { try await bench.find(remote(server, key: key, passphrase: "guess"), .head) }
        #expect(wrong?.code == .authentication)
        let missing = await failure { try await bench.find(remote(server, key: key), .head) }
        #expect(missing?.code == .authentication)
        #expect(missing?.message.contains("passphrase") == true)
        let without = try Bench(in: folder)
        let unsupported = await failure {
            try await without.find(remote(server, key: key, passphrase: "open sesame"), .head)
        }
        #expect(unsupported?.code == .unsupported)
    }

    @Test("an absent repository is not found")
    func absent() async throws {
        let server = try start()
        defer { server.stop() }
        let bench = try Bench(in: folder)
        var remote = try remote(server)
        remote.url = "ssh://\(NSUserName())@127.0.0.1:\(server.port)/nowhere.git"
        #expect(await failure { try await bench.find(remote, .head) }?.code == .notFound(.remote))
    }

    @Test("a server that says nothing is left at the deadline, and its ssh with it")
    func silent() async throws {
        let server = try TestServer.bad("silent")
        defer { server.stop() }
        let bench = try Bench(in: folder)
        let key = try makeKey("key")
        let remote = GitRemote(
            url: "ssh://git@127.0.0.1:\(server.port)/x.git",
            credentials: .ssh(
                privateKey: Redacted(try text(key)), passphrase: nil, knownHosts: try text("\(key).pub")))
        let error = await failure { try await bench.find(remote, .head, timeout: .seconds(1)) }
        #expect(error?.code == .timedOut, "\(String(describing: error))")
        #expect(bench.longest < .seconds(3))
        #expect(throws: CommandFailure.self) { try runCommand(["pgrep", "-f", "\(server.port).*x.git"], in: "/") }
    }

    @Test("nobody listens, and what answers is not ssh")
    func unreachable() async throws {
        let bench = try Bench(in: folder)
        let key = try makeKey("key")
        let server = try TestServer.bad("closing")
        defer { server.stop() }
        for (port, codes) in [(1, [GitError.Code.network]), (server.port, [.network])] {
            let remote = GitRemote(
                url: "ssh://git@127.0.0.1:\(port)/x.git",
                credentials: .ssh(
                    privateKey: Redacted(try text(key)), passphrase: nil, knownHosts: try text("\(key).pub")))
            let error = await failure { try await bench.find(remote, .head, timeout: .seconds(10)) }
            #expect(error.map { codes.contains($0.code) } == true, "\(String(describing: error))")
        }
    }
}
