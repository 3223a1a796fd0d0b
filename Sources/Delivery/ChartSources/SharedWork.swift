import Synchronization

/// Lets those who want the same thing at the same time wait for one of them to get it.
///
/// Guarantees: everyone waits no longer than the work takes; who is cancelled leaves at once; where the one who works is
/// cancelled, another takes over.
final class SharedWork<Key: Hashable & Sendable, Value: Sendable>: Sendable {
    private enum Turn {
        case work
        case done(Result<Value, ChartSourceError>)
        case cancelled
    }

    private struct State {
        /// An entry for each key that somebody works on.
        var waiting: [Key: [UInt64: CheckedContinuation<Turn, Never>]] = [:]
        var lastID: UInt64 = 0
    }

    private let state = Mutex(State())

    /// The result of `work`, or of the same work for the same key that was under way.
    func value(
        for key: Key, _ work: () async throws(ChartSourceError) -> Value
    ) async throws(ChartSourceError) -> Value {
        switch await turn(for: key) {
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

    private func turn(for key: Key) async -> Turn {
        let id = state.withLock { state in
            state.lastID += 1
            return state.lastID
        }
        return await withTaskCancellationHandler {
            await withCheckedContinuation { continuation in
                if let turn = enter(key, id, continuation) { continuation.resume(returning: turn) }
            }
        } onCancel: {
            let continuation = state.withLock { $0.waiting[key]?.removeValue(forKey: id) }
            continuation?.resume(returning: .cancelled)
        }
    }

    /// Nothing where the continuation waits now.
    private func enter(_ key: Key, _ id: UInt64, _ continuation: CheckedContinuation<Turn, Never>) -> Turn? {
        state.withLock { state in
            // The handler of a cancellation before this moment found nobody.
            guard !Task.isCancelled else { return .cancelled }
            guard state.waiting[key] != nil else {
                state.waiting[key] = [:]
                return .work
            }
            state.waiting[key]?[id] = continuation
            return nil
        }
    }

    private func finish(_ key: Key, _ result: Result<Value, ChartSourceError>) {
        if case .failure(let error) = result, error.code == .cancelled {
            let next = state.withLock { state -> CheckedContinuation<Turn, Never>? in
                guard let id = state.waiting[key]?.keys.min() else {
                    state.waiting[key] = nil
                    return nil
                }
                return state.waiting[key]?.removeValue(forKey: id)
            }
            next?.resume(returning: .work)
        } else {
            let waiting = state.withLock { $0.waiting.removeValue(forKey: key) }
            for continuation in (waiting ?? [:]).values { continuation.resume(returning: .done(result)) }
        }
    }
}
