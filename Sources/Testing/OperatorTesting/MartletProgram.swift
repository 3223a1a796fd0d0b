import Foundation

/// The real program, for commands that come to an end.
package enum MartletProgram {
    /// What a command left.
    package struct Outcome: Sendable {
        package var status: Int32
        package var output: String
        package var errors: String
    }

    /// A command that runs until it is interrupted, or its time is over.
    package final class Running {
        /// The path of a file with what it has written so far.
        package let output: String
        private let folder: URL
        private let process: Process

        fileprivate init(_ arguments: [String]) throws {
            folder = try Temporary.makeFolder("running")
            let file = folder.appending(path: "output")
            try Data().write(to: file)
            output = file.path
            process = try MartletProgram.process(arguments, home: folder)
            process.standardOutput = try FileHandle(forWritingTo: file)
            process.standardError = FileHandle.nullDevice
            try process.run()
        }

        deinit {
            if process.isRunning { process.terminate() }
            try? FileManager.default.removeItem(at: folder)
        }

        /// Does as a person does who has seen enough. Returns whether that ended it.
        package func interrupt() -> Bool {
            process.interrupt()
            process.waitUntilExit()
            return process.terminationReason == .uncaughtSignal && process.terminationStatus == SIGINT
        }
    }

    /// Begins a command.
    package static func start(_ arguments: [String]) throws -> Running { try Running(arguments) }

    private static func process(_ arguments: [String], home: URL) throws -> Process {
        let process = Process()
        process.executableURL = try path()
        process.arguments = arguments
        process.environment = ProcessInfo.processInfo.environment.merging(
            ["HOME": home.path, "TMPDIR": home.path]) { _, ours in ours }
        process.standardInput = FileHandle.nullDevice
        return process
    }

    /// Runs a command to its end, in a home of its own.
    package static func run(_ arguments: [String]) throws -> Outcome {
        let (output, errors) = (Pipe(), Pipe())
        let home = try Temporary.makeFolder("home")
        defer { try? FileManager.default.removeItem(at: home) }
        let process = try process(arguments, home: home)
        process.standardOutput = output
        process.standardError = errors
        try process.run()
        // Of errors there are few lines.
        let told = try output.fileHandleForReading.readToEnd() ?? Data()
        let complaints = try errors.fileHandleForReading.readToEnd() ?? Data()
        process.waitUntilExit()
        let left = try FileManager.default.contentsOfDirectory(atPath: home.path)
        guard left.isEmpty else { throw Unexpected("martlet \(arguments) has left \(left)") }
        return Outcome(
            status: process.terminationStatus, output: String(decoding: told, as: UTF8.self),
            errors: String(decoding: complaints, as: UTF8.self))
    }

    /// The program lies beside the tests' own: both are products of one build.
    static func path() throws -> URL {
        let tests = try FileManager.default.destinationOfSymbolicLink(atPath: "/proc/self/exe")
        let program = URL(filePath: tests).deletingLastPathComponent().appending(path: "martlet")
        guard FileManager.default.isExecutableFile(atPath: program.path) else {
            throw Unexpected("there is no program at \(program.path); build it with: swift build --product martlet")
        }
        return program
    }
}
