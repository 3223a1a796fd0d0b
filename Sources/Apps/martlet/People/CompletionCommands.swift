import ArgumentParser
import Commands
import Documents
import KubeClient
import KubeModel
import Surroundings

extension CompletionScript: ExpressibleByArgument {}

/// `completion`
struct CompletionCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "completion", abstract: "Writes what a shell, or kubectl, needs to complete commands.",
        discussion: """
            For bash and zsh: source <(\(Program.name) completion bash). For kubectl, write it to a file \
            kubectl_complete-martlet in PATH and make that executable.

              \(Program.name) completion bash
            """)

    @Argument(help: "bash, zsh, fish or kubectl.")
    var shell: CompletionScript

    func run() { print(shell.text, terminator: "") }
}

/// What shells ask: `__complete WORD…`, the last of which is to be completed.
struct CompleteCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(commandName: "__complete", shouldDisplay: false)

    /// A shell that waits longer annoys.
    private static let patience = Duration.milliseconds(500)

    @Argument(parsing: .captureForPassthrough)
    var words: [String] = []

    func run() async throws {
        guard let tool = try? JSON.parse(Array(Martlet._dumpHelp().utf8), limits: .file) else { return }
        let completion = Completion(of: words, in: tool)
        print(completion.written(await found(by: completion)), terminator: "")
    }

    private func found(by completion: Completion) async -> [String] {
        switch completion.source {
        case .words(let words): return words
        case .files: return []
        case .contexts: return KubeConfiguration.contextNames(path: completion.options["kubeconfig"])
        case .applications, .repositories, .deployments, .namespaces: break
        }
        var options = ClusterOptions.none
        options.kubeconfig = completion.options["kubeconfig"]
        options.context = completion.options["context"]
        options.namespace = completion.options["namespace"]
        let found = try? await TimeLimit.within(Self.patience, .system) {
            ""
        } _: { [options] () async throws(CommandError) in
            let answer = CompletedWords()
            try await Session.open(options) { session throws(CommandError) in
                let names = CompletedNames(session.client)
                let namespace = session.namespace(options)
                switch completion.source {
                case .applications: answer.words = await names.names(of: .applications, in: namespace)
                case .repositories: answer.words = await names.names(of: .repositories, in: namespace)
                case .deployments: answer.words = await names.deployments(in: namespace)
                default: answer.words = await names.namespaces()
                }
            }
            return answer.words
        }
        return found ?? []
    }
}

private final class CompletedWords {
    var words: [String] = []
}
