import GoValues

/// Splits a source into text and the words of actions. Comments are left out, and the space that trim markers take away.
struct Lexer {
    let input: [UInt8]
    var position = 0
    /// Where the token that is being read starts.
    private(set) var start = 0
    var line = 1
    private var startLine = 1
    /// How many parentheses are open.
    var parentheses = 0
    private var isInsideAction = false
    /// What the token `error` is about; nil before it.
    private(set) var failure: String?

    init(_ input: [UInt8]) { self.input = input }

    /// The next token; after the end or an error, `end` for ever.
    mutating func next() -> Token {
        if failure != nil { return Token(kind: .end, offset: 0, end: 0, line: startLine) }
        return isInsideAction ? nextInsideAction() : nextText()
    }
}

extension Lexer {
    static func isSpace(_ byte: UInt8) -> Bool {
        byte == 0x20 || byte == 0x09 || byte == 0x0D || byte == 0x0A
    }

    func at(_ offset: Int) -> UInt8? { offset < input.count ? input[offset] : nil }
    func isSpace(at offset: Int) -> Bool { at(offset).map(Self.isSpace) ?? false }
    func starts(_ first: Unicode.Scalar, _ second: Unicode.Scalar, at offset: Int) -> Bool {
        offset + 1 < input.count && input[offset] == UInt8(ascii: first) && input[offset + 1] == UInt8(ascii: second)
    }

    private mutating func nextText() -> Token {
        while let delimiter = find(UInt8(ascii: "{"), from: position) {
            if delimiter > position, let text = text(upTo: delimiter) { return text }
            if let token = leftDelimiter() { return token }
        }
        position = input.count
        guard position > start else { return token(.end) }
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
        return text.offset == text.end ? nil : text
    }

    private func hasLeftTrimMarker(at offset: Int) -> Bool {
        at(offset) == UInt8(ascii: "-") && isSpace(at: offset + 1)
    }

    func hasRightTrimMarker(at offset: Int) -> Bool {
        isSpace(at: offset) && at(offset + 1) == UInt8(ascii: "-")
    }

    /// Whether a right delimiter is at an offset, and whether it trims.
    func rightDelimiter(at offset: Int) -> (isThere: Bool, trims: Bool) {
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

    mutating func rightDelimiterToken(trims: Bool) -> Token {
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

    mutating func token(_ kind: Token.Kind) -> Token {
        let token = Token(kind: kind, offset: start, end: position, line: startLine)
        start = position
        startLine = line
        return token
    }

    mutating func error(_ message: String) -> Token {
        failure = message
        return Token(kind: .error, offset: start, end: position, line: startLine)
    }

    /// As Go writes tokens in its messages; of an error its message.
    func description(of token: Token) -> String {
        let text = token.text(in: input)
        switch token.kind {
        case .end: return "EOF"
        case .error: return failure ?? ""
        case .keyword, .dot: return "<\(text)>"
        default: break
        }
        guard text.count > 10 else { return GoQuote.quote(text).string }
        var short: [UInt8] = []
        for rune in text.runes.prefix(10) { GoRune.append(rune, to: &short) }
        return GoQuote.quote(GoString(bytes: short)).string + "..."
    }
}
