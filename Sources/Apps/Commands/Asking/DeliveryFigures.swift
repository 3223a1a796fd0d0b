internal import Documents
package import GitOpsAPI
package import KubeModel
internal import Operating

/// How well software is delivered, by the records of deployments: DORA's four figures.
///
/// Source of the definitions: <https://dora.dev/guides/dora-metrics-four-keys/>. Durations are in seconds.
package struct DeliveryFigures: Sendable, Hashable {
    /// Deployments that were begun.
    package private(set) var deployments = 0
    package private(set) var completed = 0
    /// Of those that had changed something when they failed.
    package private(set) var failed = 0
    /// From the commit to its being healthy in the cluster, the shortest first; of those of which the commit's time is known.
    package private(set) var leadTimes: [Int] = []
    /// From a failure to what mended it, the shortest first.
    package private(set) var recoveryTimes: [Int] = []

    /// - Parameter records: all that there are; those that began at `start` or later count.
    package init(_ records: [GitOpsDeployment], since start: KubeTime) {
        let byName = Dictionary(records.map { ($0.key, $0) }) { first, _ in first }
        for record in records where record.status.startedAt >= start && record.hasBegun {
            deployments += 1
            if record.status.state == .completed { completed += 1 }
            if let time = record.leadTime { leadTimes.append(Int(time.components.seconds)) }
            guard record.hasBroken, let detected = record.status.failureDetectedAt else { continue }
            failed += 1
            if let mended = record.mendedAt(byName) {
                recoveryTimes.append(Int(max(.zero, mended - detected).components.seconds))
            }
        }
        leadTimes.sort()
        recoveryTimes.sort()
    }

    /// Of all deployments, from 0 to 1; nil without any.
    package var failureRate: Double? { deployments > 0 ? Double(failed) / Double(deployments) : nil }

    /// A share of sorted values is at most this; nil without any.
    package static func quantile(_ share: Double, of sorted: [Int]) -> Int? {
        guard !sorted.isEmpty else { return nil }
        let rank = Int((share * Double(sorted.count)).rounded(.up))
        return sorted[min(max(rank, 1), sorted.count) - 1]
    }
}

extension GitOpsDeployment {
    /// Whether anything was done for it: what only waited, or was rejected, is no deployment yet.
    fileprivate var hasBegun: Bool {
        guard !status.state.isBefore else { return false }
        return status.states.isEmpty || status.states.contains { !$0.state.isBefore && $0.state != .superseded }
    }

    /// Whether it has failed when it had changed something: what was refused before that has broken nothing.
    fileprivate var hasBroken: Bool {
        let counts = status.counts
        return status.failureDetectedAt != nil
            && (status.appliedAt != nil || counts.created + counts.updated + counts.deleted > 0)
    }

    /// When what it had broken was well again: by another attempt, by going back, or by a later deployment.
    fileprivate func mendedAt(_ records: [ObjectKey: GitOpsDeployment]) -> KubeTime? {
        switch status.state {
        case .completed: status.healthyAt
        case .rolledBack: status.endedAt
        default:
            status.recoveredBy.flatMap { name in
                records[ObjectKey(namespace: key.namespace, name: name)]?.status.healthyAt
            }
        }
    }
}
