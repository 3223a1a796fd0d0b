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

    /// - Parameters:
    ///   - objects: the only ones to be applied, as `KIND/NAME` or `KIND/NAMESPACE/NAME`; empty for all.
    ///   - patience: nil: whether it succeeds is not waited for.
    /// - Throws: `.refused` where the application is suspended, `.not` where the sync failed, `.timedOut` with what the
    ///   application said last.
    package func sync(_ key: ObjectKey, objects: [String], patience: Duration?) async throws(CommandError) {
        let before = try await requests.state(of: key)
        if let hold = before.status.gates.first(where: { $0.name == "Suspension" }) {
            throw CommandError(.refused, "\(key.name) is suspended: \(hold.message)")
        }
        let names = try await requests.canonical(objects)
        let time = KubeTime(client.surroundings).microDescription
        let request = ([time] + names).joined(separator: " ")
        try await requests.annotate(key, [(names.isEmpty ? Annotations.sync : Annotations.syncObjects, request)])
        guard let patience else { return console.line("\(key.name): a sync is asked for") }
        let last = LastWord()
        let outcome = try await TimeLimit.within(patience, client.surroundings) {
            "\(key.name) is not \(names.isEmpty ? "synced and well" : "done with")\(last.text.map { ": \($0)" } ?? "")"
        } _: { () async throws(CommandError) in
            var progress = SyncProgress(request: time, objects: names, since: before.status)
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
    private let objects: [String]
    private let earlier: Operation?

    /// - Parameters:
    ///   - request: what tells it from others: all of it, or its first word where it is for some objects.
    ///   - objects: the only ones that it is for; empty for all.
    ///   - status: what was so before, and is no news.
    init(request: String, objects: [String], since status: GitOpsApplication.Status) {
        self.request = request
        self.objects = objects
        earlier = status.operation
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
        guard objects.isEmpty else { return try outcomeOfObjects(state) }
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

    /// It says nothing of the others: the application need not be ready for it.
    private func outcomeOfObjects(_ state: ApplicationState) throws(CommandError) -> String? {
        let status = state.status
        guard status.lastHandledSyncObjects?.hasPrefix("\(request) ") ?? false else { return nil }
        guard let operation = status.operation, operation != earlier, !operation.target.objects.isEmpty else {
            guard let gate = status.gates.first(where: { $0.name != "Manual" }) else {
                return "tried; see what came of it with `history` and `events`"
            }
            throw CommandError(
                gate.verdict == .refuse ? .refused : .not, "nothing was applied: \(gate.name): \(gate.message)")
        }
        guard operation.phase == .succeeded else { throw CommandError(.not, operation.message) }
        let some = objects.count == 1 ? "1 object" : "\(objects.count) objects"
        return "applied \(some) of \(RevisionText.short(operation.target.revision)), \(operation.message)"
    }
}
