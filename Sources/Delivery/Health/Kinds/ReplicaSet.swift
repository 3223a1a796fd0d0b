import Documents

@Sendable func replicaSetHealth(_ replicaSet: Value) -> ObjectHealth? {
    if replicaSet.isObservedLate { return ObjectHealth(.progressing, "waits for the new spec to be observed") }
    if let failure = replicaSet.replicaFailure { return ObjectHealth(.degraded, failure) }
    let available = replicaSet.count("availableReplicas")
    if let wanted = replicaSet.at("spec", "replicas")?.integer, available < wanted {
        return ObjectHealth(.progressing, "\(available) of \(wanted) replicas are available")
    }
    return ObjectHealth(.healthy)
}
