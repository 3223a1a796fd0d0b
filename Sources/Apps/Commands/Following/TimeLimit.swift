package import Surroundings

/// Ends work that takes too long.
package enum TimeLimit {
    /// - Parameter what: what is waited for, as `shop to be ready`.
    /// - Throws: `.timedOut` where it is not done in time.
    package static func within<Answer: Sendable>(
        _ limit: Duration, _ surroundings: Surroundings, waitingFor what: @escaping @Sendable () -> String,
        _ work: @escaping @Sendable () async throws(CommandError) -> Answer
    ) async throws(CommandError) -> Answer {
        let result = await withTaskGroup(of: Result<Answer, CommandError>?.self) { group in
            group.addTask(name: "work") {
                do throws(CommandError) { return .success(try await work()) } catch { return .failure(error) }
            }
            group.addTask(name: "time") {
                try? await surroundings.sleep(for: limit)
                return nil
            }
            defer { group.cancelAll() }
            return await group.next() ?? nil
        }
        guard let result else { throw CommandError(.timedOut, "\(what()): it took too long; see --timeout") }
        return try result.get()
    }
}
