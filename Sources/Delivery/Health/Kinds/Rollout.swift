import Documents

/// Of Argo Rollouts, which sums up its health in `status.phase` since 1.0. A pause is `Suspended`: what was asked for is
/// held there.
@Sendable func rolloutHealth(_ rollout: Value) -> ObjectHealth? {
    guard rollout["status"]?.object != nil, !rollout.isRolloutLate else {
        return ObjectHealth(.progressing, "waits for the new spec to be observed")
    }
    let message = rollout.at("status", "message")?.string ?? ""
    if let phase = rollout.at("status", "phase")?.string {
        if phase == "Paused" { return ObjectHealth(.suspended, "is paused".because(message)) }
        guard let status = HealthStatus(name: phase) else {
            return ObjectHealth(.unknown, "has the unknown phase “\(phase)”".because(message))
        }
        return ObjectHealth(status, message)
    }
    for condition in rollout.conditions {
        if condition.type == "InvalidSpec" || rolloutFailures.contains(condition.reason) {
            return ObjectHealth(.degraded, condition.cause)
        }
    }
    let isHeld = rollout.at("status", "pauseConditions")?.array?.isEmpty == false
    if isHeld || rollout.at("spec", "paused")?.bool == true { return ObjectHealth(.suspended, "is paused") }
    return stepHealth(rollout)
}

private let rolloutFailures: Set<String> = ["RolloutAborted", "ProgressDeadlineExceeded"]

/// How far one of before 1.0 has come.
private func stepHealth(_ rollout: Value) -> ObjectHealth {
    guard let current = rollout.at("status", "currentPodHash")?.string else {
        return ObjectHealth(.progressing, "waits to be processed")
    }
    let (replicas, updated) = (rollout.count("replicas"), rollout.count("updatedReplicas"))
    let (available, wanted) = (rollout.count("availableReplicas"), rollout.wantedReplicas ?? 1)
    if updated < wanted { return ObjectHealth(.progressing, "\(updated) of \(wanted) replicas are updated") }
    if available < updated {
        return ObjectHealth(.progressing, "\(available) of \(updated) updated replicas are available")
    }
    let stable = rollout.at("status", "stableRS") ?? rollout.at("status", "canary", "stableRS")
    if rollout.at("spec", "strategy", "blueGreen")?.object != nil {
        guard rollout.at("status", "blueGreen", "activeSelector")?.string == current else {
            return ObjectHealth(.progressing, "the active service has not moved yet")
        }
        if let stable = stable?.string, !stable.isEmpty, stable != current {
            return ObjectHealth(.progressing, "waits for its analysis")
        }
    } else if rollout.at("spec", "strategy", "canary")?.object != nil {
        if replicas > updated {
            return ObjectHealth(.progressing, "waits for \(replicas - updated) old replicas to terminate")
        }
        if stable?.string != current { return ObjectHealth(.progressing, "waits for its steps") }
    }
    return ObjectHealth(.healthy)
}

extension Value {
    /// Before 0.10 the observed generation was a hash of the spec; one that is no number, or above the generation, is.
    fileprivate var isRolloutLate: Bool {
        if let observed = number(at("status", "observedGeneration")), observed < generation { return true }
        guard at("spec", "workloadRef")?.object != nil else { return false }
        return number(.string(annotation("rollout.argoproj.io/workload-generation") ?? ""))
            != number(at("status", "workloadObservedGeneration"))
    }

    private func number(_ value: Value?) -> Int? { value?.integer ?? value?.string.flatMap { Int($0) } }
}
