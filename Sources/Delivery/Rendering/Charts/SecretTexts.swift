import GoValues

/// Texts that errors must not hold. Charts and schemas quote values in what they say.
struct SecretTexts {
    /// Shorter ones are found in every sentence.
    private static let shortest = 4

    private var texts: Set<String> = []

    /// All that a value holds, however deep.
    mutating func add(_ value: GoValue) {
        switch value {
        case .map(let map): for inner in map.entries.values { add(inner) }
        case .list(let list): for inner in list.elements { add(inner) }
        case .string(let text): add(text.string)
        case .int, .int64, .uint64, .float:
            if let text = try? GoFormat.text(value) { add(String(decoding: text, as: UTF8.self)) }
        case .null, .bool, .bytes, .object: return
        }
    }

    /// Also as Go quotes it, and line for line.
    mutating func add(_ text: String) {
        let quoted = GoQuote.quote(GoString(text)).string.dropFirst().dropLast()
        let lines = text.split(whereSeparator: \.isNewline).map(String.init)
        texts.formUnion(([text, String(quoted)] + lines).filter { $0.utf8.count >= SecretTexts.shortest })
    }

    func removed(from error: RenderError) -> RenderError {
        var error = error
        // The longest first: it may hold shorter ones.
        for text in texts.sorted(by: { ($0.utf8.count, $0) > ($1.utf8.count, $1) }) {
            error.message = error.message.replacing(text, with: "(secret)")
        }
        return error
    }
}
