import Documents
import Health
import KubeRuntime
import Surroundings
import Synchronization
import TestKit
import Testing

@testable import Observing

/// A server as far as Pods go, and the live table as far as these read it.
private final class FakeCluster: Sendable {
    private struct State {
        var changes: [LiveTable.Key: PodSelection?] = [:]
        var findings: [LiveTable.Key: PodFinding] = [:]
        var told = 0
        var looks: [LiveTable.Key: @Sendable (PodWatches.Sight) -> Bool] = [:]
        var lookCount = 0
        var waiting: [(isSo: @Sendable (FakeCluster) -> Bool, bell: Doorbell)] = []
    }

    private let state = Mutex(State())
    let watches: PodWatches

    init(_ clock: ManualClock) { watches = PodWatches(Surroundings(clock)) }

    func set(_ key: LiveTable.Key, _ selection: PodSelection?) {
        state.withLock { $0.changes[key] = .some(selection) }
        watches.ring()
    }

    /// What a watch sees; false where nobody watches.
    func show(_ events: WatchEvent<PodReport>..., of key: LiveTable.Key) -> Bool {
        guard let look = state.withLock({ $0.looks[key] }) else { return false }
        for event in events { _ = look(.event(event)) }
        return true
    }

    func refuse(_ key: LiveTable.Key) { _ = state.withLock { $0.looks[key] }?(.refused) }

    func finding(_ key: LiveTable.Key) -> String? { state.withLock { $0.findings[key]?.text } }
    func isWatched(_ key: LiveTable.Key) -> Bool { state.withLock { $0.looks[key] != nil } }
    var told: Int { state.withLock { $0.told } }
    var lookCount: Int { state.withLock { $0.lookCount } }

    /// Returns once something is so. Everything that can make it so rings.
    func wait(until isSo: @escaping @Sendable (FakeCluster) -> Bool) async {
        let bell = Doorbell()
        state.withLock { $0.waiting.append((isSo, bell)) }
        while !isSo(self), !Task.isCancelled { await bell.wait() }
    }

    private func ring() {
        for (_, bell) in state.withLock({ $0.waiting }) { bell.ring() }
    }

    func run() async {
        await watches.run(
            changes: {
                self.state.withLock { state in
                    defer { state.changes = [:] }
                    return state.changes
                }
            },
            tell: { findings in
                self.state.withLock { state in
                    state.told += 1
                    for (key, finding) in findings { state.findings[key] = finding }
                }
                self.ring()
            },
            look: { start, each in
                self.state.withLock { state in
                    state.looks[start.key] = each
                    state.lookCount += 1
                }
                self.ring()
                await Doorbell().wait()
                self.state.withLock { $0.looks[start.key] = nil }
                self.ring()
            })
    }
}

@Suite(.timeLimit(.minutes(1))) struct PodWatchesTests {
    private let clock = ManualClock()
    private let key = PodSamples.key("web")
    private let cluster: FakeCluster

    init() { cluster = FakeCluster(clock) }

    /// Runs the watches for as long as the body takes.
    private func running(_ body: @Sendable (FakeCluster) async -> Void) async {
        await withTaskGroup(of: Void.self) { group in
            group.addTask { await cluster.run() }
            await body(cluster)
            group.cancelAll()
        }
    }

    /// Makes a workload unwell and waits until its Pods are watched.
    private func watch(_ cluster: FakeCluster) async {
        cluster.set(key, PodSamples.selection("web"))
        await clock.sleepers(atLeast: 1)
        clock.advance(by: PodRoster.delay)
        await cluster.wait { [key] in $0.isWatched(key) }
    }

    @Test func `The reason is told while the workload is not well, and taken back when it is`() async {
        await running { cluster in
            await watch(cluster)
            #expect(cluster.show(.reset, .listed(PodSamples.report("a", .pulling)), of: key))
            #expect(cluster.finding(key) == nil)
            #expect(cluster.show(.synced(resourceVersion: "1"), of: key))
            await cluster.wait { [key] in $0.finding(key) == PodSamples.text("a") }
            #expect(cluster.show(.applied(PodSamples.report("a", .pulling)), of: key))
            cluster.set(key, nil)
            await cluster.wait { [key] in $0.finding(key) == nil && !$0.isWatched(key) }
            #expect(cluster.told == 2)
            #expect(cluster.watches.count == (0, 0))
        }
    }

    @Test func `An ordinary step is a hint, and a note only where it takes long`() async {
        await running { cluster in
            await watch(cluster)
            #expect(
                cluster.show(
                    .reset, .listed(PodSamples.report("a", .starting)), .synced(resourceVersion: "1"), of: key))
            await cluster.wait { [key] in $0.finding(key) != nil }
            #expect(cluster.told == 1)
            await clock.sleepers(atLeast: 1)
            clock.advance(by: PodBoard.patience)
            await cluster.wait { $0.told == 2 }
            #expect(cluster.finding(key) == "pod a: container app: ContainerCreating")
        }
    }

    @Test func `Where we may not read Pods the watch ends, and is not tried again soon`() async {
        await running { cluster in
            await watch(cluster)
            cluster.refuse(key)
            await cluster.wait { [key] in !$0.isWatched(key) }
            #expect(cluster.watches.count == (0, 1))
            await clock.sleepers(atLeast: 1)
            clock.advance(by: PodRoster.pardon - .seconds(1))
            await clock.sleepers(atLeast: 1)
            #expect(cluster.lookCount == 1)
            clock.advance(by: .seconds(1))
            await cluster.wait { $0.lookCount == 2 }
        }
    }

    @Test func `A watch that is over says nothing more`() async {
        var board = PodBoard()
        _ = board.step([key: PodSamples.selection("web")], now: .zero)
        let first = board.step([:], now: PodRoster.delay).starts
        #expect(first.map(\.key) == [key])
        _ = board.step([key: PodSamples.selection("web", uid: "v")], now: PodRoster.delay)
        let second = board.step([:], now: PodRoster.delay * 2).starts
        #expect(second.count == 1)
        for start in first { #expect(board.apply(.synced(resourceVersion: "1"), start) == false) }
        for start in second { #expect(board.apply(.synced(resourceVersion: "1"), start) == true) }
    }
}
