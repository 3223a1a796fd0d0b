import Controllers
import Documents
import Git
import GitOpsAPI
import KubeModel
import MemorySources
import Metrics
import OperatorTesting
import Rendering
import Sourcing
import Testing

/// Which commits changed what an application is made of.
@Suite(.timeLimit(.minutes(1))) struct CommitHistoryTests {
    private static let remote = GitRemote(
        url: "https://git.test/r", credentials: .none)

    private func changes(
        _ bench: Bench, path: String = "app", atMost limit: Int = 10
    ) async throws -> (subjects: [String], end: CommitHistory.End) {
        let rooms = RenderRooms(
            places: RenderRooms.usualPlaces, patience: RenderRooms.usualPatience, surroundings: bench.surroundings)
        let history = CommitHistory(
            try GitOpsApplication(Bench.application("a", path: path)), client: bench.client, mirrors: bench.mirrors,
            charts: MemoryCharts(time: bench.surroundings),
            makeRenders: { RenderCache(entries: 8, bytes: 1 << 20, rooms: rooms, metrics: Metrics()) },
            installation: "martlet", allowsRemoteBases: false, logger: Bench.silent)
        let found = try await history.changes(atMost: limit)
        return (found.changes.map(\.commit.message), found.end)
    }

    /// Makes a commit. The mirror has those that `changes` was asked at, as one with a history of its own has.
    private func commit(_ bench: Bench, _ files: [String: String?], _ message: String) {
        for (path, text) in files {
            if let text { bench.repository.write(path, text) } else { bench.repository.remove(path) }
        }
        bench.repository.commit(message)
    }

    @Test("those that touch what the render reads are told, newest first, also where a file is no more")
    func touched() async throws {
        try await Bench.play { bench in
            try await bench.declareRepository()
            let steps: [([String: String?], String)] = [
                (["app/one.yaml": Bench.configMap("one", "1")], "first"), (["README": "x"], "not of it"),
                (["app/two.yaml": Bench.configMap("two", "1")], "second"), (["other/x.yaml": "x"], "nor this"),
                (["app/two.yaml": Bench.configMap("two", "2")], "third"), (["app/two.yaml": nil], "fourth"),
                (["README": "y"], "last"),
            ]
            for (files, message) in steps {
                commit(bench, files, message)
                _ = try await changes(bench)
            }
            let found = try await changes(bench)
            #expect(found.subjects == ["fourth", "third", "second", "first"] && found.end == .beginning)
            let few = try await changes(bench, atMost: 2)
            #expect(few.subjects == ["fourth", "third"] && few.end == .limit)
        }
    }

    @Test("where the history that is there ends it says so, and guesses nothing")
    func shallow() async throws {
        try await Bench.play { bench in
            try await bench.declareRepository()
            commit(bench, ["app/one.yaml": Bench.configMap("one", "1")], "first")
            commit(bench, ["app/one.yaml": Bench.configMap("one", "2")], "second")
            let found = try await changes(bench)
            guard case .fetched = found.end else { throw Unexpected("\(found)") }
            #expect(found.subjects.isEmpty)
        }
    }

    @Test("a commit before which nothing could be rendered is one that changed it, and the way goes on")
    func broken() async throws {
        try await Bench.play { bench in
            try await bench.declareRepository()
            let steps: [(String, String)] = [
                (Bench.configMap("one", "1"), "first"), ("oops: [", "broken"), (Bench.configMap("one", "2"), "mended"),
            ]
            for (text, message) in steps {
                commit(bench, ["app/one.yaml": text], message)
                _ = try? await changes(bench)
            }
            #expect(try await changes(bench).subjects == ["mended", "broken", "first"])
        }
    }
}
