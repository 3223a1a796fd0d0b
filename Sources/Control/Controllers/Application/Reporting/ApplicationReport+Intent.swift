internal import GitOpsAPI
internal import KubeModel
internal import Operating
internal import Planning

extension ApplicationReport {
    /// What is about to be written to the cluster, as status has it before anything is.
    struct Intent: Sendable {
        var operation: Operation
        /// All that will be there, whatever comes of the writes.
        var inventory: Inventory

        func status(
            after old: GitOpsApplication.Status, generation: Int, now: KubeTime
        ) -> GitOpsApplication.Status {
            var during = old
            during.inventory = inventory.value
            during.observedGeneration = generation
            during.sync = GitOpsApplication.SyncStatus(
                status: .syncing, revision: old.sync?.revision, lastSyncedAt: old.sync?.lastSyncedAt)
            during.operation = operation
            let message = "applies \(RevisionText.short(operation.target.revision))"
            for type in [ConditionType.reconciling, ConditionType.ready] {
                during.conditions.set(
                    type, type == ConditionType.ready ? .unknown : .true, reason: "Syncing", message: message,
                    generation: generation, now: now)
            }
            return during
        }
    }
}
