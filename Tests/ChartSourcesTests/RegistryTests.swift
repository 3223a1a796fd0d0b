import ChartTesting
import Testing
import Transport

@testable import ChartSources

@Suite("Registries", .enabled(if: TestServer.hasPython, "python3 and openssl are needed"), .timeLimit(.minutes(5)))
struct RegistryTests {
    private let chart = TestChart("1.0.0")

    private func withServer(_ body: (TestServer) async throws -> Void) async throws {
        let server = try TestServer.scripted()
        defer { server.stop() }
        try await body(server)
    }

    private func challenge(_ server: TestServer, host: String = "127.0.0.1") -> String {
        #"Bearer realm="http://\#(host):\#(server.port)/token?a=b",service="the registry",scope="everything""#
    }

    @Test(
        "a token is asked for reading this chart only, with the password, and lets in",
        arguments: ["token", "access_token"])
    func token(member: String) async throws {
        try await withServer { server in
            let token = Route("/token", #"{"\#(member)":"t0ken","expires_in":300}"#).needing(
                ChartCredentials.loginHeader)
            try server.serve(
                chart.routes().map { $0.needing("Bearer t0ken", challenge: challenge(server)) } + [token])
            #expect(try await Bench().fetch("web", "1.0.0", from: .registry(server, .login)).bytes == chart.archive)
            let requests = try server.requests()
            let asked = requests.filter { $0.path.hasPrefix("/token") }
            // Once for finding and once for the archive.
            #expect(asked.count == 2)
            // libcurl writes escapes in lower case.
            #expect(
                asked[0].path.lowercased() == "/token?a=b&scope=repository%3ateam%2fweb%3apull&service=the%20registry")
            #expect(requests.filter { $0.authorization == "Bearer t0ken" }.count == 3)
        }
    }

    @Test("an identity token is exchanged in a form, and a token of our own is sent at once")
    func otherTokens() async throws {
        try await withServer { server in
            try server.serve(
                chart.routes().map { $0.needing("Bearer t0ken", challenge: challenge(server)) } + [
                    Route("/token", #"{"access_token":"t0ken"}"#)
                ])
            let text = #"{"auths":{"127.0.0.1:\#(server.port)":{"identitytoken":"refresh me"}}}"#
            let docker = ChartCredentials.dockerConfiguration(Redacted(Array(text.utf8)))
            _ = try await Bench().fetch("web", "1.0.0", from: .registry(server, docker))
            let asked = try server.requests().first { $0.method == "POST" }
            #expect(
                asked?.body.contains("grant_type=refresh_token&client_id=martlet&refresh_token=refresh%20me") == true)
            let count = try server.requests().count
            let bearer = ChartCredentials.bearer(token: Redacted("t0ken"))
            _ = try await Bench().fetch("web", "1.0.0", from: .registry(server, bearer))
            #expect(try server.requests().dropFirst(count).allSatisfy { $0.authorization == "Bearer t0ken" })
        }
    }

    @Test("a token server that never satisfies the registry is given up soon")
    func endlessChallenges() async throws {
        try await withServer { server in
            try server.serve(
                chart.routes().map { $0.needing("Bearer other", challenge: challenge(server)) } + [
                    Route("/token", #"{"token":"t0ken"}"#)
                ])
            let error = await (try Bench()).failure("web", "1.0.0", from: .registry(server, .login))
            #expect(error?.code == .authentication)
            #expect(try server.requests().count == 5)
        }
    }

    @Test("credentials never leave https for a token")
    func downgrade() async throws {
        let server = try TestServer.scripted(tls: true)
        defer { server.stop() }
        try server.serve(chart.routes().map { $0.needing("Bearer t0ken", challenge: challenge(server)) })
        var repository = ChartRepository.registry(server, .login)
        repository.tls = try server.authority()
        repository.plainHTTP = false
        let error = await (try Bench()).failure("web", "1.0.0", from: repository)
        #expect(error?.code == .protocolViolation)
        #expect(error?.message.contains("not https") == true)
        #expect(try server.requests().count == 1)
    }

    @Test("blobs come from another host without credentials, and that host's challenge is not answered")
    func blobStorage() async throws {
        try await withServer { server in
            let blob = "/v2/team/web/blobs/\(ContentDigest(of: chart.archive))"
            let moved = Route.redirect(blob, to: "http://localhost:\(server.port)/store?signature=s1gned")
            let routes = chart.routes().filter { $0.path != blob }.map { $0.needing(ChartCredentials.loginHeader) }
            try server.serve(
                routes + [moved.needing(ChartCredentials.loginHeader), Route("/store", chart.archive)])
            let archive = try await Bench().fetch("web", "1.0.0", from: .registry(server, .login))
            #expect(archive.bytes == chart.archive)
            let stored = try server.requests().filter { $0.path.hasPrefix("/store") }
            #expect(stored.map(\.authorization) == [""])
            try server.serve(
                routes + [
                    moved.needing(ChartCredentials.loginHeader),
                    Route("/store").needing(ChartCredentials.loginHeader),
                ])
            let error = await (try Bench()).failure("web", "1.0.0", from: .registry(server, .login))
            #expect(error?.code == .authentication)
            #expect(error?.message.contains("s1gned") == false)
            #expect(try server.requests().filter { $0.path.hasPrefix("/store") }.allSatisfy { $0.authorization == "" })
        }
    }

    @Test("tags come in pages")
    func pages() async throws {
        try await withServer { server in
            let list = "/v2/team/web/tags/list"
            try server.serve(
                chart.routes() + [
                    Route(
                        "\(list)?n=1000", Array(#"{"tags":["0.9.0","latest"]}"#.utf8),
                        headers: ["Link": "<\(list)?last=0.9.0&n=1000>; rel=\"next\""]),
                    Route("\(list)?last=0.9.0&n=1000", #"{"tags":["1.0.0","1.1.0-rc.1","2"]}"#),
                ])
            #expect(try await Bench().fetch("web", "*", from: .registry(server)).version == "1.0.0")
        }
    }

    @Test("pages without end, in a circle, or on another host")
    func badPages() async throws {
        try await withServer { server in
            let list = "/v2/team/web/tags/list"
            let body = Array(#"{"tags":["1.0.0"]}"#.utf8)
            let circle = Route(list, body, headers: ["Link": "<\(list)?n=1000>; rel=\"next\""])
            try server.serve([circle])
            #expect(
                await (try Bench()).failure("web", "*", from: .registry(server))?.message.contains("circle") == true)
            let away = Route(list, body, headers: ["Link": "<http://localhost:\(server.port)\(list)>; rel=\"next\""])
            try server.serve([away])
            #expect(await (try Bench()).failure("web", "*", from: .registry(server))?.code == .protocolViolation)
            let count = try server.requests().count
            try server.serve(
                (0..<20).map { page in
                    let next = "<\(list)?n=\(page == 0 ? 1 : page + 1)>; rel=\"next\""
                    return Route("\(list)?n=\(page == 0 ? 1000 : page)", body, headers: ["Link": next])
                })
            let endless = await (try Bench { $0.tagPages = 5 }).failure("web", "*", from: .registry(server))
            #expect(endless?.code == .tooLarge)
            #expect(try server.requests().count == count + 5)
        }
    }
}
