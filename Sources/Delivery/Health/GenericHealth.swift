import Documents

/// The rule for kinds without one of their own: what Kubernetes' conventions let any controller say, read as kstatus
/// (the library behind `kubectl wait` of kpt and Flux) reads it, and what most controllers say besides.
///
/// By the conventions `Ready=False` says only "not yet", so it is progressing; but where the reason given names a failure
/// it is degraded, since who reads it has to act.
func genericHealth(of object: Value) -> ObjectHealth? {
    if let waiting = unobserved(object) { return waiting }
    let conditions = object.conditions
    func condition(_ type: String) -> ObjectCondition? { conditions.first { $0.type == type } }

    if let reconciling = condition("Reconciling"), reconciling.status == .isTrue {
        return ObjectHealth(.progressing, reconciling.cause)
    }
    for type in troubleTypes {
        if let trouble = condition(type), trouble.status == .isTrue { return ObjectHealth(.degraded, trouble.cause) }
    }
    // The first of these that it has decides; but one that failed is worth more than one that is not there yet.
    let said = summaryTypes.compactMap(condition)
    if let failed = said.first(where: \.isFailure) { return ObjectHealth(.degraded, failed.cause) }
    guard let summary = said.first else { return nil }
    return summary.status == .isTrue ? ObjectHealth(.healthy) : ObjectHealth(.progressing, summary.cause)
}

/// Conditions that are true where something is wrong.
private let troubleTypes = ["Stalled", "Failed", "Degraded"]

/// Conditions that sum up the others, the most usual first. They are true where all is well.
private let summaryTypes = [
    "Ready", "Available", "Healthy", "Succeeded", "Complete", "Completed", "Established", "Accepted", "Programmed",
    "Synced",
]

/// Words that reasons have which name a failure.
private let failureWords = ["Failed", "Failure", "Error", "Invalid", "Denied", "Forbidden", "Unauthorized", "Rejected"]

extension ObjectCondition {
    fileprivate var isFailure: Bool {
        status == .isFalse && failureWords.contains { reason.contains($0) }
    }
}

/// How an object is whose controller says which generation it has seen, and has not seen the latest; nil for others.
func unobserved(_ object: Value) -> ObjectHealth? {
    guard let generation = object.at("metadata", "generation")?.integer,
        let observed = object.at("status", "observedGeneration")?.integer, observed != generation
    else { return nil }
    return ObjectHealth(.progressing, "waits for its controller to see generation \(generation)")
}
