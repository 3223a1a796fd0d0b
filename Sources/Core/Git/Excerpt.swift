/// What others have written, as it may stand in a status, a message or a log.
enum Excerpt {
    /// On one line, at most so many bytes of UTF-8, and never half a character.
    static func of(_ text: some StringProtocol, limit: Int) -> String {
        // Nothing is to be worked out of what goes anyway, nor of control characters, which deceive who reads them.
        let scalars = text.unicodeScalars.lazy.filter { $0.value >= 0x20 && !(0x7F...0x9F).contains($0.value) }
        var kept = String.UnicodeScalarView()
        var size = 0
        for scalar in scalars {
            size += UTF8.width(scalar)
            guard size <= limit - 3 else { return String(kept) + "…" }
            kept.append(scalar)
        }
        return String(kept)
    }
}
