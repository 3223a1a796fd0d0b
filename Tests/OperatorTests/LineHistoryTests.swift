import Controllers
import Git
import MemorySources
import Surroundings
import Testing

@Suite("The commit that changed a line last") struct LineHistoryTests {
    private let repository = MemoryRepository(url: "https://git.test/r")
    private let mirrors: MemoryMirrors
    private let remote = GitRemote(url: "https://git.test/r")

    init() { mirrors = MemoryMirrors([repository], time: .system) }

    /// Makes a commit, and has the mirror bring it.
    private func commit(_ text: String, _ message: String, isFetched: Bool = true) async throws -> String {
        repository.write("a.yaml", text)
        let commit = repository.commit(message)
        guard isFetched else { return commit }
        _ = try await mirrors.refresh(remote, references: [.branch("main")], timeout: .seconds(10), account: "")
        return commit
    }

    private func change(_ line: Int?, _ commit: String) -> String? {
        LineHistory(mirrors, of: remote).lastChange(of: "a.yaml", line: line, from: commit)?.message
    }

    @Test("is found through lines that came before it, and for the file as a whole")
    func found() async throws {
        _ = try await commit("a: 1\nb: 1\n", "first")
        _ = try await commit("a: 1\nb: 2\n", "second")
        let last = try await commit("x: 0\na: 1\nb: 2\nc: 3\n", "third")
        #expect((1...4).map { change($0, last) } == ["third", "first", "second", "third"])
        #expect(change(nil, last) == "third")
        repository.write("other.yaml", "b: 1")
        let other = try await commit("x: 0\na: 1\nb: 2\nc: 3\n", "fourth")
        #expect(change(nil, other) == "third" && change(3, other) == "second")
    }

    @Test("is not known where the mirror does not go back so far, or has no such file")
    func unknown() async throws {
        _ = try await commit("a: 1\nb: 1\n", "first", isFetched: false)
        let last = try await commit("a: 1\nb: 2\n", "second")
        #expect(change(1, last) == nil && change(2, last) == nil)
        #expect(LineHistory(mirrors, of: remote).lastChange(of: "b.yaml", line: 1, from: last) == nil)
    }
}
