package import Approvals
package import Documents
internal import GitOpsAPI
package import KubeClient
internal import KubeModel

/// `approve` and `reject`: decides about what waits for it, as the user of the client.
package struct Deciding: Sendable {
    /// What there is to say of a decision.
    package struct Choice: Sendable {
        package var verb: ApprovalDecision.Verb
        /// Nil for all environments that wait.
        package var environment: String?
        package var reason: String?

        package init(verb: ApprovalDecision.Verb, environment: String?, reason: String?) {
            self.verb = verb
            self.environment = environment
            self.reason = reason
        }
    }

    private let client: KubeClient
    private let console: Console

    package init(_ client: KubeClient, _ console: Console) {
        self.client = client
        self.console = console
    }

    /// Shows what waits, and has it decided about.
    ///
    /// - Parameter isSure: asked once it was shown; with false nothing is done.
    /// - Throws: `.notFound` where nothing waits, `.notAllowed` where the user has no right to it.
    package func decide(
        _ choice: Choice, about key: ObjectKey, isSure: @Sendable () throws(CommandError) -> Bool
    ) async throws(CommandError) {
        let status = try await ApplicationRequest(client).state(of: key).status
        let pending = status.approvals.filter { choice.environment == nil || $0.environment == choice.environment }
            .filter { !$0.needs.isEmpty }
        guard !pending.isEmpty else {
            let place = choice.environment.map { " in \(Plain.line($0))" } ?? ""
            throw CommandError(.notFound, "nothing of \(key.name) waits for an approval\(place)")
        }
        for environment in pending.map(\.environment) { try await checkRight(choice.verb, environment, key) }
        show(status, pending)
        guard try isSure() else { return console.line("nothing is decided") }
        for asked in pending {
            try await witness(choice, asked, key)
            console.line("\(key.name) is \(choice.verb.participle) for \(asked.environment)")
        }
    }

    private func show(_ status: GitOpsApplication.Status, _ pending: [GitOpsApplication.PendingApproval]) {
        if let plan = status.plan {
            console.line(
                "\(RevisionText.short(plan.revision)), impact \(plan.impact.rawValue): \(plan.create) to create, "
                    + "\(plan.update) to update, \(plan.delete) to delete, \(plan.replace) to replace")
            for change in plan.changes {
                console.line("  \(change.action.rawValue) \(Plain.line(change.object)) (\(change.impact.rawValue))")
                for text in change.reasons + change.fields { console.line("    \(Plain.line(text))") }
            }
            let more = plan.create + plan.update + plan.delete + plan.replace - plan.changes.count
            if more > 0 { console.line("  and \(more) more, which `diff` shows") }
        }
        for asked in pending { console.line("\(asked.environment): \(Plain.line(asked.needs))") }
    }

    /// So that whoever has no right hears of it at once; the controller asks for itself.
    private func checkRight(
        _ verb: ApprovalDecision.Verb, _ environment: String, _ key: ObjectKey
    ) async throws(CommandError) {
        let type = ResourceType(
            gvk: GroupVersionKind(group: "authorization.k8s.io", version: "v1", kind: "SelfSubjectAccessReview"),
            plural: "selfsubjectaccessreviews", namespaced: false, verbs: ["create"])
        let review: Value = [
            "apiVersion": "authorization.k8s.io/v1", "kind": "SelfSubjectAccessReview",
            "spec": [
                "resourceAttributes": GitOpsEnvironment.right(to: verb, environment, in: key.namespace)
            ],
        ]
        do throws(KubeError) {
            let answer = try await client.create(type, namespace: nil, body: review)
            guard answer.at("status", "allowed")?.bool != true else { return }
        } catch {
            throw CommandError("cannot find out whether you may \(verb.rawValue)", error)
        }
        throw CommandError(
            .notAllowed,
            "you may not \(verb.rawValue) for \(environment) in \(key.namespace): that takes the verb \(verb.rawValue) on "
                + "gitopsenvironments/\(environment), as in the ClusterRole martlet-approver")
    }

    private func witness(
        _ choice: Choice, _ asked: GitOpsApplication.PendingApproval, _ key: ObjectKey
    ) async throws(CommandError) {
        let subject = Witness.Subject(
            namespace: key.namespace, environment: asked.environment, digest: asked.digest)
        do throws(KubeError) {
            _ = try await client.create(
                Witness.type, namespace: nil, body: Witness.object(choice.verb, subject, reason: choice.reason))
        } catch {
            throw CommandError("cannot create the CertificateSigningRequest that witnesses it", error)
        }
    }
}

extension ApprovalDecision.Verb {
    fileprivate var participle: String {
        switch self {
        case .approve: "approved"
        case .reject: "rejected"
        case .bypass: "let pass"
        }
    }
}
