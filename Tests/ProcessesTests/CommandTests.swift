import Processes
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

    @Test("a program that hangs is killed with what it started")
    func deadline() async throws {
        let start = ContinuousClock.now
        let error = await #expect(throws: ProcessError.self) {
            try await shell("sleep 60 & sleep 60").run(within: .milliseconds(200))
        }
        #expect(error?.code == .timedOut)
        #expect(ContinuousClock.now - start < .seconds(20))
    }

    @Test("a program that has closed its outputs is waited for, within bounds")
    func closedOutputs() async throws {
        let result = try await shell("exec >&- 2>&-; sleep 0.1; exit 4").run(within: .seconds(20))
        #expect(result.status == 4)
        await #expect(throws: ProcessError.self) {
            try await shell("exec >&- 2>&-; sleep 60").run(within: .milliseconds(200))
        }
    }

    @Test("cancelling the task ends the program")
    func cancellation() async throws {
        let start = ContinuousClock.now
        let running = Task { try await shell("sleep 60").run(within: .seconds(60)) }
        try await Task.sleep(for: .milliseconds(100))
        running.cancel()
        let error = await #expect(throws: ProcessError.self) { try await running.value }
        #expect(error?.code == .cancelled)
        #expect(ContinuousClock.now - start < .seconds(20))
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
