import Documents

@Sendable func apiServiceHealth(_ service: Value) -> ObjectHealth? {
    guard let available = service.condition("Available") else {
        return ObjectHealth(.progressing, "waits to be processed")
    }
    return ObjectHealth(available.status == .isTrue ? .healthy : .progressing, available.cause)
}
