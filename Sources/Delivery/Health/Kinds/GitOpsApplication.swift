import Documents

/// An application that deploys applications is as healthy as they are.
@Sendable func gitOpsApplicationHealth(_ application: Value) -> ObjectHealth? {
    if application.isSuspended { return ObjectHealth(.suspended, "the application is suspended") }
    if application.isObservedLate { return ObjectHealth(.progressing, "waits for the new spec to be observed") }
    if let stalled = application.condition("Stalled"), stalled.status == .isTrue {
        return ObjectHealth(.degraded, stalled.cause)
    }
    guard let name = application.at("status", "health", "status")?.string else {
        return ObjectHealth(.progressing, application.condition("Ready")?.cause ?? "waits to be processed")
    }
    guard let status = HealthStatus(name: name) else {
        return ObjectHealth(.unknown, "has the unknown health “\(name)”")
    }
    if status == .healthy, let ready = application.condition("Ready"), ready.status != .isTrue {
        // Healthy is what runs now; what is desired does not run yet.
        return ObjectHealth(.progressing, ready.cause)
    }
    return ObjectHealth(status, application.at("status", "health", "message")?.string ?? "")
}
