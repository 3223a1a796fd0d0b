import Documents

@Sendable func podHealth(_ pod: Value) -> ObjectHealth? {
    if pod.isKeptRunning, let failure = pod.waitingFailure { return ObjectHealth(.degraded, failure) }
    let message = pod.at("status", "message")?.string ?? ""
    switch pod.at("status", "phase")?.string {
    case "Pending": return ObjectHealth(.progressing, message.isEmpty ? pod.delay : message)
    case "Succeeded": return ObjectHealth(.healthy, message)
    case "Failed": return ObjectHealth(.degraded, message.isEmpty ? pod.terminationFailure : message)
    case "Running": return runningHealth(pod, message: message)
    case nil, "": return ObjectHealth(.progressing, "waits to be processed")
    default: return ObjectHealth(.unknown, message)
    }
}

private func runningHealth(_ pod: Value, message: String) -> ObjectHealth {
    // A pod that ends by itself is healthy only once it has.
    guard pod.isKeptRunning else { return ObjectHealth(.progressing, message.isEmpty ? pod.delay : message) }
    let ready = pod.condition("Ready")
    if ready?.status == .isTrue { return ObjectHealth(.healthy, message) }
    let cause = message.isEmpty ? ready?.cause ?? "" : message
    for container in pod.containerStatuses("containerStatuses") {
        guard let terminated = container.at("lastState", "terminated"), terminated.object != nil else { continue }
        return ObjectHealth(.degraded, message.isEmpty ? "\(container.title) restarted: \(terminated.ending)" : message)
    }
    return ObjectHealth(.progressing, cause)
}

/// Whether a container that waits for this reason will not start by waiting. `InvalidImageName` fits no pattern.
func isStartFailure(_ reason: String) -> Bool {
    reason.hasPrefix("Err") || reason.hasSuffix("Error") || reason.hasSuffix("BackOff") || reason == "InvalidImageName"
}

extension Value {
    fileprivate var isKeptRunning: Bool {
        let policy = at("spec", "restartPolicy")?.string ?? "Always"
        if policy == "Always" { return true }
        // Argo CD's way to say that a pod with another policy is expected to run on all the same; not for hooks.
        return annotation("argocd.argoproj.io/ignore-restart-policy") == "true"
            && annotation("argocd.argoproj.io/hook") == nil && annotation("helm.sh/hook") == nil
    }

    func containerStatuses(_ key: String) -> [Value] { at("status", key)?.array ?? [] }

    /// Of a container's status.
    var title: String { "container \(self["name"]?.string ?? "")" }

    /// What keeps containers from starting, where that is an error and not just a step.
    fileprivate var waitingFailure: String? {
        let containers = containerStatuses("initContainerStatuses") + containerStatuses("containerStatuses")
        let failures = containers.prefix(longestList).compactMap { container -> String? in
            guard let waiting = container.at("state", "waiting"), let reason = waiting["reason"]?.string,
                isStartFailure(reason)
            else { return nil }
            return "\(container.title) is in \(reason)".because(waiting["message"]?.string)
        }
        return failures.isEmpty ? nil : failures.joined(separator: ", ")
    }

    var terminationFailure: String {
        let containers = containerStatuses("initContainerStatuses") + containerStatuses("containerStatuses")
        for container in containers {
            guard let terminated = container.at("state", "terminated") else { continue }
            if let message = terminated["message"]?.string, !message.isEmpty { return message }
            if terminated["reason"]?.string == "OOMKilled" || (terminated["exitCode"]?.integer ?? 0) != 0 {
                return "\(container.title) failed: \(terminated.ending)"
            }
        }
        return at("status", "reason")?.string ?? ""
    }

    /// Of a terminated container's state: the reason where it says more than the exit code does.
    var ending: String {
        let code = "exit code \(self["exitCode"]?.integer ?? 0)"
        guard let reason = self["reason"]?.string, reason != "Error" else { return code }
        return "\(reason), \(code)"
    }

    /// What one that has not ended waits for, where that is not just a step.
    fileprivate var delay: String { schedulingFailure.isEmpty ? waitingFailure ?? "" : schedulingFailure }

    var schedulingFailure: String {
        guard let scheduled = condition("PodScheduled"), scheduled.status == .isFalse else { return "" }
        return scheduled.cause
    }
}
