import Foundation

/// Serves one repository over https to whoever has a password, or to whoever has a token. It ends with this process.
package final class SecureGitServer: Sendable {
    /// Who is let in.
    package enum Access: Sendable {
        case password(user: String, String)
        case token(String)
    }

    package let url: String
    /// The authority that has signed the server's certificate.
    package let authority: String
    private let folder: URL
    private let process: Process
    private let input: Pipe

    /// - Parameter address: where it listens, for instance an address that Pods reach.
    package init(_ repository: GitRepository, for access: Access, at address: String = "127.0.0.1") throws {
        folder = try Temporary.makeFolder("git-server")
        (process, input) = (Process(), Pipe())
        let output = Pipe()
        process.executableURL = Project.folder.appending(path: "Scripts/testservers/git-https-server")
        process.arguments =
            [
                "--root", repository.folder.deletingLastPathComponent().path, "--state", folder.path, "--address",
                address,
            ]
            + Self.options(access)
        process.standardInput = input
        process.standardOutput = output
        try process.run()
        let line = String(decoding: output.fileHandleForReading.availableData, as: UTF8.self)
        guard line.hasPrefix("port="), let port = Int(line.dropFirst(5).prefix { $0.isNumber }) else {
            throw Unexpected("the git server did not start: \(line)")
        }
        url = "https://\(address):\(port)/\(repository.folder.lastPathComponent)/.git"
        authority = try String(contentsOf: folder.appending(path: "ca.pem"), encoding: .utf8)
    }

    deinit {
        try? input.fileHandleForWriting.close()
        process.waitUntilExit()
        try? FileManager.default.removeItem(at: folder)
    }

    /// Whether the programs that it is made of are there.
    package static func isAvailable() -> Bool {
        let script =
            #"PATH="$PATH:/usr/sbin"; for name in nginx fcgiwrap openssl python3; do command -v $name || exit 1; done"#
        return (try? runProgram(["sh", "-c", script], environment: [:])) != nil
    }

    private static func options(_ access: Access) -> [String] {
        switch access {
        case .password(let user, let password): ["--basic", "\(user):\(password)"]
        case .token(let token): ["--bearer", token]
        }
    }
}
