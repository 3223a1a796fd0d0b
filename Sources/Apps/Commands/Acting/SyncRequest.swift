internal import Directives
package import Documents
internal import GitOpsAPI
package import KubeClient
internal import KubeModel
internal import Operating

/// `sync`: asks for one, and says how it goes until it is done and all is well.
package struct SyncRequest: Sendable {
    private let client: KubeClient
    private let console: Console
    private let requests: ApplicationRequest

    package init(_ client: KubeClient, _ console: Console) {
        self.client = client
        self.console = console
        requests = ApplicationRequest(client)
    }

    /// - Parameter patience: nil: whether it succeeds is not waited for.
    /// - Throws: `.refused` where the application is suspended, `.not` where the sync failed, `.timedOut` with what the
    ///   application said last.
    package func sync(_ key: ObjectKey, patience: Duration?) async throws(CommandError) {
        let before = try await requests.state(of: key)
        if let hold = before.status.gates.first(where: { $0.name == "Suspension" }) {
            throw CommandError(.refused, "\(key.name) is suspended: \(hold.message)")
        }
        let request = KubeTime(client.surroundings).microDescription
        try await requests.annotate(key, [(Annotations.sync, request)])
        guard let patience else { return console.line("\(key.name): a sync is asked for") }
        let last = LastWord()
        let outcome = try await TimeLimit.within(patience, client.surroundings) {
            "\(key.name) is not synced and well\(last.text.map { ": \($0)" } ?? "")"
        } _: { () async throws(CommandError) in
            var progress = SyncProgress(request: request, since: before.status)
            return try await ObjectFollower(client, GitOpsApplication.resource, key).follow {
                object throws(CommandError) -> String? in
                guard let object else { throw CommandError(.notFound, "\(key.name) is gone") }
                let state = try ApplicationState(object)
                last.text = state.message
                for line in progress.news(state.status) { console.note("\(key.name): \(Plain.line(line))") }
                return try progress.outcome(state)
            }
        }
        console.line("\(key.name): \(outcome)")
    }
}

/// What there is to tell of a sync while it goes on: each thing once.
struct SyncProgress {
    private let request: String
    private var told: Set<String> = []
    private var step: Operation.Place?
    private var isHandled = false

    /// - Parameter status: what was so before, and is no news.
    init(request: String, since status: GitOpsApplication.Status) {
        self.request = request
        told = Set(Self.lines(of: status))
    }

    mutating func news(_ status: GitOpsApplication.Status) -> [String] {
        var news: [String] = []
        if let place = status.operation?.step?.place, place != step {
            step = place
            news.append("\(place.phase.rawValue), wave \(place.wave)")
        }
        return news + Self.lines(of: status).filter { told.insert($0).inserted }
    }

    private static func lines(of status: GitOpsApplication.Status) -> [String] {
        let hooks = status.operation?.hooks.map { hook in
            "hook \(hook.object): \(hook.status.rawValue)\(hook.message.isEmpty ? "" : ", \(hook.message)")"
        }
        let problems = status.problems.map { "\($0.kind) \($0.name): \($0.message)" }
        let gates = status.gates.map { "\($0.name) \($0.verdict == .hold ? "holds" : "refuses") it: \($0.message)" }
        let health = status.health.flatMap { health in
            health.status == .healthy ? nil : "\(health.status.rawValue): \(health.message)"
        }
        return (hooks ?? []) + problems + gates + [health].compactMap(\.self)
    }

    /// What it came to; nil while it is under way.
    ///
    /// - Throws: `.not` where it failed, `.refused` where something stands against it that waiting does not end.
    mutating func outcome(_ state: ApplicationState) throws(CommandError) -> String? {
        let status = state.status
        isHandled = isHandled || status.lastHandledSync == request
        guard isHandled, state.isCurrent else { return nil }
        if let refusal = status.gates.first(where: { $0.verdict == .refuse }) {
            throw CommandError(.refused, "\(refusal.name) refuses it: \(refusal.message)")
        }
        // It was tried, and is not tried again by itself.
        if let gate = status.gates.first, status.sync?.status != .synced {
            throw CommandError(.not, "nothing was applied: \(gate.message)")
        }
        if let operation = status.operation, operation.phase != .running, operation.phase != .succeeded {
            throw CommandError(.not, "the sync failed: \(operation.message)")
        }
        guard !state.isStalled else { throw CommandError(.not, state.message) }
        guard state.isReady else { return nil }
        return "synced to \(RevisionText.short(state.revision)), \(status.operation?.message ?? state.message)"
    }
}
