import Documents

@Sendable func replicaSetHealth(_ replicaSet: Value) -> ObjectHealth? {
    if replicaSet.isObservedLate { return ObjectHealth(.progressing, "waits for the new spec to be observed") }
    if let failure = replicaSet.replicaFailure { return ObjectHealth(.degraded, failure) }
    let available = replicaSet.count("availableReplicas")
    guard let wanted = replicaSet.wantedReplicas else { return ObjectHealth(.healthy) }
    if available < wanted { return ObjectHealth(.progressing, "\(available) of \(wanted) replicas are available") }
    let (replicas, ready) = (replicaSet.count("replicas"), replicaSet.count("readyReplicas"))
    if ready < wanted { return ObjectHealth(.progressing, "\(ready) of \(wanted) replicas are ready") }
    if replicas > wanted {
        return ObjectHealth(.progressing, "waits for \(replicas - wanted) replicas to terminate")
    }
    return ObjectHealth(.healthy)
}
