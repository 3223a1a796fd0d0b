import Glibc
import Processes

/// A running `ssh`: its standard input and output are one socket, its standard error is another.
///
/// Sockets, because a write to a pipe whose reader has gone would end our own process with a signal.
// SAFETY: buffers are lent for a call, or are arrays that outlive it, and their own counts are the bounds.
@safe final class SSHChild {
    private let process: pid_t
    private let channel: Descriptor
    private let errors: Descriptor
    private var errorBytes: [UInt8] = []
    private var isReaped = false

    /// Of what the child writes to its standard error; the rest is read and dropped.
    private static let errorLimit = 8_192
    /// How soon a cancellation is seen.
    private static let tick = Duration.milliseconds(100)
    /// For the child to end by itself once its input has ended.
    private static let grace = Duration.milliseconds(300)

    init(_ program: Program) throws(GitError) {
        let pair = try Self.socketPair()
        let errorPair = try Self.socketPair()
        do throws(ProcessError) {
            process = try program.start(
                input: pair.theirs.number, output: pair.theirs, errorOutput: errorPair.theirs)
        } catch {
            throw GitError(.unsupported, "\(error.message); is the OpenSSH client installed?")
        }
        channel = pair.keepOurs()
        errors = errorPair.keepOurs()
    }

    private static func socketPair() throws(GitError) -> SocketPair {
        do throws(ProcessError) {
            return try Descriptor.socketPair()
        } catch {
            throw GitError(.storage, error.message)
        }
    }

    deinit { end() }

    /// 0 when the child has closed its end.
    func read(into buffer: UnsafeMutableRawBufferPointer, _ operation: Operation) throws(GitError) -> Int {
        let start = ContinuousClock.now
        while true {
            try wait(for: Int16(POLLIN), since: start, operation)
            let count = unsafe recv(channel.number, buffer.baseAddress, buffer.count, Int32(MSG_DONTWAIT))
            if count >= 0 {
                try operation.count(count, after: start.duration(to: .now))
                return count
            }
            if errno == ECONNRESET || errno == EPIPE { return 0 }
            guard errno == EAGAIN || errno == EINTR else {
                throw GitError(.network, "reading from ssh failed (errno \(errno))")
            }
        }
    }

    /// False where the child has gone.
    func write(_ bytes: UnsafeRawBufferPointer, _ operation: Operation) throws(GitError) -> Bool {
        var rest = unsafe bytes[...]
        var start = ContinuousClock.now
        while unsafe !rest.isEmpty {
            try wait(for: Int16(POLLOUT), since: start, operation)
            let count = unsafe UnsafeRawBufferPointer(rebasing: rest).withMemoryRebound(to: UInt8.self) {
                unsafe send(channel.number, $0.baseAddress, $0.count, Int32(MSG_DONTWAIT) | Int32(MSG_NOSIGNAL))
            }
            if count > 0 {
                unsafe rest = rest.dropFirst(count)
                start = .now
            } else if errno == EPIPE || errno == ECONNRESET {
                return false
            } else if errno != EAGAIN && errno != EINTR {
                throw GitError(.network, "writing to ssh failed (errno \(errno))")
            }
        }
        return true
    }

    /// What the child wrote to its standard error until it closed it.
    func errorText(_ operation: Operation) -> String {
        let end = ContinuousClock.now + SSHChild.grace
        while ContinuousClock.now < end, drainErrors() {
            var wanted = pollfd(fd: errors.number, events: Int16(POLLIN), revents: 0)
            _ = unsafe poll(&wanted, 1, 20)
        }
        return String(decoding: errorBytes, as: UTF8.self)
    }

    /// Ends the child, kindly first, and takes its remains.
    func end() {
        guard !isReaped else { return }
        isReaped = true
        shutdown(channel.number, Int32(SHUT_RDWR))
        let end = ContinuousClock.now + SSHChild.grace
        while ContinuousClock.now < end {
            if waitpid(process, nil, WNOHANG) != 0 { return }
            usleep(2_000)
        }
        kill(-process, SIGKILL)
        while waitpid(process, nil, 0) < 0 && errno == EINTR {}
    }

    /// Returns when the channel is ready; throws at the deadline, after too long a silence, and when cancelled.
    private func wait(for event: Int16, since start: ContinuousClock.Instant, _ operation: Operation) throws(GitError) {
        while true {
            try operation.check()
            guard start.duration(to: .now) < operation.idle else { throw operation.silent }
            let tick = min(SSHChild.tick, operation.remaining)
            var wanted = [pollfd(fd: channel.number, events: event, revents: 0)]
            if errorsAreOpen { wanted.append(pollfd(fd: errors.number, events: Int16(POLLIN), revents: 0)) }
            let ready = unsafe poll(&wanted, nfds_t(wanted.count), Int32(tick.milliseconds) + 1)
            guard ready > 0 else { continue }
            if wanted.count > 1, wanted[1].revents != 0 { errorsAreOpen = drainErrors() }
            if wanted[0].revents != 0 { return }
        }
    }

    private var errorsAreOpen = true

    /// Reads what is there. Returns false at the end.
    private func drainErrors() -> Bool {
        var buffer = [UInt8](repeating: 0, count: 2_048)
        while true {
            let count = unsafe buffer.withUnsafeMutableBytes {
                unsafe recv(errors.number, $0.baseAddress, $0.count, Int32(MSG_DONTWAIT))
            }
            if count == 0 { return false }
            guard count > 0 else { return errno == EAGAIN || errno == EINTR }
            errorBytes += buffer.prefix(min(count, SSHChild.errorLimit - errorBytes.count))
        }
    }
}

extension Duration {
    fileprivate var milliseconds: Int64 { components.seconds * 1_000 + components.attoseconds / 1_000_000_000_000_000 }
}
