internal import Synchronization

/// A clock that stands still until a test moves it.
///
/// ```swift
/// let clock = ManualClock()
/// await clock.sleepers(atLeast: 1)      // what is tested has gone to sleep
/// clock.advance(by: .seconds(2))        // and is woken, if its time has come
/// ```
package final class ManualClock: Clock {
    package struct Instant: InstantProtocol {
        package var offset: Duration

        package func advanced(by duration: Duration) -> Instant { Instant(offset: offset + duration) }
        package func duration(to other: Instant) -> Duration { other.offset - offset }
        package static func < (left: Instant, right: Instant) -> Bool { left.offset < right.offset }
    }

    private struct Sleeper {
        var moment: Instant
        var continuation: CheckedContinuation<Void, any Error>
    }

    private struct State {
        var now = Instant(offset: .zero)
        var lastID = 0
        var sleepers: [Int: Sleeper] = [:]
        var observers: [Int: (count: Int, continuation: CheckedContinuation<Void, Never>)] = [:]
    }

    private let state = Mutex(State())

    package init() {}

    package var now: Instant { state.withLock(\.now) }
    package var minimumResolution: Duration { .nanoseconds(1) }

    package func sleep(until deadline: Instant, tolerance: Duration?) async throws {
        let id = newID()
        try await withTaskCancellationHandler {
            try await withCheckedThrowingContinuation { register($0, id: id, until: deadline) }
        } onCancel: {
            let sleeper = state.withLock { $0.sleepers.removeValue(forKey: id) }
            sleeper?.continuation.resume(throwing: CancellationError())
        }
    }

    /// Moves the time to where the next sleeper wakes. False where nobody sleeps.
    package func advanceToNextSleeper() -> Bool {
        guard let moment = state.withLock({ $0.sleepers.values.map(\.moment).min() }) else { return false }
        advance(by: max(.zero, now.duration(to: moment)))
        return true
    }

    /// Moves the time and wakes those whose moment has come.
    package func advance(by duration: Duration) {
        let due = state.withLock { state in
            state.now = state.now.advanced(by: duration)
            let due = state.sleepers.filter { $0.value.moment <= state.now }
            for id in due.keys { state.sleepers[id] = nil }
            return due.sorted { ($0.value.moment, $0.key) < ($1.value.moment, $1.key) }.map(\.value.continuation)
        }
        for continuation in due { continuation.resume() }
    }

    /// Returns once so many tasks sleep on this clock, or when the task is cancelled.
    package func sleepers(atLeast count: Int) async {
        let id = newID()
        await withTaskCancellationHandler {
            await withCheckedContinuation { observe($0, id: id, count: count) }
        } onCancel: {
            let observer = state.withLock { $0.observers.removeValue(forKey: id) }
            observer?.continuation.resume()
        }
    }

    private func newID() -> Int {
        state.withLock { state in
            state.lastID += 1
            return state.lastID
        }
    }

    private func observe(_ continuation: CheckedContinuation<Void, Never>, id: Int, count: Int) {
        let isDone = state.withLock { state in
            guard state.sleepers.count < count, !Task.isCancelled else { return true }
            state.observers[id] = (count, continuation)
            return false
        }
        if isDone { continuation.resume() }
    }

    private func register(_ continuation: CheckedContinuation<Void, any Error>, id: Int, until moment: Instant) {
        enum Fate { case due, cancelled, asleep([CheckedContinuation<Void, Never>]) }
        let fate = state.withLock { state -> Fate in
            guard !Task.isCancelled else { return .cancelled }
            guard moment > state.now else { return .due }
            state.sleepers[id] = Sleeper(moment: moment, continuation: continuation)
            let count = state.sleepers.count
            let met = state.observers.filter { $0.value.count <= count }
            for id in met.keys { state.observers[id] = nil }
            return .asleep(met.values.map(\.continuation))
        }
        switch fate {
        case .due: continuation.resume()
        case .cancelled: continuation.resume(throwing: CancellationError())
        case .asleep(let observers): for observer in observers { observer.resume() }
        }
    }
}
