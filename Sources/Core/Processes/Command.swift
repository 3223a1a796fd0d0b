/// A program to be run to its end, with nothing on its standard input.
package struct Command: Sendable {
    /// A path, or a name to be looked for in `PATH`.
    package var program: String
    package var arguments: [String]
    /// All of it: nothing is inherited.
    package var environment: [String: String]
    /// Most bytes that are kept of each of the two outputs; more ends the program.
    package var outputLimit: Int

    package init(program: String, arguments: [String], environment: [String: String], outputLimit: Int) {
        self.program = program
        self.arguments = arguments
        self.environment = environment
        self.outputLimit = outputLimit
    }

    /// Runs the program on a thread of its own and waits for its end.
    ///
    /// A program that takes longer than `limit`, or whose task is cancelled, is killed with all that it has started in
    /// its process group.
    package func run(within limit: Duration) async throws(ProcessError) -> CommandResult {
        let cancellation = Cancellation()
        let outcome = await withTaskCancellationHandler {
            await withCheckedContinuation { continuation in
                let isStarted = Thread.start {
                    continuation.resume(returning: runBlocking(within: limit, cancellation: cancellation))
                }
                if !isStarted {
                    continuation.resume(returning: .failure(ProcessError(.notStarted, "no thread is left")))
                }
            }
        } onCancel: {
            cancellation.cancel()
        }
        return try outcome.get()
    }

    private func runBlocking(within limit: Duration, cancellation: Cancellation) -> Result<CommandResult, ProcessError>
    {
        do throws(ProcessError) {
            var child = try Child(self)
            return .success(try child.wait(until: .now + limit, limit: outputLimit, cancellation: cancellation))
        } catch {
            return .failure(error)
        }
    }
}

/// How a program ended, and what it wrote.
package struct CommandResult: Sendable {
    /// The exit status; 128 and the signal's number where a signal ended it.
    package var status: Int
    package var output: [UInt8]
    package var errorOutput: [UInt8]
}

/// Why a program did not come to its own end. Messages hold neither its arguments nor its output.
package struct ProcessError: Error, Sendable, Hashable, CustomStringConvertible {
    /// How it ended instead.
    package enum Code: Sendable, Hashable {
        case notStarted, timedOut, tooMuchOutput, cancelled
    }

    package var code: Code
    package var message: String

    package init(_ code: Code, _ message: String) {
        self.code = code
        self.message = message
    }

    package var description: String { message }
}
