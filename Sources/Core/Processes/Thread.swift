import Glibc

/// Threads for calls that block, which must not happen on the cooperative pool.
enum Thread {
    private final class Body: Sendable {
        let run: @Sendable () -> Void

        init(_ run: @escaping @Sendable () -> Void) { self.run = run }
    }

    /// Runs `body` on a new thread that nobody waits for. False where the system gives no thread.
    ///
    /// - Parameter stack: its size in bytes, the system's choice where nil. Memory is only taken for what is used of it.
    static func start(stack: Int? = nil, _ body: @escaping @Sendable () -> Void) -> Bool {
        // SAFETY: the one reference that is handed over is taken back exactly once: by the thread, or here where there
        // is no thread. `thread` and `attributes` are locals that outlive the calls.
        let handle = unsafe Unmanaged.passRetained(Body(body))
        var thread = pthread_t()
        var attributes = pthread_attr_t()
        unsafe pthread_attr_init(&attributes)
        defer { unsafe pthread_attr_destroy(&attributes) }
        if let stack { unsafe pthread_attr_setstacksize(&attributes, stack) }
        let result = unsafe pthread_create(
            &thread, &attributes,
            { argument in
                guard let argument = unsafe argument else { return nil }
                let body = unsafe Unmanaged<Body>.fromOpaque(argument).takeRetainedValue()
                body.run()
                return nil
            }, handle.toOpaque())
        guard result == 0 else {
            unsafe handle.release()
            return false
        }
        pthread_detach(thread)
        return true
    }
}
