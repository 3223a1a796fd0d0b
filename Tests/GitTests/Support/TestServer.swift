import Foundation

/// One of `Scripts/testservers`, for as long as a test needs it. It ends with the test's process, however that ends.
final class TestServer {
    let port: Int
    /// Where the server keeps its certificate, keys and logs.
    let state: String
    private let process = Process()
    private let input = Pipe()

    init(_ script: String, _ arguments: [String], state: String) throws {
        self.state = state
        let output = Pipe()
        process.executableURL = URL(fileURLWithPath: "\(TestServer.folder)/\(script)")
        process.arguments = arguments
        process.standardInput = input
        process.standardOutput = output
        try process.run()
        let line = String(decoding: output.fileHandleForReading.availableData, as: UTF8.self)
        guard line.hasPrefix("port="), let port = Int(line.dropFirst(5).prefix { $0.isNumber }) else {
            throw CommandFailure(description: "\(script) did not start: \(line)")
        }
        self.port = port
    }

    /// To be called in a `defer`, which also keeps the server alive until then.
    func stop() {
        try? input.fileHandleForWriting.close()
        process.waitUntilExit()
    }

    static func https(root: String, state: String, _ options: [String] = []) throws -> TestServer {
        try TestServer("git-https-server", ["--root", root, "--state", state] + options, state: state)
    }

    static func ssh(state: String, keys: [String] = []) throws -> TestServer {
        try TestServer("git-ssh-server", ["--state", state] + keys.flatMap { ["--key", $0] }, state: state)
    }

    /// One that misbehaves.
    static func bad(_ behaviour: String, _ arguments: [String] = []) throws -> TestServer {
        try TestServer("bad-server", [behaviour] + arguments, state: "")
    }

    static let hasHTTPS = hasPrograms("nginx", "fcgiwrap", "openssl", "python3", "git")
    static let hasSSH = hasPrograms("sshd", "ssh", "ssh-keygen", "python3", "git")
    static let hasPython = hasPrograms("python3", "git")

    private static func hasPrograms(_ names: String...) -> Bool {
        let script = #"PATH="$PATH:/usr/sbin"; for name; do command -v "$name" || exit 1; done"#
        return (try? runCommand(["sh", "-c", script, "sh"] + names, in: "/")) != nil
    }

    private static let folder: String = {
        let tests = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
        return tests.appendingPathComponent("../../../Scripts/testservers").standardizedFileURL.path
    }()
}

struct CommandFailure: Error, CustomStringConvertible {
    var description: String
}
