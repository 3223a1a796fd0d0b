/// Work that recurses deeper than the small stacks of the cooperative pool allow, or that blocks.
package enum DeepThread {
    /// Runs `body` on a thread of its own and waits for its end, without blocking the pool. Fails where the system gives no
    /// thread.
    ///
    /// - Parameter stack: in bytes. Memory is only taken for what is used of it.
    package static func run<Outcome: Sendable>(
        stack: Int, _ body: @escaping @Sendable () -> Outcome
    ) async throws(ProcessError) -> Outcome {
        let outcome: Outcome? = await withCheckedContinuation { continuation in
            let isStarted = Thread.start(stack: stack) { continuation.resume(returning: body()) }
            if !isStarted { continuation.resume(returning: nil) }
        }
        guard let outcome else { throw ProcessError(.notStarted, "no thread is left") }
        return outcome
    }
}
