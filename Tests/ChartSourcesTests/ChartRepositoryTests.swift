import ChartTesting
import Testing
import Transport

@testable import ChartSources

@Suite(
    "Chart repositories", .enabled(if: TestServer.hasPython, "python3 and openssl are needed"), .timeLimit(.minutes(5)))
struct ChartRepositoryTests {
    private func withServer(tls: Bool = false, _ body: (TestServer) async throws -> Void) async throws {
        let server = try TestServer.scripted(tls: tls)
        defer { server.stop() }
        try await body(server)
    }

    private func index(_ versions: [(version: String, url: String, digest: String)]) -> String {
        "apiVersion: v1\nentries:\n  web:\n"
            + versions.map { "  - version: \($0.version)\n    digest: \"\($0.digest)\"\n    urls: [\"\($0.url)\"]\n" }
            .joined()
    }

    private func digest(_ text: String) -> String { ContentDigest(of: archive(text)).hex }

    @Test("relative and absolute URLs, ranges, and one request for the index")
    func serves() async throws {
        try await withServer { server in
            let absolute = "http://127.0.0.1:\(server.port)/elsewhere/web-2.tgz"
            try server.serve([
                Route(
                    "/charts/index.yaml",
                    index([
                        ("1.0.0", "web-1.0.0.tgz", digest("one")), ("1.2.0", "files/web-1.2.0.tgz", digest("two")),
                        ("2.0.0", absolute, "sha256:\(digest("three"))"), ("3.0.0-rc.1", "rc.tgz", ""),
                        ("nonsense", "x.tgz", ""),
                    ])), Route("/charts/web-1.0.0.tgz", archive("one")),
                Route("/charts/files/web-1.2.0.tgz", archive("two")), Route("/elsewhere/web-2.tgz", archive("three")),
                Route("/charts/rc.tgz", archive("four")),
            ])
            let bench = try Bench()
            for (wanted, version, text) in [
                ("1.0.0", "1.0.0", "one"), ("^1", "1.2.0", "two"), ("", "2.0.0", "three"), ("1.0", "1.0.0", "one"),
                (">=1.0.0-0", "3.0.0-rc.1", "four"),
            ] {
                let fetched = try await bench.fetch("web", wanted, from: .http(server))
                #expect(fetched.version == version)
                #expect(fetched.bytes == archive(text))
            }
            #expect(try server.requests().filter { $0.path == "/charts/index.yaml" }.count == 1)
            #expect(try server.requests().count == 5)
        }
    }

    @Test("many who ask at once are one request, and what is fetched is not fetched again")
    func shared() async throws {
        try await withServer { server in
            try server.serve([
                Route("/charts/index.yaml", index([("1.0.0", "web.tgz", "")])),
                Route("/charts/web.tgz", archive("one")),
            ])
            let bench = try Bench()
            let sources = bench.sources
            let repository = ChartRepository.http(server)
            await withTaskGroup(of: Bool.self) { group in
                for _ in 0..<20 {
                    group.addTask(name: "fetch") {
                        let reference = ChartReference(chart: "web", version: "")
                        guard let found = try? await sources.find(reference, in: repository, for: "team", anew: false),
                            let archive = try? await sources.archive(of: found, in: repository)
                        else { return false }
                        return archive.size > 0
                    }
                }
                for await isFetched in group { #expect(isFetched) }
            }
            #expect(try server.requests().map(\.path).sorted() == ["/charts/index.yaml", "/charts/web.tgz"])
            _ = try await sources.find(
                ChartReference(chart: "web", version: ""), in: repository, for: "team", anew: true)
            #expect(try server.requests().count == 3)
        }
    }

    @Test("passwords go to the repository's own host, and to others only when that is wished")
    func credentials() async throws {
        try await withServer { server in
            try server.serve([
                Route(
                    "/charts/index.yaml",
                    index([
                        ("1.0.0", "web-1.tgz", ""), ("2.0.0", "http://localhost:\(server.port)/web-2.tgz", ""),
                    ])
                ).needing(ChartCredentials.loginHeader),
                Route("/charts/web-1.tgz", archive("one")).needing(ChartCredentials.loginHeader),
                Route("/web-2.tgz", archive("two")),
            ])
            let repository = ChartRepository.http(server, .login)
            _ = try await Bench().fetch("web", "1.0.0", from: repository)
            _ = try await Bench().fetch("web", "2.0.0", from: repository)
            #expect(try server.requests().last?.authorization == "")
            _ = try await Bench().fetch("web", "2.0.0", from: .http(server, .login, passCredentials: true))
            #expect(try server.requests().last?.authorization == ChartCredentials.loginHeader)
            let refused = await (try Bench()).failure("web", "", from: .http(server))
            #expect(refused?.code == .authentication)
        }
    }

    @Test("a bearer token, and an authority of its own")
    func secure() async throws {
        try await withServer(tls: true) { server in
            try server.serve([
                Route("/charts/index.yaml", index([("1.0.0", "web.tgz", digest("one"))])).needing("Bearer t0ken"),
                Route("/charts/web.tgz", archive("one")).needing("Bearer t0ken"),
            ])
            var repository = ChartRepository.http(server, .bearer(token: Redacted("t0ken")))
            repository.url = "https://127.0.0.1:\(server.port)/charts/"
            #expect(await (try Bench()).failure("web", "", from: repository)?.code == .certificate)
            repository.tls = try server.authority()
            #expect(try await Bench().fetch("web", "", from: repository).bytes == archive("one"))
        }
    }

    @Test("an index may lead into a registry, which learns no password")
    func registry() async throws {
        try await withServer { server in
            let chart = TestChart("1.0.0")
            let url = "oci://localhost:\(server.port)/team/web:1.0.0"
            for digest in [ContentDigest(of: chart.archive).hex, ContentDigest(of: chart.manifest()).hex, ""] {
                try server.serve(chart.routes() + [Route("/charts/index.yaml", index([("1.0.0", url, digest)]))])
                var repository = ChartRepository.http(server, .login)
                repository.plainHTTP = true
                #expect(try await Bench().fetch("web", "", from: repository).bytes == chart.archive)
            }
            #expect(try server.requests().filter { $0.path.hasPrefix("/v2") }.allSatisfy { $0.authorization == "" })
            try server.serve(chart.routes() + [Route("/charts/index.yaml", index([("1.0.0", url, digest("x"))]))])
            var repository = ChartRepository.http(server)
            repository.plainHTTP = true
            #expect(await (try Bench()).failure("web", "", from: repository)?.code == .digestMismatch)
        }
    }

    @Test("what is not there is named, with what is")
    func missing() async throws {
        try await withServer { server in
            try server.serve([Route("/charts/index.yaml", index([("1.0.0", "web.tgz", "")]))])
            let bench = try Bench()
            let chart = await bench.failure("other", "", from: .http(server))
            #expect(chart?.code == .chartNotFound)
            let version = await bench.failure("web", "^2", from: .http(server))
            #expect(version?.code == .versionNotFound)
            #expect(version?.message.contains("1.0.0") == true)
            #expect(await bench.failure("web", "1.0.0", from: .http(server))?.code == .versionNotFound)
            #expect(await bench.failure("web", "not a range", from: .http(server))?.code == .invalid)
            try server.serve([])
            #expect(await (try Bench()).failure("web", "", from: .http(server))?.code == .repositoryNotFound)
        }
    }

    @Test("archives that are not what the index says, or no archives")
    func wrongArchives() async throws {
        try await withServer { server in
            let index = Route("/charts/index.yaml", index([("1.0.0", "web.tgz", digest("one"))]))
            try server.serve([index, Route("/charts/web.tgz", archive("other"))])
            #expect(await (try Bench()).failure("web", "", from: .http(server))?.code == .digestMismatch)
            try server.serve([index, .misbehaving("/charts/web.tgz", "endless")])
            let endless = await (try Bench { $0.archiveBytes = 1 << 20 }).failure("web", "", from: .http(server))
            #expect(endless?.code == .tooLarge)
            try server.serve([
                Route("/charts/index.yaml", self.index([("1.0.0", "web.tgz", "")])),
                Route("/charts/web.tgz", "<html>please log in</html>"),
            ])
            #expect(await (try Bench()).failure("web", "", from: .http(server))?.code == .protocolViolation)
        }
    }

    @Test("an index without end, and one that is none")
    func wrongIndexes() async throws {
        try await withServer { server in
            try server.serve([.misbehaving("/charts/index.yaml", "endless")])
            let endless = await (try Bench { $0.indexBytes = 1 << 20 }).failure("web", "", from: .http(server))
            #expect(endless?.code == .tooLarge)
            for text in ["<html>please log in</html>", "a: [", "", "entries: {}", #"{"apiVersion": "v1"}"#] {
                try server.serve([Route("/charts/index.yaml", text)])
                #expect(await (try Bench()).failure("web", "", from: .http(server))?.code == .protocolViolation)
            }
            let bomb =
                "apiVersion: v1\na: &a [1,1,1,1,1,1,1,1,1,1]\nb: &b [*a,*a,*a,*a,*a,*a,*a,*a,*a,*a]\nentries: [*b,*b]"
            try server.serve([Route("/charts/index.yaml", bomb)])
            let expanded = await (try Bench { $0.indexNodes = 100 }).failure("web", "", from: .http(server))
            #expect(expanded?.code == .tooLarge)
        }
    }

    @Test(
        "addresses that are none",
        arguments: ["nonsense", "ftp://a.test/x", "http://u:s3cret@a.test/", "oci://a.test/A"])
    func addresses(url: String) async throws {
        let repository = ChartRepository(url: url, credentials: .none, tls: .system)
        let error = await (try Bench()).failure("web", "1.0.0", from: repository)
        #expect(error?.code == .invalid)
        #expect(error?.message.contains("s3cret") == false)
    }
}
