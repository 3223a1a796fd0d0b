import ArgumentParser
import FoundationEssentials
import Git

/// The program. Every option can also be given as an environment variable: `--cache-dir` as `MARTLET_CACHE_DIR`.
@main
struct Martlet: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "martlet",
        abstract: "Keeps Kubernetes clusters as git repositories say.",
        version: Version.text,
        subcommands: [ControllerCommand.self, RenderCommand.self])

    static func main() async {
        // ssh asks the program itself for the passphrase of a key.
        if let answer = GitAskPass.answer(environment: ProcessInfo.processInfo.environment) { return print(answer) }
        do {
            var command = try parseAsRoot(EnvironmentArguments.adding(to: Array(CommandLine.arguments.dropFirst())))
            if var asynchronous = command as? any AsyncParsableCommand {
                try await asynchronous.run()
            } else {
                try command.run()
            }
        } catch {
            exit(withError: error)
        }
    }
}

enum Version {
    /// Raised by hand with each release.
    static let text = "0.1.0"
}
