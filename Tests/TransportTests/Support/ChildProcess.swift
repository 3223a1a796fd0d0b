import Foundation

/// A server process that ends with its test, also where the test's own process is killed: a shell waits for the end of
/// its standard input and then ends the server.
final class ChildProcess {
    struct Failure: Error, CustomStringConvertible {
        var description: String
    }

    private let process = Process()
    private let input = Pipe()
    private let output = Pipe()

    init(_ command: [String]) throws {
        process.executableURL = URL(fileURLWithPath: "/bin/sh")
        let script = #"exec 3<&0; "$@" </dev/null 3<&- & server=$!; cat <&3 >/dev/null; kill -9 $server; wait"#
        process.arguments = ["-c", script, "sh"] + command
        process.standardInput = input
        process.standardOutput = output
        process.standardError = FileHandle.nullDevice
        try process.run()
    }

    /// The first line of the server's output; empty where it ended without one.
    func firstLine() -> String {
        var line: [UInt8] = []
        while true {
            let bytes = output.fileHandleForReading.availableData
            line += bytes
            if bytes.isEmpty || line.contains(UInt8(ascii: "\n")) { break }
        }
        return String(decoding: line.prefix { $0 != UInt8(ascii: "\n") }, as: UTF8.self)
    }

    func stop() {
        try? input.fileHandleForWriting.close()
        process.waitUntilExit()
    }

    /// Runs a command to its end.
    static func run(_ command: [String], in folder: URL) throws {
        let process = Process()
        process.executableURL = URL(fileURLWithPath: "/usr/bin/env")
        process.arguments = command
        process.currentDirectoryURL = folder
        process.standardInput = FileHandle.nullDevice
        process.standardOutput = FileHandle.nullDevice
        process.standardError = FileHandle.nullDevice
        try process.run()
        process.waitUntilExit()
        guard process.terminationStatus == 0 else { throw Failure(description: "failed: \(command)") }
    }
}
