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
    fileprivate init(of object: Value) {
        switch hookOutcome(of: object) {
        case .running(let message): self = .running(message)
        case .succeeded: self = .succeeded
        case .failed(let message): self = .failed(message)
        }
    }
}
