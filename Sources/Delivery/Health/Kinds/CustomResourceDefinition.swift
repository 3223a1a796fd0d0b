import Documents

@Sendable func customResourceDefinitionHealth(_ definition: Value) -> ObjectHealth? {
    guard !definition.conditions.isEmpty else { return ObjectHealth(.progressing, "waits to be processed") }
    if let terminating = definition.condition("Terminating"), terminating.status == .isTrue {
        return ObjectHealth(.progressing, "is being terminated".because(terminating.cause))
    }
    if let names = definition.condition("NamesAccepted"), names.status == .isFalse {
        return ObjectHealth(.degraded, "its names are not accepted".because(names.cause))
    }
    if let schema = definition.condition("NonStructuralSchema"), schema.status == .isTrue {
        return ObjectHealth(.degraded, "its schema is not structural".because(schema.cause))
    }
    let established = definition.condition("Established")
    if established?.status == .isTrue { return ObjectHealth(.healthy) }
    let status: HealthStatus = established?.reason == "Installing" ? .progressing : .degraded
    return ObjectHealth(status, "is not established".because(established?.cause))
}
