import Synchronization

/// Owns one thread and one libcurl multi handle, and takes commands from any thread.
///
/// The thread starts with the first transfer and ends with `shutDown`.
final class Driver: Sendable {
    enum Command: Sendable {
        case start(Transfer)
        /// The consumer made room.
        case resume(Transfer)
        case stop(Transfer)
    }

    private enum Phase {
        case idle
        case running(MultiHandle)
        case closed
    }

    private struct Mailbox {
        var phase = Phase.idle
        var commands: [Command] = []
        /// The thread is about to wait, so a new command must wake it. Otherwise it looks by itself.
        var isSleeping = false

        /// Wakes under the lock: the thread frees the handle only after it has seen `closed` under the same lock.
        mutating func wake() {
            guard isSleeping, case .running(let multi) = phase else { return }
            isSleeping = false
            multi.wakeUp()
        }
    }

    let configuration: HTTPClientConfiguration
    let handles: EasyHandlePool
    private let mailbox = Mutex(Mailbox())

    init(_ configuration: HTTPClientConfiguration, handles: EasyHandlePool) {
        self.configuration = configuration
        self.handles = handles
    }

    func start(_ transfer: Transfer) throws(TransportError) {
        try mailbox.withLock { box throws(TransportError) in
            if case .idle = box.phase { box.phase = .running(try launch()) }
            guard case .running = box.phase else { throw .cancelled(transfer.request) }
            box.commands.append(.start(transfer))
            box.wake()
        }
    }

    /// Commands after `shutDown` are dropped: every transfer has ended by then.
    func post(_ command: Command) {
        mailbox.withLock { box in
            guard case .running = box.phase else { return }
            box.commands.append(command)
            box.wake()
        }
    }

    /// Ends the thread; open transfers fail with `.cancelled`.
    func shutDown() {
        mailbox.withLock { box in
            box.wake()
            box.phase = .closed
        }
    }

    private func launch() throws(TransportError) -> MultiHandle {
        let multi = try MultiHandle(configuration)
        let isLaunched = DriverThread.launch {
            var loop = DriverLoop(self, multi)
            loop.run()
        }
        guard isLaunched else {
            multi.free()
            throw TransportError(.other, "the HTTP client cannot start its thread: too many threads")
        }
        return multi
    }
}

// MARK: - The thread's side

extension Driver {
    /// Swaps the waiting commands with `commands`, which must be empty. False after `shutDown`.
    func drain(into commands: inout [Command]) -> Bool {
        mailbox.withLock { box in
            swap(&box.commands, &commands)
            if case .closed = box.phase { return false }
            return true
        }
    }

    /// True where nothing came in since the last drain, so that the thread may wait for the network.
    func mayUsePoll() -> Bool {
        mailbox.withLock { box in
            guard case .running = box.phase, box.commands.isEmpty else { return false }
            box.isSleeping = true
            return true
        }
    }

    func didPoll() {
        mailbox.withLock { $0.isSleeping = false }
    }
}
