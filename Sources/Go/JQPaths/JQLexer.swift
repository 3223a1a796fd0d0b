internal import Documents

/// The words of an expression.
struct JQLexer {
    struct Token: Sendable {
        enum Kind: Sendable, Equatable {
            /// `.name`
            case field(String)
            case name(String)
            case string(String)
            case number(Value)
            case sign(String)
            case end
        }

        var kind: Kind
        var position: Int
    }

    /// A bound for how deep the tree of an expression, which is walked by recursion, can be.
    private static let most = 256

    private let characters: [Character]
    private var index = 0

    private init(_ text: String) { characters = Array(text) }

    /// All of them, and an end.
    static func tokens(of text: String) throws(JQError) -> [Token] {
        var lexer = JQLexer(text)
        var tokens: [Token] = []
        repeat {
            guard tokens.count < most else { throw JQError("has more than \(most) words", at: lexer.index) }
            tokens.append(try lexer.next())
        } while tokens.last?.kind != .end
        return tokens
    }

    private var current: Character? { index < characters.count ? characters[index] : nil }

    private mutating func next() throws(JQError) -> Token {
        while let current, current.isWhitespace { index += 1 }
        let start = index
        return Token(kind: try kind(), position: start)
    }

    private mutating func kind() throws(JQError) -> Token.Kind {
        guard let first = current else { return .end }
        if first.startsName { return .name(name()) }
        if first.isDigit { return .number(try number()) }
        if first == "\"" { return .string(try string()) }
        if first == ".", index + 1 < characters.count, characters[index + 1].startsName {
            index += 1
            return .field(name())
        }
        for sign in JQLexer.signs where characters[index...].starts(with: sign) {
            index += sign.count
            return .sign(sign)
        }
        if let advice = JQLexer.strange[first] { throw JQError(advice, at: index) }
        throw JQError("has an unexpected \"\(first)\"", at: index)
    }

    /// The longer ones first.
    private static let signs = [
        "..", "//=", "//", "==", "!=", "<=", ">=", "|=", "+=", "-=", "*=", "/=", "%=", ".", "|", ",", "(", ")", "[",
        "]", "{", "}",
        "?", ":", ";", "=", "<", ">", "+", "-", "*", "/", "%",
    ]

    private static let strange: [Character: String] = [
        "$": "has a variable, which is not supported; use select(…) or if … then … else empty end",
        "'": "has a text in single quotation marks; jq has texts in double ones",
        "@": "has an @, as formats and filters of JSONPath have; what is chosen by a condition is .[] | select(…)",
        "#": "has a comment, which is not supported",
    ]

    private mutating func name() -> String {
        let start = index
        while let current, current.startsName || current.isDigit { index += 1 }
        return String(characters[start..<index])
    }

    private mutating func number() throws(JQError) -> Value {
        let start = index
        while let current, current.isDigit || current == "." { index += 1 }
        let text = String(characters[start..<index])
        if let integer = Int(text) { return .integer(integer) }
        guard let double = Double(text) else { throw JQError("has a number that is none, \(text)", at: start) }
        return .double(double)
    }

    private mutating func string() throws(JQError) -> String {
        let start = index
        index += 1
        while let character = current, character != "\"" {
            if character == "\\" {
                index += 1
                if current == "(" { throw JQError("puts a value into a text, which is not supported", at: index - 1) }
            }
            index += 1
        }
        guard current != nil else { throw JQError("has a text without an end", at: start) }
        index += 1
        // Texts are JSON's.
        guard let text = try? JSON.parse(String(characters[start..<index]), limits: .file).string else {
            throw JQError("has a text with an escape that JSON does not have", at: start)
        }
        return text
    }
}

extension Character {
    fileprivate var startsName: Bool { isASCII && (isLetter || self == "_") }
    fileprivate var isDigit: Bool { isASCII && isNumber }
}
