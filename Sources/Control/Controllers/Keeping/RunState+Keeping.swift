internal import Applying
internal import Documents
internal import GitOpsAPI
internal import KubeModel
internal import Operating
internal import Sourcing

/// Keeping what a deployment takes away, and telling of it.
extension RunState {
    /// Nil where the application wants nothing kept.
    func keeping(_ spec: GitOpsApplication.Spec) -> Keeping? {
        let place = status.deployment.map { KeepsakePlace(owner: owner, deployment: $0.name) }
        return Keeping(context.services.keepsakes, spec.sync.keepDeleted, place)
    }

    /// Takes over what keeping came to.
    mutating func note(_ keeping: Keeping?) {
        guard let outcome = keeping?.takeOutcome() else { return }
        if let kept = outcome.kept, let deployment = status.deployment {
            memory.kept = KeptNews(
                deployment: deployment.name, kept: GitOpsDeployment.Kept(kept.map(\.words).sorted()))
        }
        if !outcome.missed.isEmpty { context.announcer.tell(.notKept(outcome.missed)) }
    }

    /// Says in the record of the deployment what was kept, once that is there. Whoever cannot be told finds it all the same by asking
    /// for it.
    mutating func tellKept() async {
        guard let news = memory.kept, context.services.records.areKept(in: context.key.namespace) else { return }
        let key = ObjectKey(namespace: context.key.namespace, name: news.deployment)
        do throws(KubeError) {
            try await context.services.records.note(news.kept, on: key)
            if memory.record?.key == key { memory.record?.status.kept = news.kept }
            memory.kept = nil
        } catch {
            if !error.isTransient { memory.kept = nil }
        }
    }
}

/// What a record does not say yet.
struct KeptNews: Sendable {
    /// The record.
    var deployment: String
    var kept: GitOpsDeployment.Kept
}
