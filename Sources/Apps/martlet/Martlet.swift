import ArgumentParser
import Commands
import FoundationEssentials
import Git
import Glibc
import LogOutput

/// The program. Every option can also be given as an environment variable: `--cache-dir` as `MARTLET_CACHE_DIR`.
@main
struct Martlet: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: Program.name,
        abstract: "Keeps Kubernetes clusters as git repositories say.",
        version: Version.text,
        subcommands: (Program.isPlugin ? [] : [ControllerCommand.self]) + people)

    /// What people type, as opposed to what runs in a cluster.
    static let people: [any ParsableCommand.Type] = [
        GetCommand.self, TreeCommand.self, TraceCommand.self, WhyCommand.self, DiffCommand.self, RenderCommand.self,
        SyncCommand.self, WaitCommand.self, HistoryCommand.self, RollbackCommand.self, ApproveCommand.self,
        RejectCommand.self, SuspendCommand.self,
        ResumeCommand.self,
        StopCommand.self, EventsCommand.self, LogsCommand.self, StatsCommand.self, CreateCommand.self,
        ExportCommand.self, InstallCommand.self, UninstallCommand.self, MigrateCommand.self,
        CheckCommand.self, CompletionCommand.self,
        VersionCommand.self, CompleteCommand.self,
    ]

    static func main() async {
        // ssh asks the program itself for the passphrase of a key.
        if let answer = GitAskPass.answer(environment: ProcessInfo.processInfo.environment) { return print(answer) }
        end(await status())
    }

    /// Does what the arguments say; what the process ends with.
    private static func status() async -> ExitCode {
        do {
            var command = try parseAsRoot(EnvironmentArguments.adding(to: Array(CommandLine.arguments.dropFirst())))
            if var asynchronous = command as? any AsyncParsableCommand {
                try await asynchronous.run()
            } else {
                try command.run()
            }
            return .success
        } catch let failure as CommandError {
            StandardError.write(Array("Error: \(failure)\n".utf8))
            return failure.exitCode
        } catch {
            let (code, message) = (exitCode(for: error), fullMessage(for: error))
            if message.isEmpty { return code }
            if code == .success { print(message) } else { StandardError.write(Array("\(message)\n".utf8)) }
            return code == .validationFailure ? ExitCode(CommandError.Code.usage.rawValue) : code
        }
    }

    /// Ends the process without its exit handlers: they take down OpenSSL while threads that wait for slow servers still close
    /// their connections.
    private static func end(_ code: ExitCode) -> Never {
        fflush(nil)
        _exit(code.rawValue)
    }
}

enum Version {
    /// Raised by hand with each release.
    static let text = "0.1.0"
}
