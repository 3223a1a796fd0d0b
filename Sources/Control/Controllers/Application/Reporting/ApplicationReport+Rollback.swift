internal import Documents
internal import GitOpsAPI
internal import Health
internal import KubeModel
internal import Operating

/// Going back to what was healthy, where that is wanted.
extension ApplicationReport {
    /// Where the application goes back to, because what it was brought to has failed for good; nil where it does not. It goes back once: from
    /// there it goes nowhere by itself.
    func rollback(
        from compared: Comparison, _ status: GitOpsApplication.Status, _ spec: GitOpsApplication.Spec?, now: KubeTime
    ) -> Pin? {
        guard let spec, spec.health.onFailure == .rollback, compared.isNewest, retryIn == nil,
            let operation = status.operation, operation.phase == .failed, operation.retryAt == nil,
            operation.target.digest == compared.digest,
            let good = status.history.lastHealthy, good.digest != compared.digest,
            // Then it is the specification that has changed, and not what is in git.
            good.revision != compared.revision
        else { return nil }
        let reason = "\(RevisionText.short(compared.revision)) failed: \(operation.message)".cut(to: Self.longestReason)
        return Pin(
            revision: good.revision, cause: .failure, reason: reason, since: now,
            skipped: Pin.Skipped(revision: compared.revision, digest: compared.digest))
    }

    /// In bytes.
    private static let longestReason = 512
}

extension [GitOpsApplication.HistoryEntry] {
    /// The last whose objects were all well.
    var lastHealthy: GitOpsApplication.HistoryEntry? { first { $0.healthyAt != nil } }

    /// The newest, and of older ones the last that was healthy: there would be nothing left to go back to.
    func limited(to limit: Int) -> Self {
        guard count > limit, limit > 0 else { return Array(prefix(limit)) }
        let kept = prefix(limit)
        guard !kept.contains(where: { $0.healthyAt != nil }), let good = lastHealthy else { return Array(kept) }
        return kept + [good]
    }
}
