package import Documents

/// What has come of an object that runs once: a hook, or a check.
package enum HookOutcome: Sendable, Hashable {
    /// With what it waits for, where it says so.
    case running(String)
    /// With what the object says about it, where it says something.
    case succeeded(String)
    /// With the cause.
    case failed(String)
}

/// What has come of a live object, by its health: a Job, a Pod, a Workflow of Argo, or any other. One that is suspended may
/// go on, and so is running; one that nothing is known of has failed, for there is nothing to wait for. One whose kind has no
/// health has done all that there was to do once it is there. That an object is being deleted changes nothing: what has ended
/// may be held by a finalizer alone.
package func hookOutcome(of object: Value) -> HookOutcome {
    guard let health = healthInItself(of: object) else { return .succeeded("") }
    return switch health.status {
    case .progressing, .suspended, .missing: .running(health.message)
    case .healthy: .succeeded(health.message.isEmpty ? object.wordsAtEnd : health.message)
    case .degraded, .unknown: .failed(health.message)
    }
}

extension Value {
    /// The words of one that has ended well.
    fileprivate var wordsAtEnd: String { (at("status", "message")?.string ?? "").shortened(to: longestMessage) }
}
