import Synchronization

/// Lets those who want the same thing at the same time wait for one of them to get it.
///
/// Guarantees: everyone waits no longer than the work takes, and who wants it anew no longer than twice that; who is cancelled
/// leaves at once; where the one who works is cancelled, another takes over.
final class SharedWork<Key: Hashable & Sendable, Value: Sendable>: Sendable {
    private enum Turn {
        case work
        case done(Result<Value, ChartSourceError>)
        case cancelled
    }

    private typealias Waiters = [UInt64: CheckedContinuation<Turn, Never>]

    /// Those who wait while somebody works.
    private struct Line {
        var waiting: Waiters = [:]
        /// Those for whom what is under way began too early. One of them does the next work, for all who are here by then.
        var later: Waiters = [:]

        mutating func remove(_ id: UInt64) -> CheckedContinuation<Turn, Never>? {
            waiting.removeValue(forKey: id) ?? later.removeValue(forKey: id)
        }
    }

    private struct State {
        /// An entry for each key that somebody works on.
        var lines: [Key: Line] = [:]
        var lastID: UInt64 = 0
    }

    private let state = Mutex(State())

    /// The result of `work`, or of the same work for the same key that was under way.
    ///
    /// - Parameter anew: takes only the result of work that has begun since: the world may have changed after the beginning of
    ///   what is under way.
    func value(
        for key: Key, anew: Bool, _ work: () async throws(ChartSourceError) -> Value
    ) async throws(ChartSourceError) -> Value {
        switch await turn(for: key, anew: anew) {
        case .cancelled: throw ChartSourceError(.cancelled, "looking for a chart was cancelled")
        case .done(let result): return try result.get()
        case .work:
            let result: Result<Value, ChartSourceError>
            do throws(ChartSourceError) {
                result = .success(try await work())
            } catch {
                result = .failure(error)
            }
            finish(key, result)
            return try result.get()
        }
    }

    /// How many wait for a key.
    func waiting(for key: Key) -> Int {
        state.withLock { state in state.lines[key].map { $0.waiting.count + $0.later.count } ?? 0 }
    }

    private func turn(for key: Key, anew: Bool) async -> Turn {
        let id = state.withLock { state in
            state.lastID += 1
            return state.lastID
        }
        return await withTaskCancellationHandler {
            await withCheckedContinuation { continuation in
                if let turn = enter(key, id, anew: anew, continuation) { continuation.resume(returning: turn) }
            }
        } onCancel: {
            let continuation = state.withLock { $0.lines[key]?.remove(id) }
            continuation?.resume(returning: .cancelled)
        }
    }

    /// Nothing where the continuation waits now.
    private func enter(
        _ key: Key, _ id: UInt64, anew: Bool, _ continuation: CheckedContinuation<Turn, Never>
    ) -> Turn? {
        state.withLock { state in
            // The handler of a cancellation before this moment found nobody.
            guard !Task.isCancelled else { return .cancelled }
            guard state.lines[key] != nil else {
                state.lines[key] = Line()
                return .work
            }
            if anew {
                state.lines[key]?.later[id] = continuation
            } else {
                state.lines[key]?.waiting[id] = continuation
            }
            return nil
        }
    }

    private func finish(_ key: Key, _ result: Result<Value, ChartSourceError>) {
        let (next, done) = state.withLock { state -> (CheckedContinuation<Turn, Never>?, Waiters) in
            guard var line = state.lines[key] else { return (nil, [:]) }
            var done = line.waiting
            line.waiting = line.later
            if case .failure(let error) = result, error.code == .cancelled {
                // Whoever takes over begins now, which is late enough for all.
                line.waiting.merge(done) { later, _ in later }
                done = [:]
            }
            line.later = [:]
            let next = line.waiting.keys.min().flatMap { line.waiting.removeValue(forKey: $0) }
            state.lines[key] = next == nil ? nil : line
            return (next, done)
        }
        next?.resume(returning: .work)
        for continuation in done.values { continuation.resume(returning: .done(result)) }
    }
}
