import Documents

/// Flux's own kinds all speak with the same conditions.
@Sendable func fluxHealth(_ object: Value) -> ObjectHealth? {
    if object.isSuspended { return ObjectHealth(.suspended, "the \(object.kind ?? "object") is suspended") }
    // Flux keeps no status of a HelmRepository that only names a registry.
    if object.kind == "HelmRepository", object.at("spec", "type")?.string == "oci" { return ObjectHealth(.healthy) }
    guard !object.conditions.isEmpty else { return ObjectHealth(.progressing, "waits to be processed") }
    let ready = object.condition("Ready")
    if ready?.status == .isTrue { return ObjectHealth(.healthy, ready?.message ?? "") }
    let isReconciling = object.condition("Reconciling")?.status == .isTrue
    let isUndecided = ready?.status == .unknown && isReconciling
    return ObjectHealth(isUndecided ? .progressing : .degraded, ready?.cause ?? "has no Ready condition")
}
