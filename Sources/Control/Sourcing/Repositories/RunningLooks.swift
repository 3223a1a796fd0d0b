internal import KubeRuntime
internal import Synchronization

/// What is being asked for now, so that it can be broken off where nobody wants to know it any more, or wants to know
/// something else.
package final class RunningLooks<Key: Hashable & Sendable>: Sendable {
    private let bells = Mutex<[Key: Doorbell]>([:])

    /// Runs the body, and cancels it where somebody interrupts this key meanwhile. One at a time for each key.
    package func run<Result: Sendable>(_ key: Key, _ body: @escaping @Sendable () async -> Result) async -> Result? {
        let bell = Doorbell()
        bells.withLock { $0[key] = bell }
        let result = Mutex<Result?>(nil)
        await firstOf(
            {
                let answer = await body()
                result.withLock { $0 = answer }
            }, { await bell.wait() })
        bells.withLock { $0[key] = nil }
        return result.withLock(\.self)
    }

    /// Breaks off what is being asked for a key; nothing where nothing is.
    package func interrupt(_ key: Key) { bells.withLock { $0[key] }?.ring() }
}
