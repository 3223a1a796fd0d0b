import FoundationEssentials
import Git
import MemorySources
import Testing
import Transport

/// Whether mirrors in memory can be believed: the same scenarios, played on them and on real ones, show the same.
@Suite("mirrors in memory and on disk agree", .timeLimit(.minutes(5))) struct GitAgreementTests {
    struct Scenario: Sendable, CustomTestStringConvertible {
        var testDescription: String
        var play: @Sendable (GitStage) async throws -> Void

        init(_ name: String, _ play: @escaping @Sendable (GitStage) async throws -> Void) {
            testDescription = name
            self.play = play
        }
    }

    static let scenarios: [Scenario] = [
        Scenario("an empty repository, and none") { stage in
            await stage.refresh(.head, .branch("main"))
            await stage.refresh(.head, of: GitRemote(url: "file:///nowhere/at/all"))
        },
        Scenario("commits are fetched once, and stay readable") { stage in
            let first = try stage.commit("folder/a.yaml", "one")
            stage.read("folder", at: first)
            await stage.refresh(.head, .branch("main"))
            await stage.refresh(.head)
            let second = try stage.commit("folder/b.yaml", "two")
            stage.read("", at: second)
            await stage.refresh(.branch("main"))
            stage.read("", "folder", "folder/a.yaml", "folder/b.yaml", "absent", at: second)
            stage.read("folder", at: first)
        },
        Scenario("what left the repository is in its past only") { stage in
            try stage.server.write("keep", "")
            let first = try stage.commit("folder/a.yaml", "one")
            await stage.refresh(.head)
            try stage.server.remove("folder")
            let second = try stage.commit()
            await stage.refresh(.head)
            stage.read("folder", "", at: second)
            stage.read("folder", at: first)
        },
        Scenario("branches come and go") { stage in
            try stage.commit("a", "one")
            try stage.server.branch("feature")
            try stage.commit("a", "two")
            await stage.refresh(.branch("feature"), .branch("main"), .branch("absent"))
            try stage.server.removeReference("refs/heads/feature")
            await stage.refresh(.branch("feature"), .branch("main"))
        },
        Scenario("tags, ranges of versions, commits by their ids") { stage in
            let first = try stage.commit("a", "one")
            try stage.server.tag("v1.0.0", first)
            let second = try stage.commit("a", "two")
            try stage.server.tag("v1.4.0", second)
            try stage.server.tag("v2.0.0-rc.1", second)
            await stage.refresh(.tag("v1.0.0"), .semver("^1"), .semver("^7"), .semver("nonsense"))
            await stage.refresh(.commit(first))
            await stage.refresh(.commit("12ab"), .commit(String(repeating: "7", count: 40)))
            stage.read("a", at: String(repeating: "7", count: 40))
        },
        Scenario("mirrors that nobody uses are removed") { stage in
            let first = try stage.commit("a", "one")
            await stage.refresh(.head)
            stage.note("removed: \(await stage.mirrors.removeUnused(keeping: [stage.remote]))")
            stage.note("removed: \(await stage.mirrors.removeUnused(keeping: []))")
            stage.read("a", at: first)
            await stage.refresh(.head)
            stage.mirrors.release(stage.remote, account: "team")
            stage.read("a", at: first)
        },
    ]

    @Test("on", arguments: scenarios)
    func agreement(scenario: Scenario) async throws {
        let folder = FileManager.default.temporaryDirectory.appending(path: "martlet-sources-\(UUID().uuidString)").path
        let http = HTTPClient(HTTPClientConfiguration(userAgent: "tests", proxy: .direct))
        let mirrors = try GitMirrors(
            GitConfiguration(
                cacheDirectory: "\(folder)/git", temporaryDirectory: folder, threads: 1, allowFileURLs: true),
            http: http)
        defer {
            mirrors.shutDown()
            http.shutDown()
            try? FileManager.default.removeItem(atPath: folder)
        }
        let (real, memory) = (try GitStage.real(mirrors), GitStage.memory())
        try await scenario.play(real)
        try await scenario.play(memory)
        #expect(memory.transcript == real.transcript)
        #expect(!real.transcript.isEmpty)
    }
}
