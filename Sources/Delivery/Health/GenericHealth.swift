import Documents

/// The rule for kinds without one of their own: what Kubernetes' conventions let any controller say, read as kstatus
/// (the library behind `kubectl wait` of kpt and Flux) reads it.
///
/// `Ready=False` is progressing, not degraded: by the conventions it says only "not yet".
func genericHealth(of object: Value) -> ObjectHealth? {
    if let generation = object.at("metadata", "generation")?.integer,
        let observed = object.at("status", "observedGeneration")?.integer, observed != generation
    {
        return ObjectHealth(.progressing, "waits for its controller to see generation \(generation)")
    }
    let conditions = object.conditions
    func condition(_ type: String) -> ObjectCondition? { conditions.first { $0.type == type } }

    if let reconciling = condition("Reconciling"), reconciling.status == .isTrue {
        return ObjectHealth(.progressing, reconciling.cause)
    }
    if let stalled = condition("Stalled"), stalled.status == .isTrue {
        return ObjectHealth(.degraded, stalled.cause)
    }
    guard let ready = condition("Ready") else { return nil }
    return ready.status == .isTrue ? ObjectHealth(.healthy) : ObjectHealth(.progressing, ready.cause)
}
