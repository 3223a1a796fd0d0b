import KubeModel
import Logging
import Surroundings
import Synchronization
import TestKit
import Testing

@testable import KubeRuntime

/// A Lease with the server's optimistic locking, and with faults.
final class MemoryLease: LeaseAccess {
    private struct State {
        var held: (record: LeaseRecord, resourceVersion: String)?
        var version = 0
        var isBroken = false
        var writtenAt = Duration.zero
    }

    private let state = Mutex(State())
    private let clock: ManualClock

    init(clock: ManualClock) { self.clock = clock }

    /// When the Lease was last written. Unlike what the work of a leader can note, this does not depend on when its task
    /// gets to run: whoever writes is not asleep, so the clock stands still meanwhile.
    var writtenAt: Duration { state.withLock(\.writtenAt) }

    var record: LeaseRecord? { state.withLock(\.held?.record) }

    func setBroken(_ isBroken: Bool) { state.withLock { $0.isBroken = isBroken } }

    func read() async throws(KubeError) -> (record: LeaseRecord, resourceVersion: String)? {
        let (held, isBroken) = state.withLock { ($0.held, $0.isBroken) }
        guard !isBroken else { throw KubeError(.transport, "broken") }
        return held
    }

    func write(_ record: LeaseRecord, replacing resourceVersion: String?) async throws(KubeError) -> String {
        let outcome = state.withLock { state -> Result<String, KubeError> in
            guard !state.isBroken else { return .failure(KubeError(.transport, "broken")) }
            guard state.held?.resourceVersion == resourceVersion else {
                return .failure(KubeError(.conflict, "conflict"))
            }
            state.version += 1
            state.held = (record, "\(state.version)")
            state.writtenAt = clock.now.offset
            return .success("\(state.version)")
        }
        return try outcome.get()
    }
}

@Suite(.timeLimit(.minutes(1))) struct LeaderElectionTests {
    private let lease: MemoryLease
    private let clock = ManualClock()

    init() { lease = MemoryLease(clock: clock) }

    private func candidate(_ identity: String) -> LeaderElection {
        LeaderElection(
            lease: lease, name: "ns/lease", identity: identity, timing: .standard,
            logger: Logger(label: "test") { _ in SwiftLogNoOpLogHandler() },
            surroundings: Surroundings(clock, timeOfDay: { 0 }, number: { 0 }))
    }

    @Test("work runs under the Lease, which is given away at its end")
    func work() async throws {
        let election = candidate("a")
        try await election.run(mayRelease: { true }) {
            #expect(election.isLeader && lease.record?.holderIdentity == "a")
        }
        #expect(!election.isLeader && lease.record?.holderIdentity == "")
    }

    @Test("an error of the work is passed on, and the Lease is given away")
    func failingWork() async throws {
        await #expect(throws: KubeError.self) {
            try await candidate("a").run(mayRelease: { true }) { throw KubeError(.invalid, "no") }
        }
        #expect(lease.record?.holderIdentity == "")
    }

    @Test("a cancelled holder ends its work before it gives the Lease away")
    func cancellation() async throws {
        let election = candidate("a")
        let started = Recorded(false)
        await withThrowingTaskGroup(of: Void.self) { group in
            group.addTask {
                try await election.run(mayRelease: { true }) {
                    started.value = true
                    defer { #expect(election.isLeader) }
                    try await clock.sleep(for: .seconds(999))
                }
            }
            while !started.value { await Task.yield() }
            group.cancelAll()
            await #expect(throws: CancellationError.self) { try await group.next() }
        }
        #expect(lease.record?.holderIdentity == "")
    }

    @Test("where a write may still be under way at the end, the Lease is left to lapse")
    func unquiet() async throws {
        let election = candidate("a")
        try await election.run(mayRelease: { false }) {}
        #expect(!election.isLeader && lease.record?.holderIdentity == "a")
    }

    /// Moves the clock whenever so many tasks sleep on it, until the body has ended.
    private func movingClock(
        by step: Duration, sleepers: Int, _ body: @escaping @Sendable () async throws -> Void
    ) async throws {
        try await withThrowingTaskGroup(of: Void.self) { group in
            group.addTask { try await body() }
            group.addTask {
                while !Task.isCancelled {
                    await clock.sleepers(atLeast: sleepers)
                    clock.advance(by: step)
                    for _ in 0..<10 { await Task.yield() }
                }
            }
            defer { group.cancelAll() }
            try await group.next()
        }
    }

    @Test("a holder that cannot renew stops before anybody else may take over")
    func lapse() async throws {
        let election = candidate("a")
        let stopped = Recorded(Duration.zero)
        await #expect(throws: RuntimeError.self) {
            try await movingClock(by: .milliseconds(500), sleepers: 3) {
                try await election.run(mayRelease: { true }) {
                    lease.setBroken(true)
                    defer { stopped.value = clock.now.offset }
                    try await clock.sleep(for: .seconds(999))
                }
            }
        }
        let moment = stopped.value
        #expect(moment >= .seconds(10) && moment < .seconds(15))
        #expect(lease.record?.holderIdentity == "a", "what may be another's by now is not written")
    }

    @Test("a Lease whose holder died is taken over when its duration has passed")
    func takeOver() async throws {
        _ = try await lease.write(
            LeaseRecord(
                holderIdentity: "dead", leaseDurationSeconds: 15, acquireTime: nil, renewTime: nil, leaseTransitions: 0),
            replacing: nil)
        let taken = try await moveClockWhileCandidateSleeps { lease.record?.holderIdentity == "b" }
        #expect(taken >= .seconds(15) && taken < .seconds(17))
    }

    @Test("a Lease that was given away is taken over within two seconds")
    func handOver() async throws {
        _ = try await lease.write(
            LeaseRecord(
                holderIdentity: "a", leaseDurationSeconds: 15, acquireTime: nil, renewTime: nil, leaseTransitions: 0),
            replacing: nil)
        // The other looks and waits; then the holder, which is back, gives the Lease away at 5 s.
        let released = Recorded(Duration.zero)
        let taken = try await moveClockWhileCandidateSleeps {
            if released.value == .zero, clock.now.offset >= .seconds(5) {
                try await candidate("a").run(mayRelease: { true }) {}
                released.value = clock.now.offset
            }
            return lease.record?.holderIdentity == "b"
        }
        let pause = taken - released.value
        #expect(pause > .zero && pause <= .seconds(2))
    }

    /// Runs candidate "b" and moves the clock by steps of 100 ms, only ever while "b" sleeps, until the condition holds.
    /// Returns when the Lease was last written.
    private func moveClockWhileCandidateSleeps(until condition: () async throws -> Bool) async throws -> Duration {
        try await withThrowingTaskGroup(of: Void.self) { group in
            group.addTask {
                try? await candidate("b").run(mayRelease: { true }) { try await clock.sleep(for: .seconds(999)) }
            }
            while true {
                await clock.sleepers(atLeast: 1)
                if try await condition() { break }
                clock.advance(by: .milliseconds(100))
            }
            let moment = lease.writtenAt
            group.cancelAll()
            return moment
        }
    }
}
