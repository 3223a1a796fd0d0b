import ChartSources
import ChartTesting
import FoundationEssentials
import MemorySources
import Surroundings
import Testing
import Transport

/// Whether chart repositories in memory can be believed.
@Suite(
    "chart repositories in memory and real ones agree", .enabled(if: TestServer.hasPython, "python3 is needed"),
    .timeLimit(.minutes(5)))
struct ChartAgreementTests {
    private let versions = ["1.0.0", "1.2.0", "2.0.0-rc.1"]

    private func archive(_ version: String) -> [UInt8] { [0x1F, 0x8B] + Array(version.utf8) }

    /// What whoever asks for charts gets to see.
    private func play(_ library: any ChartLibrary, _ url: String) async -> [String] {
        let repository = ChartRepository(url: url, credentials: .none, tls: .system)
        let absent = ContentDigest(of: archive("0"))
        var transcript = ["absent: \(library.cached(absent, of: repository) != nil)"]
        for (chart, wanted) in [
            ("web", "^1"), ("web", "1.0.0"), ("web", ""), ("web", ">1-0"), ("web", "^7"), ("web", "?"), ("other", ""),
        ] {
            do throws(ChartSourceError) {
                let version = try await library.find(
                    ChartReference(chart: chart, version: wanted), in: repository, for: "team", anew: false)
                let archive = try await library.archive(of: version, in: repository)
                let bytes = library.cached(archive.digest, of: repository) ?? []
                transcript.append("\(wanted): \(version.version) \(archive) \(bytes)")
                let again = try await library.archive(of: version, in: repository)
                transcript.append("again: \(again.digest) \(again.isCached)")
            } catch {
                transcript.append("\(chart) \(wanted): \(error.code)")
            }
        }
        return transcript
    }

    @Test("on versions, ranges, and what is not there")
    func agreement() async throws {
        let server = try TestServer.scripted()
        let http = HTTPClient(HTTPClientConfiguration(userAgent: "tests", proxy: .direct))
        let folder = FileManager.default.temporaryDirectory.appending(path: "martlet-sources-\(UUID().uuidString)").path
        defer {
            server.stop()
            http.shutDown()
            try? FileManager.default.removeItem(atPath: folder)
        }
        let entries = versions.map { version in
            "  - version: \(version)\n    digest: \(ContentDigest(of: archive(version)).hex)\n    urls: [web-\(version).tgz]\n"
        }
        try server.serve(
            [Route("/charts/index.yaml", "apiVersion: v1\nentries:\n  web:\n" + entries.joined())]
                + versions.map { Route("/charts/web-\($0).tgz", archive($0)) })
        let real = ChartSources(
            client: http, cache: try ChartCache(folder: folder, capacity: 1 << 20), limits: ChartSourceLimits(),
            remembering: .seconds(60))
        let memory = MemoryCharts(time: .system)
        for version in versions {
            memory.publish("web", version, archive: archive(version), at: "https://charts.test")
        }
        let transcript = await play(real, "http://127.0.0.1:\(server.port)/charts")
        #expect(await play(memory, "https://charts.test") == transcript)
    }
}
