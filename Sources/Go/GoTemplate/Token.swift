import GoValues

/// A word of a template's source.
struct Token {
    enum Kind: Equatable {
        case error, bool, character, characterConstant, complex, assign, declare, end, field, identifier, leftDelimiter
        case leftParenthesis, number, pipe, rawString, rightDelimiter, rightParenthesis, space, string, text, variable
        /// `.`
        case dot
        case keyword(Keyword)
    }

    enum Keyword: String {
        case block, `break`, `continue`, define, `else`, end, `if`, `nil`, range, template, with
    }

    var kind: Kind
    /// In bytes from the source's start.
    var offset: Int
    /// The text; of an error its message.
    var value: GoString
    /// Where the token starts, from 1.
    var line: Int

    /// As Go writes tokens in its messages.
    var description: String {
        switch kind {
        case .end: return "EOF"
        case .error: return value.string
        case .keyword, .dot: return "<\(value)>"
        default: break
        }
        let runes = value.runes
        guard value.count > 10 else { return GoQuote.quote(value).string }
        var short: [UInt8] = []
        for rune in runes.prefix(10) { GoRune.append(rune, to: &short) }
        return GoQuote.quote(GoString(bytes: short)).string + "..."
    }
}
