import Documents

@Sendable func statefulSetHealth(_ statefulSet: Value) -> ObjectHealth? {
    if statefulSet.count("observedGeneration") == 0 || statefulSet.isObservedLate {
        return ObjectHealth(.progressing, "waits for the new spec to be observed")
    }
    let replicas = statefulSet.wantedReplicas ?? 1
    let (ready, updated) = (statefulSet.count("readyReplicas"), statefulSet.count("updatedReplicas"))
    if ready < replicas { return ObjectHealth(.progressing, "\(ready) of \(replicas) pods are ready") }
    let present = statefulSet.count("replicas")
    if present > replicas {
        return ObjectHealth(.progressing, "waits for \(present - replicas) pods to terminate")
    }
    let strategy = statefulSet.at("spec", "updateStrategy", "type")?.string
    if strategy == "OnDelete" { return ObjectHealth(.healthy) }
    if strategy == "RollingUpdate", statefulSet.at("spec", "updateStrategy", "rollingUpdate")?.object != nil {
        return partitionedHealth(statefulSet, replicas: replicas, updated: updated)
    }
    if let update = statefulSet.at("status", "updateRevision")?.string,
        update != statefulSet.at("status", "currentRevision")?.string
    {
        return ObjectHealth(.progressing, "\(updated) pods are updated to revision \(update)")
    }
    let current = statefulSet.count("currentReplicas")
    if current < replicas { return ObjectHealth(.progressing, "\(current) of \(replicas) pods are current") }
    return ObjectHealth(.healthy)
}

private func partitionedHealth(_ statefulSet: Value, replicas: Int, updated: Int) -> ObjectHealth {
    let partition = statefulSet.at("spec", "updateStrategy", "rollingUpdate", "partition")?.integer
    guard let partition else { return ObjectHealth(.healthy) }
    // Both numbers are the user's; their difference may not fit an integer.
    let (wanted, overflow) = replicas.subtractingReportingOverflow(partition)
    guard !overflow, updated < wanted else { return ObjectHealth(.healthy) }
    return ObjectHealth(.progressing, "\(updated) of \(wanted) pods above the partition are updated")
}
