import Documents

@Sendable func workflowHealth(_ workflow: Value) -> ObjectHealth? {
    let message = workflow.at("status", "message")?.string ?? ""
    switch workflow.at("status", "phase")?.string ?? "" {
    case "", "Pending", "Running": return ObjectHealth(.progressing, message)
    case "Succeeded": return ObjectHealth(.healthy, message)
    case "Failed", "Error": return ObjectHealth(.degraded, message)
    default: return ObjectHealth(.unknown, message)
    }
}

@Sendable func applicationSetHealth(_ set: Value) -> ObjectHealth? {
    if let error = set.condition("ErrorOccurred"), error.status == .isTrue {
        return ObjectHealth(.degraded, error.cause)
    }
    let current = set.condition("ResourcesUpToDate")
    if let current, current.status == .isFalse { return ObjectHealth(.degraded, current.cause) }
    if let rollout = set.condition("RolloutProgressing"), rollout.status == .isTrue {
        return ObjectHealth(.progressing, rollout.cause)
    }
    if let current, current.status == .isTrue { return ObjectHealth(.healthy, current.message) }
    return ObjectHealth(.progressing, "waits to be processed")
}
