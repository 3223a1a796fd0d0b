/// Runs work that the caller's cancellation does not reach. It is told of it by `onCancel`, and ends when it is ready to.
func shielded(
    name: String, _ work: @escaping @Sendable () async throws -> Void, onCancel: @escaping @Sendable () -> Void
) async throws {
    let task = Task(name: name) { try await work() }
    try await withTaskCancellationHandler {
        try await task.value
    } onCancel: {
        onCancel()
    }
}
