import Foundation
import Processes
import TestKit
import Testing

@Suite struct CommandTests {
    private func shell(_ script: String, _ arguments: [String] = [], outputLimit: Int = 1 << 20) -> Command {
        Command(
            program: "sh", arguments: ["-c", script, "sh"] + arguments,
            environment: ["PATH": "/usr/bin:/bin", "MARK": "m"],
            outputLimit: outputLimit)
    }

    @Test("both outputs, the status, arguments and environment arrive")
    func outputs() async throws {
        let result = try await shell(#"printf "%s" "$1$MARK"; echo wrong >&2; exit 3"#, ["a b"]).run(
            within: .seconds(20))
        #expect(String(decoding: result.output, as: UTF8.self) == "a bm")
        #expect(String(decoding: result.errorOutput, as: UTF8.self) == "wrong\n")
        #expect(result.status == 3)
    }

    @Test("a program sees none of our open files, however they were opened")
    func inheritance() async throws {
        let opened = fcntl(STDERR_FILENO, F_DUPFD, 200)
        defer { close(opened) }
        #expect(fcntl(opened, F_GETFD) == 0)
        let result = try await shell(
            "for number in /proc/self/fd/*; do echo ${number##*/}; done; test -e /proc/self/fd/$1 && echo inherited",
            ["\(opened)"]
        ).run(within: .seconds(20))
        let lines = String(decoding: result.output, as: UTF8.self).split(separator: "\n")
        #expect(lines.prefix(3) == ["0", "1", "2"])
        #expect(!lines.contains("\(opened)") && !lines.contains("inherited"))
    }

    @Test("much output does not block")
    func muchOutput() async throws {
        let result = try await shell("head -c 900000 /dev/zero; head -c 900000 /dev/zero >&2").run(within: .seconds(20))
        #expect(result.output.count == 900_000 && result.errorOutput.count == 900_000)
    }

    @Test("too much output ends the program")
    func tooMuchOutput() async throws {
        let error = await #expect(throws: ProcessError.self) {
            try await shell("cat /dev/zero", outputLimit: 100_000).run(within: .seconds(20))
        }
        #expect(error?.code == .tooMuchOutput)
    }

    @Test("a program that hangs is given up")
    func deadline() async throws {
        let error = await #expect(throws: ProcessError.self) {
            try await shell("sleep 60 & sleep 60").run(within: .milliseconds(200))
        }
        #expect(error?.code == .timedOut)
    }

    @Test("a program that has closed its outputs is waited for, within bounds")
    func closedOutputs() async throws {
        let result = try await shell("exec >&- 2>&-; sleep 0.1; exit 4").run(within: .seconds(20))
        #expect(result.status == 4)
        await #expect(throws: ProcessError.self) {
            try await shell("exec >&- 2>&-; sleep 60").run(within: .milliseconds(200))
        }
    }

    @Test("cancelling the task ends the program, and what it has started")
    func cancellation() async throws {
        let sign = FileManager.default.temporaryDirectory.appending(path: UUID().uuidString).path
        defer { try? FileManager.default.removeItem(atPath: sign) }
        let running = Task {
            try await shell(#"sleep 60000 & echo $! > "$1.new"; mv "$1.new" "$1"; sleep 60000"#, [sign])
                .run(within: .seconds(60_000))
        }
        try await eventually("it has begun") { FileManager.default.fileExists(atPath: sign) }
        running.cancel()
        let error = await #expect(throws: ProcessError.self) { try await running.value }
        #expect(error?.code == .cancelled)
        let started = try String(contentsOfFile: sign, encoding: .utf8).trimmingCharacters(in: .newlines)
        // A signal arrives a moment after it was sent.
        try await eventually("what it has started ends") { !isRunning(started) }
    }

    /// False also for a process that has ended and whose parent has not asked how.
    private func isRunning(_ process: String) -> Bool {
        guard let line = try? String(contentsOfFile: "/proc/\(process)/stat", encoding: .utf8) else { return false }
        return !line.contains(") Z ")
    }

    @Test("a program that is not there, and one that a signal ends")
    func badEnds() async throws {
        let missing = Command(program: "/nowhere/program", arguments: ["s3cret"], environment: [:], outputLimit: 1)
        let error = await #expect(throws: ProcessError.self) { try await missing.run(within: .seconds(5)) }
        #expect(error?.code == .notStarted)
        #expect(error?.message.contains("s3cret") == false)
        #expect(try await shell("kill -9 $$").run(within: .seconds(20)).status == 137)
    }
}
