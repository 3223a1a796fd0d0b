import Documents

/// Of OpenKruise's workloads, which all report alike. One that has come as far as its partition waits for a person.
///
/// Deviates from Argo CD, where one whose Pods are not ready is degraded at once: that is every rollout.
@Sendable func kruiseHealth(_ workload: Value) -> ObjectHealth? {
    guard workload["status"]?.object != nil, !workload.isObservedLate else {
        return ObjectHealth(.progressing, "waits for the new spec to be observed")
    }
    let strategy = workload.at("spec", "updateStrategy")
    let isPaused = strategy?["paused"]?.bool == true || strategy?.at("rollingUpdate", "paused")?.bool == true
    if isPaused { return ObjectHealth(.suspended, "is paused") }
    let wanted = workload.firstCount("desiredNumberScheduled", "expectedUpdatedReplicas", "replicas")
    let all = workload.firstCount("desiredNumberScheduled", "replicas")
    let updated = workload.firstCount("updatedNumberScheduled", "updatedReplicas")
    let available = workload.firstCount("numberAvailable", "updatedAvailableReplicas", "updatedReadyReplicas")
    // Only a DaemonSet counts what is available of any revision.
    let isUpdated = updated >= all || workload.at("status", "updatedNumberScheduled") == nil
    if isUpdated, available >= all { return ObjectHealth(.healthy) }
    let partition = (strategy?["partition"] ?? strategy?.at("rollingUpdate", "partition"))?.integer ?? 0
    if partition > 0, all >= workload.wantedReplicas ?? all {
        let (left, overflow) = all.subtractingReportingOverflow(partition)
        if !overflow, updated >= min(left, wanted) {
            return ObjectHealth(.suspended, "waits at its partition: \(updated) of \(all) pods are updated")
        }
    }
    if updated < wanted { return ObjectHealth(.progressing, "\(updated) of \(wanted) pods are updated") }
    return ObjectHealth(.progressing, "\(available) of \(all) updated pods are available")
}

extension Value {
    /// The first of these counts that the status has.
    fileprivate func firstCount(_ keys: String...) -> Int {
        keys.first { at("status", $0)?.integer != nil }.map { count($0) } ?? 0
    }
}
