package import Documents
internal import GitOpsAPI
package import KubeClient
package import KubeModel
internal import Operating

/// `suspend`, `resume`, `rollback` and `stop`.
package struct Switching: Sendable {
    private let client: KubeClient
    private let console: Console
    private let requests: ApplicationRequest

    package init(_ client: KubeClient, _ console: Console) {
        self.client = client
        self.console = console
        requests = ApplicationRequest(client)
    }

    /// Leaves an application as it is.
    ///
    /// - Parameters:
    ///   - end: when it goes on by itself; nil for never.
    package func suspend(_ key: ObjectKey, until end: KubeTime?, reason: String?) async throws(CommandError) {
        let annotations = [
            (Annotations.suspendedUntil, end.map(\.description)), (Annotations.suspendReason, reason),
        ].members
        var body: Value = ["metadata": ["annotations": annotations]]
        if end == nil { body["spec"] = ["suspend": true] }
        try await requests.patch(key, body)
        console.line("\(key.name) is suspended\(end.map { " until \($0)" } ?? "")")
    }

    /// Goes on with it.
    package func resume(_ key: ObjectKey) async throws(CommandError) {
        let annotations: [(String, String?)] = [(Annotations.suspendedUntil, nil), (Annotations.suspendReason, nil)]
        try await requests.patch(
            key, ["metadata": ["annotations": annotations.members], "spec": ["suspend": false]])
        console.line("\(key.name) is resumed")
    }

    /// Goes back to an earlier revision, until a newer commit comes.
    ///
    /// - Parameters:
    ///   - target: a revision of the history, as it stands there or by the first digits of its commit; nil for the last one
    ///     before the newest that was healthy.
    ///   - patience: nil: whether it succeeds is not waited for.
    /// - Throws: `.notFound` where the history has no such revision, `.refused` where the controller cannot go there.
    package func rollBack(
        _ key: ObjectKey, to target: String?, reason: String?, patience: Duration?
    ) async throws(CommandError) {
        let history = try await requests.state(of: key).status.history
        let entry =
            if let target {
                history.first { RevisionText.is($0.revision, meantBy: target) }
            } else {
                history.dropFirst().first { $0.healthyAt != nil && $0.revision != history[0].revision }
            }
        guard let entry else {
            let known = history.map { RevisionText.short($0.revision) }.joined(separator: ", ")
            throw CommandError(
                .notFound,
                "\(key.name) has no \(target.map { "revision \(Plain.line($0))" } ?? "earlier revision") in its history"
                    + (known.isEmpty ? "" : "; it has \(known)"))
        }
        try await requests.annotate(
            key, [(Annotations.rollback, entry.revision), (Annotations.reason, reason)])
        let short = RevisionText.short(entry.revision)
        guard let patience else { return console.line("\(key.name): going back to \(short) is asked for") }
        try await follow(key, backTo: entry.revision, patience: patience)
        console.line("\(key.name) is back at \(short)")
    }

    private func follow(_ key: ObjectKey, backTo revision: String, patience: Duration) async throws(CommandError) {
        let last = LastWord()
        try await TimeLimit.within(patience, client.surroundings) {
            "\(key.name) is not back and well\(last.text.map { ": \($0)" } ?? "")"
        } _: { () async throws(CommandError) in
            try await ObjectFollower(client, GitOpsApplication.resource, key).follow {
                object throws(CommandError) -> Void? in
                guard let object else { throw CommandError(.notFound, "\(key.name) is gone") }
                let state = try ApplicationState(object)
                last.text = state.message
                if let refusal = state.status.gates.first(where: { $0.verdict == .refuse }) {
                    throw CommandError(.refused, "\(refusal.name) refuses it: \(refusal.message)")
                }
                let isThere = state.status.pin?.revision == revision && state.status.operation?.phase != .running
                return isThere && state.status.health?.status == .healthy && state.revision == revision ? () : nil
            }
        }
    }

    /// Ends the operation that is under way; what it has done stays.
    package func stop(_ key: ObjectKey) async throws(CommandError) {
        guard let operation = try await requests.state(of: key).status.operation, operation.phase == .running else {
            throw CommandError(.not, "\(key.name) has no operation that is under way")
        }
        try await requests.annotate(key, [(Annotations.terminate, operation.id)])
        console.line("\(key.name): its operation is told to stop")
    }
}
