internal import GitOpsAPI
internal import KubeModel
internal import Planning

extension ApplicationReport {
    /// What is about to be written to the cluster, as status has it before anything is.
    struct Intent: Sendable {
        var revision: String
        /// All that will be there, whatever comes of the writes.
        var inventory: Inventory
        var trigger: Trigger

        func status(
            after old: GitOpsApplication.Status, generation: Int, now: KubeTime
        ) -> GitOpsApplication.Status {
            var during = old
            during.inventory = inventory.value
            during.observedGeneration = generation
            during.sync = GitOpsApplication.SyncStatus(
                status: .syncing, revision: old.sync?.revision, lastSyncedAt: old.sync?.lastSyncedAt)
            let isRetry = old.operation?.phase == .failed && old.operation?.revision == revision
            during.operation = GitOpsApplication.Operation(
                revision: revision, trigger: trigger.rawValue, startedAt: now.wholeSeconds, finishedAt: nil,
                attempt: isRetry ? old.operation?.attempt ?? 1 : 1, retryAt: nil, phase: .running,
                message: "in progress",
                counts: .init())
            let message = "applies \(RevisionText.short(revision))"
            for type in [ConditionType.reconciling, ConditionType.ready] {
                during.conditions.set(
                    type, type == ConditionType.ready ? .unknown : .true, reason: "Syncing", message: message,
                    generation: generation, now: now)
            }
            return during
        }
    }
}
