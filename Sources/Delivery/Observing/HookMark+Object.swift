internal import Documents
internal import Health
internal import Planning

extension HookMark {
    /// Nil for what was not made as a hook.
    init?(_ object: Value) {
        guard let run = object.annotation(HookMark.annotation) else { return nil }
        let finalizers = object.at("metadata", "finalizers")?.array ?? []
        self.init(run: run, isHeld: finalizers.contains(.string(HookMark.finalizer)), outcome: Outcome(of: object))
    }
}

extension HookMark.Outcome {
    /// That it is being deleted does not count: what has ended may be held by our finalizer alone. What has no health is done once
    /// it is there.
    fileprivate init(of object: Value) {
        var standing = object
        standing.remove(Pointer(tokens: ["metadata", "deletionTimestamp"]))
        let health = health(of: standing)
        switch health?.status {
        case nil, .healthy: self = .succeeded
        case .progressing, .suspended, .missing: self = .running(health?.message ?? "")
        case .degraded, .unknown: self = .failed(health?.message ?? "")
        }
    }
}
