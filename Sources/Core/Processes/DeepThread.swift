/// Work that recurses deeper than the small stacks of the cooperative pool allow, or that blocks.
package enum DeepThread {
    /// Starts a thread with a stack of so many bytes that does something. False where the system gives none.
    package typealias Start = @Sendable (_ stack: Int, _ body: @escaping @Sendable () -> Void) -> Bool

    package static let start: Start = { stack, body in Thread.start(stack: stack, body) }

    /// Runs `body` on a thread of its own and waits for its end, without blocking the pool. Fails where there is no thread.
    ///
    /// - Parameter stack: in bytes. Memory is only taken for what is used of it.
    package static func run<Outcome: Sendable>(
        stack: Int, by start: Start = start, _ body: @escaping @Sendable () -> Outcome
    ) async throws(ProcessError) -> Outcome {
        let outcome: Outcome? = await withCheckedContinuation { continuation in
            let isStarted = start(stack) { continuation.resume(returning: body()) }
            if !isStarted { continuation.resume(returning: nil) }
        }
        guard let outcome else { throw ProcessError(.notStarted, "no thread is left") }
        return outcome
    }
}
