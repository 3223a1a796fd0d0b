import ChartTesting
import Foundation
import Testing
import Transport

@testable import ChartSources

@Suite(
    "A real registry with a password and an authority of its own",
    .enabled(if: TestServer.hasRegistry, "docker-registry, perl, openssl and python3 are needed"),
    .timeLimit(.minutes(5)))
struct RealRegistryTests {
    private func withRegistry(
        _ versions: [String], _ body: (Bench, TestServer, ChartRepository) async throws -> Void
    ) async throws {
        let server = try TestServer("oci-registry", ["--basic", "user:s3cret"])
        defer { server.stop() }
        let bench = try Bench()
        let tls = try server.authority()
        let pusher = Pusher(
            client: bench.client, base: "https://127.0.0.1:\(server.port)/v2/team/web", tls: tls,
            login: "user:s3cret")
        for version in versions {
            try await pusher.push(TestChart(version, archive: try TestChart.packed(version)))
        }
        let repository = ChartRepository(
            url: "oci://127.0.0.1:\(server.port)/team", credentials: .login, tls: tls)
        try await body(bench, server, repository)
    }

    @Test("serves versions, ranges and digests")
    func serves() async throws {
        try await withRegistry(["1.0.0", "1.2.0+build.7", "2.0.0-rc.1"]) { bench, _, repository in
            for (wanted, version) in [
                ("1.0.0", "1.0.0"), ("1.2.0+build.7", "1.2.0+build.7"), ("^1", "1.2.0+build.7"),
                ("", "1.2.0+build.7"), (">=1.0.0-0", "2.0.0-rc.1"), ("<1.1", "1.0.0"),
            ] {
                let archive = try await bench.fetch("web", wanted, from: repository)
                #expect(archive.version == version, "for \(wanted)")
                #expect(archive.chart == "web")
                #expect(ContentDigest(of: archive.bytes) == archive.digest)
                #expect(archive.isCached)
            }
            let known = try await bench.fetch("web", "1.0.0", from: repository)
            let digest = ContentDigest(of: TestChart("1.0.0", archive: known.bytes).manifest()).description
            let pinned = try await bench.fetch("web", digest, from: repository)
            #expect(pinned == known)
            var whole = repository
            whole.url += "/web"
            let alone = try await bench.fetch("", "1.0.0", from: whole)
            #expect(alone == known)
        }
    }

    @Test("a docker configuration lets in")
    func dockerConfiguration() async throws {
        try await withRegistry(["1.0.0"]) { bench, server, repository in
            let auth = Data("user:s3cret".utf8).base64EncodedString()
            let text = #"{"auths":{"https://127.0.0.1:\#(server.port)":{"auth":"\#(auth)"}}}"#
            var repository = repository
            repository.credentials = .dockerConfiguration(Redacted(Array(text.utf8)))
            let fetched = try await bench.fetch("web", "^1", from: repository)
            #expect(fetched.version == "1.0.0")
        }
    }

    @Test("a range that cannot be served, a chart that is not there, a wrong password and a stranger's certificate")
    func refusals() async throws {
        try await withRegistry(["1.0.0"]) { bench, _, repository in
            let range = await bench.failure("web", "^3", from: repository)
            #expect(range?.code == .versionNotFound)
            #expect(range?.message.contains("1.0.0") == true)
            #expect(await bench.failure("web", "1.0.1", from: repository)?.code == .versionNotFound)
            #expect(await bench.failure("nothing", "^1", from: repository)?.code == .chartNotFound)
            var other = repository
            other.credentials = .basic(username: "user", password: Redacted("wr0ng"))
            let refused = await bench.failure("web", "1.0.0", from: other)
            #expect(refused?.code == .authentication)
            #expect(refused?.message.contains("wr0ng") == false)
            other.credentials = .none
            #expect(await bench.failure("web", "1.0.0", from: other)?.message.contains("Secret") == true)
            other = repository
            other.tls = .system
            #expect(await bench.failure("web", "1.0.0", from: other)?.code == .certificate)
        }
    }
}
