/// What an expression's text is made of.
struct Token: Sendable {
    enum Kind: Sendable, Equatable {
        case int(Int64)
        /// The magnitude of the least integer, which is one after a minus only.
        case leastMagnitude
        case uint(UInt64)
        case double(Double)
        case string([UInt8])
        case bytes([UInt8])
        case word(String)
        /// A name in back quotes: it stands for a field only.
        case quotedWord(String)
        case symbol(String)
        case end
    }

    var kind: Kind
    var offset: Int

    /// As messages name it.
    var description: String {
        switch kind {
        case .int, .leastMagnitude, .uint, .double: "a number"
        case .string: "a string"
        case .bytes: "bytes"
        case .word(let word), .quotedWord(let word): word.quotedBriefly
        case .symbol(let symbol): "'\(symbol)'"
        case .end: "the end of the expression"
        }
    }

    /// These are no names of anything.
    static let keywords: Set<String> = ["true", "false", "null", "in"]
    /// These are no names of variables and functions.
    static let reserved: Set<String> = [
        "as", "break", "const", "continue", "else", "for", "function", "if", "import", "let", "loop", "package",
        "namespace", "return", "var", "void", "while",
    ]
}
