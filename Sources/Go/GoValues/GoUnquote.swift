extension GoQuote {
    /// The text of a Go literal with its quotes: "…", `…` or '…'.
    package static func unquote(_ literal: [UInt8]) throws(GoError) -> GoString {
        guard literal.count >= 2, let quote = literal.first, literal.last == quote else { throw invalidSyntax }
        let inside = Array(literal[1..<literal.count - 1])
        switch quote {
        case UInt8(ascii: "`"):
            guard !inside.contains(quote) else { throw invalidSyntax }
            return GoString(bytes: inside.filter { $0 != 0x0D })
        case UInt8(ascii: "\""), UInt8(ascii: "'"):
            return try unquote(inside, quote: quote)
        default:
            throw invalidSyntax
        }
    }

    /// The code point that a character literal such as `'\n'` stands for.
    package static func unquoteRune(_ literal: [UInt8]) throws(GoError) -> UInt32 {
        var reader = EscapeReader(bytes: literal, index: 1, quote: UInt8(ascii: "'"))
        guard literal.count > 2 else { throw invalidSyntax }
        let character = try reader.next()
        guard reader.index == literal.count - 1 else {
            throw GoError("malformed character constant: \(GoString(bytes: literal).string)")
        }
        switch character {
        case .byte(let byte): return UInt32(byte)
        case .rune(let rune): return rune
        }
    }

    private static let invalidSyntax = GoError("invalid syntax")

    private static func unquote(_ inside: [UInt8], quote: UInt8) throws(GoError) -> GoString {
        guard !inside.contains(0x0A) else { throw invalidSyntax }
        if quote == UInt8(ascii: "\""), inside.allSatisfy({ $0 < 0x80 && $0 != 0x5C && $0 != quote }) {
            return GoString(bytes: inside)
        }
        var reader = EscapeReader(bytes: inside, index: 0, quote: quote)
        var output: [UInt8] = []
        output.reserveCapacity(inside.count)
        while reader.index < inside.count {
            switch try reader.next() {
            case .byte(let byte): output.append(byte)
            case .rune(let rune): GoRune.append(rune, to: &output)
            }
        }
        guard quote == UInt8(ascii: "\"") || GoRune.count(output) == 1 else { throw invalidSyntax }
        return GoString(bytes: output)
    }
}

/// Reads one character or escape sequence of a literal after the other.
private struct EscapeReader {
    enum Character {
        /// From `\x41`, `\101` or a byte that is no UTF-8.
        case byte(UInt8)
        case rune(UInt32)
    }

    let bytes: [UInt8]
    var index: Int
    let quote: UInt8

    mutating func next() throws(GoError) -> Character {
        let first = bytes[index]
        guard first != quote else { throw Self.invalidSyntax }
        guard first == 0x5C else {
            let rune = GoRune.decode(bytes, at: index)
            index += rune.size
            return .rune(rune.value)
        }
        index += 1
        guard index < bytes.count else { throw Self.invalidSyntax }
        let letter = bytes[index]
        index += 1
        return try escape(letter)
    }

    private static let invalidSyntax = GoError("invalid syntax")

    private mutating func escape(_ letter: UInt8) throws(GoError) -> Character {
        switch letter {
        case UInt8(ascii: "a"): return .byte(7)
        case UInt8(ascii: "b"): return .byte(8)
        case UInt8(ascii: "f"): return .byte(12)
        case UInt8(ascii: "n"): return .byte(10)
        case UInt8(ascii: "r"): return .byte(13)
        case UInt8(ascii: "t"): return .byte(9)
        case UInt8(ascii: "v"): return .byte(11)
        case 0x5C: return .byte(0x5C)
        case UInt8(ascii: "x"): return .byte(UInt8(truncatingIfNeeded: try number(digits: 2, radix: 16)))
        case UInt8(ascii: "u"): return .rune(try scalar(digits: 4))
        case UInt8(ascii: "U"): return .rune(try scalar(digits: 8))
        case UInt8(ascii: "0")...UInt8(ascii: "7"):
            index -= 1
            guard let byte = UInt8(exactly: try number(digits: 3, radix: 8)) else { throw Self.invalidSyntax }
            return .byte(byte)
        case quote: return .byte(quote)
        default: throw Self.invalidSyntax
        }
    }

    private mutating func scalar(digits: Int) throws(GoError) -> UInt32 {
        let value = try number(digits: digits, radix: 16)
        guard Unicode.Scalar(value) != nil else { throw Self.invalidSyntax }
        return value
    }

    private mutating func number(digits: Int, radix: Int) throws(GoError) -> UInt32 {
        guard index + digits <= bytes.count else { throw Self.invalidSyntax }
        let text = String(decoding: bytes[index..<index + digits], as: UTF8.self)
        guard text.utf8.allSatisfy({ $0 != UInt8(ascii: "+") && $0 != UInt8(ascii: "-") }),
            let value = UInt32(text, radix: radix)
        else { throw Self.invalidSyntax }
        index += digits
        return value
    }
}
