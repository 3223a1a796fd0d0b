extension [UInt8] {
    /// Whether they are a text in UTF-8, found out without a copy of them.
    package var isUTF8: Bool {
        do {
            _ = try UTF8Span(validating: span)
            return true
        } catch {
            return false
        }
    }
}
