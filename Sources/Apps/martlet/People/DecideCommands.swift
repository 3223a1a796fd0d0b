import Approvals
import ArgumentParser
import Commands
import Documents
import LogOutput

/// What `approve` and `reject` take.
struct DecisionOptions: ParsableArguments {
    @Argument(help: "The GitOpsApplication.")
    var application: String

    @Option(help: "Only for this GitOpsEnvironment; without it for all that wait.")
    var environment: String?

    @Option(help: "Why, for people.")
    var reason: String?

    @Flag(name: .shortAndLong, help: "Do not ask whether to, once the plan is shown.")
    var yes = false
}

extension DecisionOptions {
    func decide(_ verb: ApprovalDecision.Verb, _ cluster: ClusterOptions) async throws {
        try await Session.open(cluster) { session throws(CommandError) in
            let choice = Deciding.Choice(verb: verb, environment: environment, reason: reason)
            let key = ObjectKey(namespace: session.namespace(cluster), name: application)
            try await Deciding(session.client, session.console).decide(choice, about: key) {
                () throws(CommandError) in try isSure(verb, session.console)
            }
        }
    }

    /// A person is asked; a program has to have said so before.
    private func isSure(_ verb: ApprovalDecision.Verb, _ console: Console) throws(CommandError) -> Bool {
        guard !yes else { return true }
        guard TerminalOutput.canAsk else {
            throw CommandError(.usage, "nobody can be asked whether to \(verb.rawValue) this; say --yes")
        }
        console.note("\(verb.rawValue)? [y/N]")
        return ["y", "yes"].contains((readLine() ?? "").lowercased())
    }
}

/// `approve`: lets what waits pass.
struct ApproveCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "approve", abstract: "Approves of what waits for it, once it was shown.",
        discussion: """
            Exactly what was shown is approved: where the plan is another by the time it is applied, it is asked for anew. The API server \
            itself says whose approval it is. With --bypass it passes although nobody else has approved, and before it was where it has to be \
            first; that takes a right of its own, and a reason. See docs/environments.md.

              \(Program.name) approve shop -n shops --reason "seen in staging"
            """)

    @OptionGroup var options: DecisionOptions

    @OptionGroup var cluster: ClusterOptions

    @Flag(help: "Lets it pass whatever the environment asks for.")
    var bypass = false

    func validate() throws {
        guard bypass, options.reason?.isEmpty ?? true else { return }
        throw ValidationError("--bypass takes a --reason")
    }

    func run() async throws { try await options.decide(bypass ? .bypass : .approve, cluster) }
}

/// `reject`: keeps what waits from passing.
struct RejectCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "reject", abstract: "Rejects what waits for an approval, once it was shown.",
        discussion: """
            What was rejected does not pass any more, whoever approves of it. What comes next is asked for anew.

              \(Program.name) reject shop -n shops --reason "not before the holidays"
            """)

    @OptionGroup var options: DecisionOptions

    @OptionGroup var cluster: ClusterOptions

    func run() async throws { try await options.decide(.reject, cluster) }
}
