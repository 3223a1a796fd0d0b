import Documents

/// Deviates from Argo CD in one point: there a Job that was resumed is healthy before it has finished.
@Sendable func jobHealth(_ job: Value) -> ObjectHealth? {
    func condition(_ type: String) -> ObjectCondition? {
        job.condition(type).flatMap { $0.status == .isTrue ? $0 : nil }
    }
    if let failed = condition("Failed") { return ObjectHealth(.degraded, failed.cause) }
    if let complete = condition("Complete") { return ObjectHealth(.healthy, complete.message) }
    if let suspended = condition("Suspended") { return ObjectHealth(.suspended, suspended.cause) }
    return ObjectHealth(.progressing)
}
