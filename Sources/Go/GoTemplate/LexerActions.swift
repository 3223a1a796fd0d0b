import GoValues

/// The words of actions.
extension Lexer {
    /// Reads a code point; nil at the end.
    private mutating func advance() -> UInt32? {
        guard position < input.count else { return nil }
        let byte = input[position]
        guard byte < 0x80 else {
            let rune = GoRune.decode(input, at: position)
            position += rune.size
            return rune.value
        }
        position += 1
        if byte == 0x0A { line += 1 }
        return UInt32(byte)
    }

    private func peek() -> UInt32? {
        guard position < input.count else { return nil }
        let byte = input[position]
        return byte < 0x80 ? UInt32(byte) : GoRune.decode(input, at: position).value
    }

    /// Passes over letters, digits and underscores.
    private mutating func skipName() {
        while position < input.count {
            let byte = input[position]
            if byte < 0x80 {
                guard Self.isAlphaNumeric(ascii: byte) else { return }
                position += 1
            } else {
                let rune = GoRune.decode(input, at: position)
                guard Self.isAlphaNumeric(rune.value) else { return }
                position += rune.size
            }
        }
    }

    private static func isAlphaNumeric(ascii byte: UInt8) -> Bool {
        switch byte {
        case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
            UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "_"):
            true
        default: false
        }
    }

    private static func isAlphaNumeric(_ rune: UInt32) -> Bool {
        rune == 0x5F || GoRune.isLetter(rune) || GoRune.isDigit(rune)
    }

    mutating func nextInsideAction() -> Token {
        let delimiter = rightDelimiter(at: position)
        if delimiter.isThere {
            return parentheses == 0 ? rightDelimiterToken(trims: delimiter.trims) : error("unclosed left paren")
        }
        let first = position
        guard let rune = advance() else { return error("unclosed action") }
        switch Unicode.Scalar(rune) {
        case " ", "\t", "\r", "\n":
            position = first
            if rune == 0x0A { line -= 1 }
            return spaceToken()
        case "=": return token(.assign)
        case ":": return advance() == UInt32(UInt8(ascii: "=")) ? token(.declare) : error("expected :=")
        case "|": return token(.pipe)
        case "\"": return quoted(by: rune, .string, "unterminated quoted string")
        case "'": return quoted(by: rune, .characterConstant, "unterminated character constant")
        case "`": return rawString()
        case "$": return isAtTerminator() ? token(.variable) : name(.variable)
        case "." where !(at(position).map { (0x30...0x39).contains($0) } ?? false) && position < input.count:
            return isAtTerminator() ? token(.dot) : name(.field)
        case ".", "+", "-", "0", "1", "2", "3", "4", "5", "6", "7", "8", "9":
            position = first
            return number()
        case "(":
            parentheses += 1
            return token(.leftParenthesis)
        case ")":
            parentheses -= 1
            return parentheses < 0 ? error("unexpected right paren") : token(.rightParenthesis)
        default: return word(startingAt: first, rune)
        }
    }

    private mutating func word(startingAt first: Int, _ rune: UInt32) -> Token {
        if Self.isAlphaNumeric(rune) {
            position = first
            return identifier()
        }
        if rune < 0x80, GoRune.isPrint(rune) { return token(.character) }
        return error("unrecognized character in action: \(Self.unicodeName(rune))")
    }

    /// `U+0078 'x'`
    private static func unicodeName(_ rune: UInt32?) -> String {
        // Go's end of the input is -1, which it prints as an unsigned number.
        guard let rune else { return "U+FFFFFFFFFFFFFFFF" }
        let text = try? GoFormat.sprintf("%#U", [.uint64(UInt64(rune))])
        return GoString(bytes: text ?? []).string
    }

    private mutating func spaceToken() -> Token {
        var count = 0
        while let rune = peek(), rune < 0x80, Self.isSpace(UInt8(rune)) {
            _ = advance()
            count += 1
        }
        // The last space may belong to a trim marker.
        if hasRightTrimMarker(at: position - 1), starts("}", "}", at: position + 1) {
            position -= 1
            if input[position] == 0x0A { line -= 1 }
            if count == 1 { return rightDelimiterToken(trims: true) }
        }
        return token(.space)
    }

    /// What words are that are no identifiers. All have as many bytes as a number has, at most.
    private static let reserved: [UInt64: Token.Kind] = {
        let keywords = Token.Keyword.allCases.map { (number(of: $0.rawValue.utf8), Token.Kind.keyword($0)) }
        let values = ["true", "false"].map { (number(of: $0.utf8), Token.Kind.bool) }
        return Dictionary(uniqueKeysWithValues: keywords + values)
    }()

    private static func number(of word: some Sequence<UInt8>) -> UInt64 { word.reduce(0) { $0 << 8 | UInt64($1) } }

    private mutating func identifier() -> Token {
        skipName()
        guard isAtTerminator() else { return error("bad character \(Self.unicodeName(peek()))") }
        guard position - start <= UInt64.bitWidth / 8 else { return token(.identifier) }
        return token(Self.reserved[Self.number(of: input[start..<position])] ?? .identifier)
    }

    /// The rest of a field or variable, after its dot or dollar sign.
    private mutating func name(_ kind: Token.Kind) -> Token {
        skipName()
        guard isAtTerminator() else { return error("bad character \(Self.unicodeName(peek()))") }
        return token(kind)
    }

    /// Whether what follows may stand right after a name.
    private func isAtTerminator() -> Bool {
        guard let rune = peek() else { return true }
        switch Unicode.Scalar(rune) {
        case " ", "\t", "\r", "\n", ".", ",", "|", ":", ")", "(": return true
        default: return starts("}", "}", at: position)
        }
    }

    private mutating func quoted(by quote: UInt32, _ kind: Token.Kind, _ message: String) -> Token {
        while let rune = advance(), rune != 0x0A {
            if rune == quote { return token(kind) }
            guard rune == 0x5C else { continue }
            guard let escaped = advance(), escaped != 0x0A else { break }
        }
        return error(message)
    }

    private mutating func rawString() -> Token {
        while let rune = advance() {
            if rune == UInt32(UInt8(ascii: "`")) { return token(.rawString) }
        }
        return error("unterminated raw quoted string")
    }
}

extension Lexer {
    private mutating func number() -> Token {
        guard scanNumber() else { return badNumber() }
        guard let sign = at(position), sign == UInt8(ascii: "+") || sign == UInt8(ascii: "-") else {
            return token(.number)
        }
        guard scanNumber(), input[position - 1] == UInt8(ascii: "i") else { return badNumber() }
        return token(.complex)
    }

    private mutating func badNumber() -> Token {
        error("bad number syntax: \(GoQuote.quote(GoString(input[start..<position])))")
    }

    /// What looks like a number; whether it is one, its conversion will tell.
    private mutating func scanNumber() -> Bool {
        accept("+-")
        var digits = "0123456789_"
        if accept("0") {
            if accept("xX") {
                digits = "0123456789abcdefABCDEF_"
            } else if accept("oO") {
                digits = "01234567_"
            } else if accept("bB") {
                digits = "01_"
            }
        }
        acceptRun(digits)
        if accept(".") { acceptRun(digits) }
        let isDecimal = digits.utf8.count == 11
        if isDecimal || digits.utf8.count == 23, accept(isDecimal ? "eE" : "pP") {
            accept("+-")
            acceptRun("0123456789_")
        }
        accept("i")
        if let rune = peek(), Self.isAlphaNumeric(rune) {
            _ = advance()
            return false
        }
        return true
    }

    @discardableResult
    private mutating func accept(_ valid: String) -> Bool {
        guard let byte = at(position), valid.utf8.contains(byte) else { return false }
        position += 1
        return true
    }

    private mutating func acceptRun(_ valid: String) { while accept(valid) {} }
}
