package import Surroundings

/// Does a last thing that has to be done although the task that asks is cancelled: a status written, a Lease released.
///
/// This and its like in `Server` are the only places that make a task outside of a group, because Swift has no other shield against cancellation.
/// Past the limit the body itself is cancelled; nil says that it did not finish by then.
package func shielded<Result: Sendable>(
    for limit: Duration, by time: Surroundings, _ body: @escaping @Sendable () async -> Result
) async -> Result? {
    await Task(name: "shielded", executorPreference: time.executor) { await limited(to: limit, by: time, body) }.value
}

/// Cancels the body when the limit has passed. Nil says that it did not finish by then.
func limited<Result: Sendable>(
    to limit: Duration, by time: Surroundings, _ body: @escaping @Sendable () async -> Result
) async -> Result? {
    await withTaskGroup(of: Result?.self) { group in
        group.addTask { await body() }
        group.addTask {
            try? await time.sleep(for: limit)
            return nil
        }
        let first = await group.next() ?? nil
        group.cancelAll()
        return first
    }
}
