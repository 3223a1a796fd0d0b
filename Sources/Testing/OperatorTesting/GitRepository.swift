package import Foundation

/// A repository in a temporary folder, made and changed with git's own program, as a person does it.
package final class GitRepository: Sendable {
    package let folder: URL

    /// Its branch is `main`; it has no commit yet.
    package init() throws {
        folder = try Temporary.makeFolder("repository")
        try git("init", "--quiet", "--initial-branch=main")
    }

    deinit { try? FileManager.default.removeItem(at: folder) }

    package var url: String { "file://\(folder.path)" }

    package func write(_ path: String, _ text: String) throws {
        let file = folder.appending(path: path)
        try FileManager.default.createDirectory(at: file.deletingLastPathComponent(), withIntermediateDirectories: true)
        try Data(text.utf8).write(to: file)
    }

    /// Removes a file, or a folder with all in it.
    package func remove(_ path: String) throws { try FileManager.default.removeItem(at: folder.appending(path: path)) }

    /// Commits whatever is in the folder, even if that is nothing new, and returns the commit's id.
    @discardableResult package func commit(_ message: String = "Change something") throws -> String {
        try git("add", "--all")
        try git("commit", "--quiet", "--allow-empty", "--message", message)
        return try git("rev-parse", "HEAD")
    }

    /// Writes one file and commits it.
    @discardableResult package func commit(_ path: String, _ text: String) throws -> String {
        try write(path, text)
        return try commit("Change \(path)")
    }

    /// Runs git in the folder and returns what it prints. Configuration of the machine and of the user is not read.
    @discardableResult package func git(_ arguments: String...) throws -> String {
        try runProgram(["git", "-C", folder.path] + arguments, environment: Self.environment)
    }

    private static let environment = [
        "GIT_CONFIG_GLOBAL": "/dev/null", "GIT_CONFIG_NOSYSTEM": "1", "GIT_AUTHOR_NAME": "Ada Lovelace",
        "GIT_AUTHOR_EMAIL": "ada@example.org", "GIT_COMMITTER_NAME": "Grace Hopper",
        "GIT_COMMITTER_EMAIL": "grace@example.org",
    ]
}
