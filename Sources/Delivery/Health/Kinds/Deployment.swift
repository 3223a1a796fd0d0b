import Documents

@Sendable func deploymentHealth(_ deployment: Value) -> ObjectHealth? {
    if deployment.at("spec", "paused")?.bool == true { return ObjectHealth(.suspended, "the Deployment is paused") }
    if deployment.isObservedLate { return ObjectHealth(.progressing, "waits for the new spec to be observed") }
    let progressing = deployment.condition("Progressing")
    if progressing?.reason == "ProgressDeadlineExceeded" {
        return ObjectHealth(.degraded, "the rollout exceeded its progress deadline".because(deployment.replicaFailure))
    }
    let (replicas, updated) = (deployment.count("replicas"), deployment.count("updatedReplicas"))
    let available = deployment.count("availableReplicas")
    if let wanted = deployment.wantedReplicas, updated < wanted {
        return ObjectHealth(
            .progressing, "\(updated) of \(wanted) replicas are updated".because(deployment.replicaFailure))
    }
    if replicas > updated {
        return ObjectHealth(.progressing, "waits for \(replicas - updated) old replicas to terminate")
    }
    if available < updated {
        return ObjectHealth(
            .progressing, "\(available) of \(updated) updated replicas are available".because(deployment.replicaFailure)
        )
    }
    // Counts are of one moment; the conditions know of the rollout.
    let unmet = [progressing, deployment.condition("Available")].compactMap(\.self).first { $0.status == .isFalse }
    if let unmet { return ObjectHealth(.progressing, unmet.cause) }
    return ObjectHealth(.healthy)
}

extension Value {
    /// Why pods of a Deployment or ReplicaSet cannot be created, for instance a quota.
    var replicaFailure: String? {
        guard let failure = condition("ReplicaFailure"), failure.status == .isTrue else { return nil }
        return failure.cause
    }
}
