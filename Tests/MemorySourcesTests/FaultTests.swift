import ChartSources
import Git
import MemorySources
import Surroundings
import TestKit
import Testing

@Suite("sources in memory: faults") struct FaultTests {
    private let clock = ManualClock()
    private let repository = MemoryRepository(url: "https://git.test/r")
    private let mirrors: MemoryMirrors

    init() { mirrors = MemoryMirrors([repository], time: Surroundings(clock)) }

    private func refresh(within timeout: Duration = .seconds(60)) async throws(GitError) -> GitRefresh {
        try await mirrors.refresh(
            GitRemote(url: repository.url), references: [.head], timeout: timeout, account: "")
    }

    private func failure(within timeout: Duration) async -> GitError? {
        do throws(GitError) {
            _ = try await refresh(within: timeout)
            return nil
        } catch {
            return error
        }
    }

    @Test("a server that is slow answers in its time, or not in the asker's")
    func slow() async throws {
        repository.commit("a", "one")
        repository.meet(.slow(.seconds(10)), times: 2)
        async let first = refresh()
        await clock.sleepers(atLeast: 1)
        clock.advance(by: .seconds(10))
        #expect(try await first.fetched)
        async let second = failure(within: .seconds(5))
        await clock.sleepers(atLeast: 1)
        clock.advance(by: .seconds(5))
        #expect(await second?.code == .timedOut)
        #expect(try await !refresh().fetched)
    }

    @Test("a server that refuses does so as often as it is told to")
    func refused() async throws {
        repository.commit("a", "one")
        repository.meet(.refused(GitError(.authentication, "no")))
        #expect(await failure(within: .seconds(60))?.code == .authentication)
        #expect(try await refresh().fetched)
        mirrors.forgetAll()
        #expect(try await refresh().fetched)
    }
}
