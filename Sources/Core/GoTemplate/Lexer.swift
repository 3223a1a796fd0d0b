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

/// Splits a source into text and the words of actions. Comments are left out, and the space that trim markers take away.
struct Lexer {
    private let input: [UInt8]
    private var position = 0
    private var start = 0
    private var line = 1
    private var startLine = 1
    private var parentheses = 0
    private var isInsideAction = false
    private var hasFailed = false

    init(_ input: [UInt8]) { self.input = input }

    /// The next token; after the end or an error, `end` for ever.
    mutating func next() -> Token {
        if hasFailed { return Token(kind: .end, offset: 0, value: "EOF", line: startLine) }
        return isInsideAction ? nextInsideAction() : nextText()
    }
}

// MARK: Text and delimiters

extension Lexer {
    private static func isSpace(_ byte: UInt8) -> Bool {
        byte == 0x20 || byte == 0x09 || byte == 0x0D || byte == 0x0A
    }

    private func at(_ offset: Int) -> UInt8? { offset < input.count ? input[offset] : nil }
    private func isSpace(at offset: Int) -> Bool { at(offset).map(Self.isSpace) ?? false }
    private func starts(_ first: Unicode.Scalar, _ second: Unicode.Scalar, at offset: Int) -> Bool {
        offset + 1 < input.count && input[offset] == UInt8(ascii: first) && input[offset + 1] == UInt8(ascii: second)
    }

    private mutating func nextText() -> Token {
        while let delimiter = find(UInt8(ascii: "{"), from: position) {
            if delimiter > position, let text = text(upTo: delimiter) { return text }
            if let token = leftDelimiter() { return token }
        }
        position = input.count
        guard position > start else { return token(.end, value: "EOF") }
        countLines(start..<position)
        return token(.text)
    }

    /// Where a byte stands twice in a row.
    private func find(_ byte: UInt8, from offset: Int) -> Int? {
        var index = offset
        while index + 1 < input.count {
            if input[index] == byte, input[index + 1] == byte { return index }
            index += 1
        }
        return nil
    }

    private mutating func countLines(_ range: Range<Int>) {
        for index in range where input[index] == 0x0A { line += 1 }
    }

    /// The text before a delimiter, without the space that its trim marker takes; nil where nothing is left of it.
    private mutating func text(upTo delimiter: Int) -> Token? {
        var end = delimiter
        if hasLeftTrimMarker(at: delimiter + 2) {
            while end > start, Self.isSpace(input[end - 1]) { end -= 1 }
        }
        position = end
        countLines(start..<end)
        let text = token(.text)
        position = delimiter
        ignore()
        return text.value.isEmpty ? nil : text
    }

    private func hasLeftTrimMarker(at offset: Int) -> Bool {
        at(offset) == UInt8(ascii: "-") && isSpace(at: offset + 1)
    }

    private func hasRightTrimMarker(at offset: Int) -> Bool {
        isSpace(at: offset) && at(offset + 1) == UInt8(ascii: "-")
    }

    /// Whether a right delimiter is at an offset, and whether it trims.
    private func rightDelimiter(at offset: Int) -> (isThere: Bool, trims: Bool) {
        if hasRightTrimMarker(at: offset), starts("}", "}", at: offset + 2) { return (true, true) }
        return (starts("}", "}", at: offset), false)
    }

    /// The left delimiter at the position; nil where it begins a comment, which is passed over.
    private mutating func leftDelimiter() -> Token? {
        position += 2
        let afterMarker = position + (hasLeftTrimMarker(at: position) ? 2 : 0)
        if starts("/", "*", at: afterMarker) {
            position = afterMarker
            ignore()
            return comment()
        }
        let delimiter = token(.leftDelimiter)
        isInsideAction = true
        position = afterMarker
        ignore()
        parentheses = 0
        return delimiter
    }

    private mutating func comment() -> Token? {
        var end = position + 2
        while end < input.count, !starts("*", "/", at: end) { end += 1 }
        guard end < input.count else { return error("unclosed comment") }
        position = end + 2
        let delimiter = rightDelimiter(at: position)
        guard delimiter.isThere else { return error("comment ends before closing delimiter") }
        position += delimiter.trims ? 4 : 2
        if delimiter.trims { skipSpace() }
        ignore()
        return nil
    }

    private mutating func rightDelimiterToken(trims: Bool) -> Token {
        if trims {
            position += 2
            ignore()
        }
        position += 2
        let delimiter = token(.rightDelimiter)
        if trims {
            skipSpace()
            ignore()
        }
        isInsideAction = false
        return delimiter
    }

    private mutating func skipSpace() { while isSpace(at: position) { position += 1 } }

    /// Passes over what was read without counting its lines.
    private mutating func ignore() {
        countLines(start..<position)
        start = position
        startLine = line
    }

    private mutating func token(_ kind: Token.Kind, value: GoString? = nil) -> Token {
        let token = Token(
            kind: kind, offset: start, value: value ?? GoString(bytes: Array(input[start..<position])), line: startLine)
        start = position
        startLine = line
        return token
    }

    private mutating func error(_ message: String) -> Token {
        hasFailed = true
        return Token(kind: .error, offset: start, value: GoString(message), line: startLine)
    }
}

// MARK: Inside actions

extension Lexer {
    /// Reads a code point; nil at the end.
    private mutating func advance() -> UInt32? {
        guard position < input.count else { return nil }
        let rune = GoRune.decode(input, at: position)
        position += rune.size
        if rune.value == 0x0A { line += 1 }
        return rune.value
    }

    private func peek() -> UInt32? { position < input.count ? GoRune.decode(input, at: position).value : nil }

    private static func isAlphaNumeric(_ rune: UInt32) -> Bool {
        rune == 0x5F || GoRune.isLetter(rune) || GoRune.isDigit(rune)
    }

    private mutating func nextInsideAction() -> Token {
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

    private mutating func identifier() -> Token {
        while let rune = peek(), Self.isAlphaNumeric(rune) { _ = advance() }
        guard isAtTerminator() else { return error("bad character \(Self.unicodeName(peek()))") }
        let word = GoString(bytes: Array(input[start..<position])).string
        if let keyword = Token.Keyword(rawValue: word) { return token(.keyword(keyword)) }
        return token(word == "true" || word == "false" ? .bool : .identifier)
    }

    /// The rest of a field or variable, after its dot or dollar sign.
    private mutating func name(_ kind: Token.Kind) -> Token {
        while let rune = peek(), Self.isAlphaNumeric(rune) { _ = advance() }
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

// MARK: Numbers

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
