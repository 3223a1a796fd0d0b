internal import Health
internal import KubeRuntime
internal import Surroundings
internal import Synchronization

/// Watches the Pods of the workloads that are not well, and tells what they say.
///
/// Guarantees: nothing is asked for workloads that are well; at most `PodRoster.limit` watches are open; findings are
/// told one after the other, in their order, and only where they differ from what was told before.
final class PodWatches: Sendable {
    typealias Key = LiveTable.Key

    /// What a look at Pods brings.
    enum Sight: Sendable {
        case event(WatchEvent<PodReport>)
        /// The server does not let us read them.
        case refused
    }

    /// How to look: tells all it sees until cancelled, and begins anew when the answer is false.
    typealias Look = @Sendable (PodBoard.Start, @escaping @Sendable (Sight) -> Bool) async -> Void

    private let time: Surroundings
    private let bell = Doorbell()
    private let board = Mutex(PodBoard())
    private let ends = Mutex<[Int: Doorbell]>([:])

    init(_ surroundings: Surroundings) { time = surroundings }

    /// How many workloads have their Pods watched, and how many wait for it.
    var count: (watched: Int, waiting: Int) { board.withLock { $0.count } }

    /// Has `changes` read again.
    func ring() { bell.ring() }

    /// Works until cancelled; once. `changes` are those since it was last called: how to find the Pods of a workload, or
    /// nil for one that is well or gone.
    func run(
        changes: @Sendable () -> [Key: PodSelection?], tell: @Sendable ([Key: PodFinding?]) -> Void,
        look: @escaping Look
    ) async {
        await withDiscardingTaskGroup { group in
            while !Task.isCancelled {
                let (changes, now) = (changes(), time.now)
                let step = board.withLock { $0.step(changes, now: now) }
                for turn in step.ends { ends.withLock { $0[turn] }?.ring() }
                for start in step.starts {
                    let end = Doorbell()
                    ends.withLock { $0[start.turn] = end }
                    group.addTask(name: "watch the pods of \(start.key.id)") {
                        await self.watch(start, until: end, look)
                    }
                }
                if !step.findings.isEmpty { tell(step.findings) }
                await bell.wait(until: step.next, by: time)
            }
        }
    }

    private func watch(_ start: PodBoard.Start, until end: Doorbell, _ look: @escaping Look) async {
        await firstOf({ await look(start) { self.take($0, start, end) } }, { await end.wait() })
        ends.withLock { $0[start.turn] = nil }
    }

    private func take(_ sight: Sight, _ start: PodBoard.Start, _ end: Doorbell) -> Bool {
        switch sight {
        case .event(let event):
            let (isNews, isExhausted) = board.withLock { ($0.apply(event, start), $0.isExhausted(start)) }
            if isNews { bell.ring() }
            return !isExhausted
        case .refused:
            let now = time.now
            board.withLock { $0.refuse(start, now: now) }
            end.ring()
            bell.ring()
            return true
        }
    }
}
