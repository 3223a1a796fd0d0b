import ChartTesting
import Testing
import Transport

@testable import ChartSources

@Suite(
    "Registries that lie", .enabled(if: TestServer.hasPython, "python3 and openssl are needed"),
    .timeLimit(.minutes(5)))
struct BadRegistryTests {
    private let chart = TestChart("1.0.0")

    private func failure(
        _ routes: [Route], version: String = "1.0.0", _ change: (inout ChartSourceLimits) -> Void = { _ in }
    ) async throws -> ChartSourceError? {
        let server = try TestServer.scripted()
        defer { server.stop() }
        try server.serve(routes)
        return await (try Bench(change)).failure("web", version, from: .registry(server))
    }

    private var archivePath: String { "/v2/team/web/blobs/\(ContentDigest(of: chart.archive))" }
    private var manifestPath: String { "/v2/team/web/manifests/1.0.0" }

    @Test("another archive, config or manifest than the one that is named")
    func digests() async throws {
        let other = ChartSourcesTests.archive("web 1.0.1")
        #expect(try await failure([Route(archivePath, other)] + chart.routes())?.code == .digestMismatch)
        let config = Route("/v2/team/web/blobs/\(ContentDigest(of: chart.config))", chart.config.reversed())
        #expect(try await failure([config] + chart.routes())?.code == .digestMismatch)
        let named = Route(
            manifestPath, chart.manifest(), headers: ["Docker-Content-Digest": ContentDigest(of: []).description])
        #expect(try await failure([named] + chart.routes())?.code == .digestMismatch)
        let asked = ContentDigest(of: Array("other".utf8)).description
        let wrong = Route("/v2/team/web/manifests/\(asked)", chart.manifest())
        #expect(try await failure([wrong] + chart.routes(), version: asked)?.code == .digestMismatch)
    }

    @Test("an archive of another size")
    func sizes() async throws {
        let longer = chart.routes(manifest: chart.manifest(size: chart.archive.count + 1))
        #expect(try await failure(longer)?.code == .digestMismatch)
        let shorter = chart.routes(manifest: chart.manifest(size: chart.archive.count - 1))
        #expect(try await failure(shorter)?.code == .tooLarge)
        #expect(try await failure(chart.routes(manifest: chart.manifest(size: 1 << 40)))?.code == .tooLarge)
    }

    @Test("a tag that holds another version than it says; one that says nothing may hold any")
    func versions() async throws {
        let other = TestChart("2.0.0")
        let moved = Route(manifestPath, other.manifest())
        let error = try await failure([moved] + other.routes())
        #expect(error?.code == .chartMismatch)
        #expect(error?.message.contains("2.0.0") == true)
        let moving = Route("/v2/team/web/manifests/1", other.manifest())
        let tags = Route("/v2/team/web/tags/list", #"{"tags":["1"]}"#)
        #expect(try await failure([moving, tags] + other.routes(), version: "1") == nil)
        let prefixed = Route("/v2/team/web/manifests/v1.0.0", chart.manifest())
        #expect(try await failure([prefixed] + chart.routes(), version: "v1.0.0") == nil)
    }

    @Test("bodies without end, broken off, and never begun")
    func endless() async throws {
        for path in [manifestPath, archivePath] {
            #expect(try await failure([.misbehaving(path, "endless")] + chart.routes())?.code == .tooLarge)
            let silent = try await failure([.misbehaving(path, "hang")] + chart.routes()) { $0.total = .seconds(1) }
            #expect(silent?.code == .timedOut)
        }
        #expect(try await failure([.misbehaving(manifestPath, "cut")] + chart.routes())?.code == .network)
    }

    @Test("redirects in a circle")
    func redirects() async throws {
        let error = try await failure([.redirect(archivePath, to: archivePath)] + chart.routes())
        #expect(error?.code == .protocolViolation)
        #expect(error?.message.contains("redirects") == true)
    }

    @Test(
        "manifests of something else",
        arguments: [
            ("{", ChartSourceError.Code.protocolViolation), ("[]", .unsupported),
            (#"{"schemaVersion":2,"manifests":[]}"#, .unsupported), (#"{"schemaVersion":1}"#, .unsupported),
            (#"{"schemaVersion":2,"config":{"size":-1},"layers":[]}"#, .protocolViolation),
            (
                #"{"schemaVersion":2,"config":{"size":1,"mediaType":"a","digest":"sha512:00"},"layers":[]}"#,
                .unsupported
            ),
        ])
    func manifests(text: String, code: ChartSourceError.Code) async throws {
        #expect(try await failure(chart.routes(manifest: Array(text.utf8)))?.code == code)
    }

    @Test("an image is no chart")
    func image() async throws {
        let image = chart.manifest(configType: "application/vnd.oci.image.config.v1+json")
        let error = try await failure(chart.routes(manifest: image))
        #expect(error?.code == .unsupported)
        #expect(error?.message.contains("no Helm chart") == true)
    }
}
