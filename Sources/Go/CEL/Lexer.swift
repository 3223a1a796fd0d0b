internal import GoValues

/// Takes tokens from the front of a text.
struct Lexer {
    let bytes: [UInt8]
    var index = 0

    init(_ text: String) { bytes = Array(text.utf8) }

    /// The byte that is so far ahead; zero beyond the end, which stands in no token outside of strings.
    func peek(_ distance: Int = 0) -> UInt8 {
        index + distance < bytes.count ? bytes[index + distance] : 0
    }

    mutating func next() throws(Fault) -> Token {
        skipSpace()
        let start = index
        guard start < bytes.count else { return Token(kind: .end, offset: start) }
        if let prefix = literalPrefix() { return Token(kind: try text(prefix), offset: start) }
        let kind: Token.Kind
        switch peek() {
        case let byte where Self.startsWord(byte): kind = .word(word())
        case let byte where Self.isDigit(byte): kind = try number()
        case UInt8(ascii: ".") where Self.isDigit(peek(1)): kind = try number()
        case UInt8(ascii: "`"): kind = try quotedWord()
        default: kind = try symbol()
        }
        return Token(kind: kind, offset: start)
    }

    private mutating func skipSpace() {
        while index < bytes.count {
            switch peek() {
            case 0x09, 0x0A, 0x0C, 0x0D, 0x20: index += 1
            case UInt8(ascii: "/") where peek(1) == UInt8(ascii: "/"):
                while index < bytes.count, peek() != 0x0A { index += 1 }
            default: return
            }
        }
    }

    static func isDigit(_ byte: UInt8) -> Bool { byte >= UInt8(ascii: "0") && byte <= UInt8(ascii: "9") }

    private static func startsWord(_ byte: UInt8) -> Bool {
        byte == UInt8(ascii: "_") || (byte | 0x20 >= UInt8(ascii: "a") && byte | 0x20 <= UInt8(ascii: "z"))
    }

    private static func isHexDigit(_ byte: UInt8) -> Bool {
        isDigit(byte) || (byte | 0x20 >= UInt8(ascii: "a") && byte | 0x20 <= UInt8(ascii: "f"))
    }

    private mutating func word() -> String {
        let start = index
        while Self.startsWord(peek()) || Self.isDigit(peek()) { index += 1 }
        return String(decoding: bytes[start..<index], as: UTF8.self)
    }

    private mutating func quotedWord() throws(Fault) -> Token.Kind {
        let start = index
        index += 1
        while Self.startsWord(peek()) || Self.isDigit(peek()) || ".-/ ".utf8.contains(peek()) { index += 1 }
        guard peek() == UInt8(ascii: "`"), index > start + 1 else {
            throw Fault(.syntax, "expected a name of letters, digits and any of '_.-/ ', and a closing '`'", at: start)
        }
        index += 1
        return .quotedWord(String(decoding: bytes[(start + 1)..<(index - 1)], as: UTF8.self))
    }

    private mutating func symbol() throws(Fault) -> Token.Kind {
        for symbol in ["==", "!=", "<=", ">=", "&&", "||"] where bytes[index...].starts(with: symbol.utf8) {
            index += 2
            return .symbol(symbol)
        }
        guard "[]{}()<>.,-!?:+*/%".utf8.contains(peek()) else {
            let character = String(decoding: bytes[index...].prefix(4), as: UTF8.self).unicodeScalars.prefix(1)
            throw Fault(.syntax, "unexpected character '\(String(character))'", at: index)
        }
        index += 1
        return .symbol(String(decoding: [bytes[index - 1]], as: UTF8.self))
    }

    // MARK: Numbers

    private mutating func number() throws(Fault) -> Token.Kind {
        let start = index
        if peek() == UInt8(ascii: "0"), peek(1) | 0x20 == UInt8(ascii: "x"), Self.isHexDigit(peek(2)) {
            index += 2
            while Self.isHexDigit(peek()) { index += 1 }
            return try integer(digits: bytes[(start + 2)..<index], base: 16, from: start)
        }
        while Self.isDigit(peek()) { index += 1 }
        var isDouble = false
        if peek() == UInt8(ascii: "."), Self.isDigit(peek(1)) {
            isDouble = true
            index += 1
            while Self.isDigit(peek()) { index += 1 }
        }
        let signs = [UInt8(ascii: "+"), UInt8(ascii: "-")]
        let hasSign = signs.contains(peek(1))
        if peek() | 0x20 == UInt8(ascii: "e"), Self.isDigit(peek(hasSign ? 2 : 1)) {
            isDouble = true
            index += hasSign ? 2 : 1
            while Self.isDigit(peek()) { index += 1 }
        }
        guard isDouble else { return try integer(digits: bytes[start..<index], base: 10, from: start) }
        guard let value = try? GoNumber.parseFloat(GoString(part: bytes[start..<index])) else {
            throw Fault(.syntax, "the number is out of a double's range", at: start)
        }
        return .double(value)
    }

    private mutating func integer(digits: ArraySlice<UInt8>, base: Int, from start: Int) throws(Fault) -> Token.Kind {
        let isUnsigned = peek() | 0x20 == UInt8(ascii: "u")
        if isUnsigned { index += 1 }
        guard let value = try? GoNumber.parseUint(GoString(part: digits), base: base) else {
            throw Fault(.syntax, "the number does not fit 64 bits", at: start)
        }
        if isUnsigned { return .uint(value) }
        if value == Int64.min.magnitude { return .leastMagnitude }
        guard let signed = Int64(exactly: value) else {
            throw Fault(.syntax, "the number does not fit a signed integer of 64 bits", at: start)
        }
        return .int(signed)
    }
}
