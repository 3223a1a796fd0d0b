import Documents

/// What is wrong with a Pod by its status; nil where it is well, or on its way out.
///
/// The kubelet takes turns: a container that crashes is terminated, waiting and running, one whose image cannot be
/// pulled has `ErrImagePull` and `ImagePullBackOff`. Such turns read the same here, so that status stands still.
func podTrouble(of pod: Value) -> PodTrouble? {
    guard pod.at("metadata", "deletionTimestamp") == nil else { return nil }
    switch pod.at("status", "phase")?.string {
    case "Succeeded": return nil
    case "Failed": return PodTrouble(.failed, "failed", detail: pod.failure)
    default: break
    }
    let ready = pod.condition("Ready")
    if ready?.status == .isTrue { return nil }
    let troubles =
        pod.containerStatuses("initContainerStatuses").compactMap { containerTrouble($0, isInit: true, ready) }
        + pod.containerStatuses("containerStatuses").compactMap { containerTrouble($0, isInit: false, ready) }
    // The first of the worst kind.
    if let worst = troubles.min(by: { $0.kind < $1.kind }), worst.kind < .unscheduled { return worst }
    let scheduling = pod.schedulingFailure
    if !scheduling.isEmpty { return PodTrouble(.unscheduled, "is not scheduled", detail: scheduling) }
    if let first = troubles.first { return first }
    if pod.at("spec", "nodeName")?.string == nil { return PodTrouble(.starting, "is not scheduled yet") }
    return PodTrouble(.starting, "is not ready", detail: ready?.cause)
}

private func containerTrouble(_ container: Value, isInit: Bool, _ ready: ObjectCondition?) -> PodTrouble? {
    let title = isInit ? "init \(container.title)" : container.title
    let last = container.at("lastState", "terminated")
    if let reason = container.at("state", "waiting", "reason")?.string {
        return waitingTrouble(container, title: title, reason: reason, last: last)
    }
    // A container without a readiness probe is ready while it runs, an init container once it has ended well.
    guard container["ready"]?.bool != true else { return nil }
    if let terminated = container.at("state", "terminated"), terminated.object != nil {
        guard (terminated["exitCode"]?.integer ?? 0) != 0 else { return nil }
        return crash(container, title: title, terminated, isLooping: false)
    }
    if container.restarts > 0, let last, !container.wasReady(before: ready) {
        return crash(container, title: title, last, isLooping: false)
    }
    guard container.at("state", "running")?.object != nil else { return nil }
    return PodTrouble(.unready, isInit ? "\(title) is running" : "\(title) is running but not ready")
}

private func waitingTrouble(_ container: Value, title: String, reason: String, last: Value?) -> PodTrouble? {
    let message = container.at("state", "waiting", "message")?.string
    switch reason {
    case "PodInitializing":
        // Its init containers say why.
        return nil
    case "ErrImagePull", "ImagePullBackOff":
        let image = (container["image"]?.string ?? "").shortened(to: longestImage)
        return PodTrouble(
            .cannotStart, "\(title): ImagePullBackOff: Back-off pulling image \"\(image)\"",
            detail: pullFailure(reason: reason, message: message), isPull: true)
    case "CrashLoopBackOff": return crash(container, title: title, last, isLooping: true)
    case "RunContainerError" where last != nil: return crash(container, title: title, last, isLooping: true)
    case _ where isStartFailure(reason): return PodTrouble(.cannotStart, "\(title): \(reason)", detail: message)
    default:
        if container.restarts > 0, let last { return crash(container, title: title, last, isLooping: false) }
        return PodTrouble(.starting, "\(title): \(reason)", detail: message)
    }
}

private let longestImage = 150

/// Servers since 1.31 repeat the cause in the message of the back-off, behind `ErrImagePull: `; before, only the failure
/// itself has it. Runtimes put their protocol's words before it.
private func pullFailure(reason: String, message: String?) -> String? {
    guard var cause = message.map({ Substring($0) }) else { return nil }
    if let known = cause.firstRange(of: "ErrImagePull: ") {
        cause = cause[known.upperBound...]
    } else if reason == "ImagePullBackOff" {
        return nil
    }
    if cause.hasPrefix("rpc error: "), let words = cause.firstRange(of: " desc = ") {
        cause = cause[words.upperBound...]
    }
    return String(cause)
}

/// Restarting twice without getting ready is a loop, whatever the container does at this moment.
private func crash(_ container: Value, title: String, _ terminated: Value?, isLooping: Bool) -> PodTrouble {
    let parts = [terminated?.ending, restartWords(container.restarts)].compactMap(\.self)
    let words = parts.joined(separator: ", ")
    let subject =
        isLooping || container.restarts > 1 ? "\(title): CrashLoopBackOff".because(words) : "\(title): \(words)"
    switch terminated?["reason"]?.string {
    case "StartError", "ContainerCannotRun":
        return PodTrouble(.cannotStart, subject, detail: terminated?["message"]?.string)
    default:
        return PodTrouble(.crashes, subject)
    }
}

/// How often, in words that change ever more rarely.
private func restartWords(_ restarts: Int) -> String? {
    switch restarts {
    case ...0: nil
    case 1: "restarted once"
    case 2...4: "restarted \(restarts) times"
    case 5...10: "restarted more than 4 times"
    case 11...100: "restarted more than 10 times"
    default: "restarted more than 100 times"
    }
}

extension Value {
    fileprivate var restarts: Int { self["restartCount"]?.integer ?? 0 }

    /// Whether a container that runs was ready since it started, and its Pod is not any more: that was not ready from the
    /// end of the container's last run until then. Kubelets write all times alike, to the second, so that their texts have
    /// the order of the times; within one second it counts as the restart.
    fileprivate func wasReady(before ready: ObjectCondition?) -> Bool {
        guard let start = at("state", "running", "startedAt")?.string, let ready, ready.status == .isFalse else {
            return false
        }
        return ready.lastTransitionTime > start
    }

    /// Why a Pod that has ended did not end well.
    fileprivate var failure: String {
        let message = at("status", "message")?.string ?? ""
        return message.isEmpty ? terminationFailure : message
    }
}
