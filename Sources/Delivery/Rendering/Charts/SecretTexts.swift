import GoValues

/// Texts that errors must not hold. Charts and schemas quote values in what they say.
struct SecretTexts {
    /// Shorter ones are found in every sentence.
    private static let shortest = 4
    /// More are not looked for: an error must not cost more than the render.
    private static let most = 5_000
    /// Of a message, in bytes. Statuses hold far less.
    private static let longest = 64 << 10

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
        guard texts.count <= SecretTexts.most else {
            error.message =
                "the chart fails, and why is not shown, because it takes more than \(SecretTexts.most) lines of Secrets"
            return error
        }
        // The longest first: it may hold shorter ones.
        let longestFirst = texts.sorted { ($0.utf8.count, $0) > ($1.utf8.count, $1) }
        func removed(from message: String) -> String {
            longestFirst.reduce(message) { message, text in message.replacing(text, with: "(secret)") }
        }
        let message = error.message.utf8
        guard message.count > SecretTexts.longest else {
            error.message = removed(from: error.message)
            return error
        }
        // The cuts may go through a text, of which the rest is not found then.
        let longest = texts.map(\.count).max() ?? 0
        let head = String(decoding: message.prefix(SecretTexts.longest / 2), as: UTF8.self)
        let tail = String(decoding: message.suffix(SecretTexts.longest / 2), as: UTF8.self)
        error.message = "\(removed(from: head).dropLast(longest)) … \(removed(from: tail).dropFirst(longest))"
        return error
    }
}
