import Synchronization

/// A value that is computed once, when first asked for, by one of those who ask.
package final class Once<Value: Sendable>: Sendable {
    private enum State {
        case untouched
        case computing([CheckedContinuation<Value, Never>])
        case known(Value)
    }

    private let state = Mutex<State>(.untouched)
    private let compute: @Sendable () async -> Value

    package init(_ compute: @escaping @Sendable () async -> Value) { self.compute = compute }

    package func value() async -> Value {
        guard claim() else { return await wait() }
        let value = await compute()
        let waiters = state.withLock { state in
            defer { state = .known(value) }
            guard case .computing(let waiters) = state else { return [CheckedContinuation<Value, Never>]() }
            return waiters
        }
        for waiter in waiters { waiter.resume(returning: value) }
        return value
    }

    /// Whether the caller is the one to compute.
    private func claim() -> Bool {
        state.withLock { state in
            guard case .untouched = state else { return false }
            state = .computing([])
            return true
        }
    }

    private func wait() async -> Value {
        await withCheckedContinuation { continuation in
            let known: Value? = state.withLock { state in
                switch state {
                case .known(let value): return value
                case .computing(let waiters): state = .computing(waiters + [continuation])
                case .untouched: state = .computing([continuation])
                }
                return nil
            }
            if let known { continuation.resume(returning: known) }
        }
    }
}
