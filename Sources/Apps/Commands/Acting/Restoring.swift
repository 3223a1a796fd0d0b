package import Documents
internal import GitOpsAPI
package import KubeClient
internal import KubeModel
internal import Surroundings

/// `restore`: brings back what a deployment has deleted, or shows of which deployments something is kept.
package struct Restoring: Sendable {
    private let client: KubeClient
    private let console: Console
    private let requests: ApplicationRequest

    package init(_ client: KubeClient, _ console: Console) {
        self.client = client
        self.console = console
        requests = ApplicationRequest(client)
    }

    /// Writes the records of a namespace's deployments of which something is kept, the newest first.
    package func list(in namespace: String) async throws(CommandError) {
        let records: [GitOpsDeployment]
        do throws(KubeError) {
            records = try await client.list(GitOpsDeployment.resource, namespace: namespace, labelSelector: nil)
                .compactMap(GitOpsDeployment.init).filter { $0.status.kept != nil }
        } catch {
            throw CommandError("cannot list GitOpsDeployments", error)
        }
        guard !records.isEmpty else { return console.note("nothing is kept of deployments in \(namespace)") }
        let now = Int64(client.surroundings.secondsSince1970)
        let newest = records.sorted { ($0.status.startedAt, $0.key.name) > ($1.status.startedAt, $1.key.name) }
        let rows = newest.map { record in
            [
                record.key.name, record.spec.application.name, Age.text(since: record.status.startedAt, now: now),
                record.status.kept?.words ?? "",
            ]
        }
        let table = TextTable(header: ["NAME", "APPLICATION", "AGE", "OBJECTS"], rows: rows)
        console.write(table.written(on: console, hasHeader: true))
    }

    /// - Parameters:
    ///   - deployment: the record.
    ///   - objects: the only ones that are meant, as `KIND/NAME` or `KIND/NAMESPACE/NAME`; empty for all.
    ///   - isTrial: whether to learn only what would come of it.
    /// - Throws: `.not` where something went wrong, `.refused` where the application is suspended.
    package func restore(
        _ deployment: ObjectKey, objects: [String], isTrial: Bool, patience: Duration
    ) async throws(CommandError) {
        let application = try await application(of: deployment)
        let time = KubeTime(client.surroundings).microDescription
        let words = [time, deployment.name] + (isTrial ? ["--dry-run"] : []) + (try await requests.canonical(objects))
        try await requests.annotate(application, [(Annotations.restore, words.joined(separator: " "))])
        let restore = try await follow(application, request: time, patience: patience)
        if !restore.objects.isEmpty {
            let rows = restore.objects.map { [$0.object, $0.result.told(isTrial: restore.dryRun), $0.message] }
            let table = TextTable(header: ["OBJECT", "RESULT", "MESSAGE"], rows: rows)
            console.write(table.written(on: console, hasHeader: true))
        }
        guard restore.isDone else { throw CommandError(.not, restore.message) }
        console.note(Plain.line(restore.message))
    }

    /// The application that a record is about, which has to be there, and not suspended.
    private func application(of deployment: ObjectKey) async throws(CommandError) -> ObjectKey {
        let record: GitOpsDeployment?
        do throws(KubeError) {
            record = GitOpsDeployment(try await client.get(GitOpsDeployment.resource, deployment))
        } catch {
            guard error.code == .notFound else {
                throw CommandError("cannot read the GitOpsDeployment \(deployment)", error)
            }
            throw CommandError(
                .notFound,
                "there is no GitOpsDeployment \(deployment); `restore --list` shows those of which something is kept")
        }
        guard let record, !record.spec.application.name.isEmpty else {
            throw CommandError(.failed, "the GitOpsDeployment \(deployment) names no application")
        }
        let key = ObjectKey(namespace: deployment.namespace, name: record.spec.application.name)
        let state = try await requests.state(of: key)
        guard state.application.metadata.uid == record.spec.application.uid else {
            throw CommandError(
                .not, "\(key.name) was made anew since; what was kept for the one before it is gone with that")
        }
        try Self.refuseSuspended(key, state)
        return key
    }

    private static func refuseSuspended(_ key: ObjectKey, _ state: ApplicationState) throws(CommandError) {
        guard let hold = state.status.gates.first(where: { $0.name == "Suspension" }) else { return }
        throw CommandError(.refused, "\(key.name) is suspended: \(hold.message)")
    }

    private func follow(
        _ key: ObjectKey, request: String, patience: Duration
    ) async throws(CommandError) -> GitOpsApplication.Restore {
        let client = client
        return try await TimeLimit.within(patience, client.surroundings) {
            "\(key.name) has not answered; is the controller running?"
        } _: { () async throws(CommandError) in
            try await ObjectFollower(client, GitOpsApplication.resource, key).follow {
                object throws(CommandError) -> GitOpsApplication.Restore? in
                guard let object else { throw CommandError(.notFound, "\(key.name) is gone") }
                let state = try ApplicationState(object)
                guard state.status.lastHandledRestore?.hasPrefix("\(request) ") ?? false else {
                    try Self.refuseSuspended(key, state)
                    return nil
                }
                return state.status.restore
            }
        }
    }
}

extension GitOpsDeployment.Kept {
    /// How many objects a line names.
    private static let shown = 3

    fileprivate var words: String {
        let named = objects.prefix(Self.shown).joined(separator: ", ")
        return count > Self.shown ? "\(named) and \(count - Self.shown) more" : named
    }
}

extension GitOpsApplication.RestoredObject.Outcome {
    fileprivate func told(isTrial: Bool) -> String {
        self == .restored && isTrial ? "Would be restored" : rawValue
    }
}
