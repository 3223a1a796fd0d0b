import Glibc

/// A running program and the two pipes that it writes into. Killed with its process group where it is left alone.
struct Child: ~Copyable {
    let process: pid_t
    private let output: Descriptor
    private let errorOutput: Descriptor
    private var isReaped = false

    /// How long a cancellation, or the end of a program that has closed its outputs before, may go unnoticed.
    private static let tick = Int32(20)

    init(_ command: Command) throws(ProcessError) {
        let output = try Descriptor.pipe()
        let errorOutput = try Descriptor.pipe()
        let program = Program(
            name: command.program, arguments: command.arguments, environment: command.environment)
        do throws(ProcessError) {
            process = try program.start(input: nil, output: output.writing, errorOutput: errorOutput.writing)
        } catch {
            throw ProcessError(error.code, "\(error.message); is it there, and executable?")
        }
        self.output = output.reading
        self.errorOutput = errorOutput.reading
    }

    deinit {
        guard !isReaped else { return }
        kill(-process, SIGKILL)
        _ = Self.reap(process, options: 0)
    }

    /// Reads both outputs until they end, then waits for the program.
    mutating func wait(
        until deadline: ContinuousClock.Instant, limit: Int, cancellation: Cancellation
    ) throws(ProcessError) -> CommandResult {
        var result = CommandResult(status: 0, output: [], errorOutput: [])
        var isOutputOpen = true
        var isErrorOpen = true
        while isOutputOpen || isErrorOpen {
            try Self.check(deadline, cancellation)
            let ready = Self.poll(isOutputOpen ? output.number : -1, isErrorOpen ? errorOutput.number : -1)
            if ready.first { isOutputOpen = try Self.take(from: output, into: &result.output, limit: limit) }
            if ready.second { isErrorOpen = try Self.take(from: errorOutput, into: &result.errorOutput, limit: limit) }
        }
        result.status = try waitForEnd(until: deadline, cancellation)
        return result
    }

    private mutating func waitForEnd(
        until deadline: ContinuousClock.Instant, _ cancellation: Cancellation
    ) throws(ProcessError) -> Int {
        while true {
            if let status = Self.reap(process, options: WNOHANG) {
                isReaped = true
                return status
            }
            try Self.check(deadline, cancellation)
            _ = Self.poll(-1, -1)
        }
    }

    private static func check(_ deadline: ContinuousClock.Instant, _ cancellation: Cancellation) throws(ProcessError) {
        guard !cancellation.isCancelled else { throw ProcessError(.cancelled, "cancelled") }
        guard .now < deadline else { throw ProcessError(.timedOut, "it takes too long") }
    }

    /// False at the end of the pipe.
    private static func take(
        from pipe: borrowing Descriptor, into bytes: inout [UInt8], limit: Int
    ) throws(ProcessError) -> Bool {
        let chunk = pipe.read() ?? []
        guard bytes.count + chunk.count <= limit else {
            throw ProcessError(.tooMuchOutput, "it writes more than \(limit) bytes")
        }
        bytes += chunk
        return !chunk.isEmpty
    }

    /// Waits at most a tick for one of two descriptors to have something, or an end. A negative one is passed over.
    private static func poll(_ first: Int32, _ second: Int32) -> (first: Bool, second: Bool) {
        var polled = [
            pollfd(fd: first, events: Int16(POLLIN), revents: 0), pollfd(fd: second, events: Int16(POLLIN), revents: 0),
        ]
        // SAFETY: the array has as many elements as poll is told.
        guard unsafe Glibc.poll(&polled, 2, tick) > 0 else { return (false, false) }
        return (polled[0].revents != 0, polled[1].revents != 0)
    }

    /// The exit status as shells count it; nil where the program still runs.
    private static func reap(_ process: pid_t, options: Int32) -> Int? {
        var status: Int32 = 0
        // SAFETY: waitpid writes into the local that it is given.
        guard unsafe waitpid(process, &status, options) == process else { return nil }
        let signal = status & 0x7F
        return signal == 0 ? Int(status >> 8 & 0xFF) : 128 + Int(signal)
    }
}
