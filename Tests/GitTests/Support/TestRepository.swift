import Foundation

/// A bare repository made with git's own program, and a work tree to change it with.
struct TestRepository {
    let bare: String
    let work: String

    init(in folder: String, _ name: String = "repository.git") throws {
        bare = "\(folder)/\(name)"
        work = "\(folder)/\(name).work"
        try run(["init", "-q", "--bare", "-b", "main", bare], in: folder)
        try run(["init", "-q", "-b", "main", work], in: folder)
        try git("remote", "add", "origin", bare)
    }

    /// Runs git in the work tree and returns what it printed.
    @discardableResult func git(_ arguments: String...) throws -> String { try run(arguments, in: work) }

    /// Settings of the served repository.
    func configure(_ key: String, _ value: String) throws { try run(["config", key, value], in: bare) }

    func write(_ path: String, _ content: String) throws {
        let url = URL(fileURLWithPath: "\(work)/\(path)")
        try FileManager.default.createDirectory(at: url.deletingLastPathComponent(), withIntermediateDirectories: true)
        try Data(content.utf8).write(to: url)
    }

    /// Commits everything and returns the commit's id.
    @discardableResult func commit(_ message: String) throws -> String {
        try git("add", "-A")
        try git("commit", "-q", "--allow-empty", "-m", message)
        return try head()
    }

    /// Writes one file, commits and pushes the branch. Returns the commit's id.
    @discardableResult func push(_ path: String, _ content: String, branch: String = "main") throws -> String {
        try write(path, content)
        let id = try commit("Change \(path)")
        try git("push", "-q", "--force", "origin", "HEAD:refs/heads/\(branch)")
        return id
    }

    /// Gives the served repository so many branches `b100000`, `b100001`, …, and as many tags `1.0.100000`, …, all of one commit.
    func addReferences(_ count: Int, of commit: String) throws {
        let names = ["refs/heads/b", "refs/tags/1.0."].flatMap { prefix in
            (0..<count).map { "\(prefix)\(100_000 + $0)" }
        }
        let lines = names.map { "\(commit) \($0)\n" }.joined()
        try "# pack-refs with: peeled fully-peeled sorted \n\(lines)".write(
            toFile: "\(bare)/packed-refs", atomically: true, encoding: .utf8)
    }

    func head() throws -> String { try git("rev-parse", "HEAD") }

    @discardableResult private func run(_ arguments: [String], in folder: String) throws -> String {
        try runCommand(["git"] + arguments, in: folder)
    }
}

/// Runs a program to its end and returns what it printed. Git sees no configuration but its defaults.
@discardableResult func runCommand(_ command: [String], in folder: String) throws -> String {
    let process = Process()
    let (output, errors) = (Pipe(), Pipe())
    process.executableURL = URL(fileURLWithPath: "/usr/bin/env")
    process.arguments = command
    process.currentDirectoryURL = URL(fileURLWithPath: folder)
    process.standardInput = FileHandle.nullDevice
    process.standardOutput = output
    process.standardError = errors
    var environment = ProcessInfo.processInfo.environment
    for (key, value) in [
        "GIT_CONFIG_GLOBAL": "/dev/null", "GIT_CONFIG_NOSYSTEM": "1", "GIT_AUTHOR_NAME": "Ada Lovelace",
        "GIT_AUTHOR_EMAIL": "ada@example.org", "GIT_COMMITTER_NAME": "Grace Hopper",
        "GIT_COMMITTER_EMAIL": "grace@example.org", "GIT_COMMITTER_DATE": "2026-01-02T03:04:05Z",
    ] { environment[key] = value }
    process.environment = environment
    try process.run()
    let text = String(decoding: output.fileHandleForReading.readDataToEndOfFile(), as: UTF8.self)
    process.waitUntilExit()
    guard process.terminationStatus == 0 else {
        let words = String(decoding: errors.fileHandleForReading.availableData, as: UTF8.self)
        throw CommandFailure(description: "\(command.joined(separator: " ")): \(words)")
    }
    return text.trimmingCharacters(in: .whitespacesAndNewlines)
}

/// A folder that goes when the test does.
final class TemporaryFolder: Sendable {
    let path: String

    init() throws {
        path = NSTemporaryDirectory() + "martlet-git-\(UUID().uuidString)"
        try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: true)
    }

    deinit { try? FileManager.default.removeItem(atPath: path) }
}
