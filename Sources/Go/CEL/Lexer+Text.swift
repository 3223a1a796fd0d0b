/// Literals of strings and bytes.
extension Lexer {
    /// What stands before a literal's quotes, and how they are.
    struct LiteralPrefix {
        var isBytes = false
        var isRaw = false
        /// How many bytes the prefix has.
        var length = 0
    }

    private static func isQuote(_ byte: UInt8) -> Bool { byte == UInt8(ascii: "\"") || byte == UInt8(ascii: "'") }

    /// Nil where no string and no bytes begin here.
    func literalPrefix() -> LiteralPrefix? {
        var prefix = LiteralPrefix()
        while !Self.isQuote(peek(prefix.length)) {
            switch peek(prefix.length) | 0x20 {
            case UInt8(ascii: "r") where !prefix.isRaw: prefix.isRaw = true
            case UInt8(ascii: "b") where !prefix.isBytes && !prefix.isRaw: prefix.isBytes = true
            default: return nil
            }
            prefix.length += 1
        }
        return prefix
    }

    mutating func text(_ prefix: LiteralPrefix) throws(Fault) -> Token.Kind {
        let start = index
        index += prefix.length
        let quote = peek()
        let isLong = peek(1) == quote && peek(2) == quote
        index += isLong ? 3 : 1
        var output: [UInt8] = []
        while index < bytes.count {
            let byte = bytes[index]
            if byte == quote, !isLong || (peek(1) == quote && peek(2) == quote) {
                index += isLong ? 3 : 1
                return prefix.isBytes ? .bytes(output) : .string(output)
            }
            if !isLong, byte == 0x0A || byte == 0x0D { break }
            if byte == UInt8(ascii: "\\"), !prefix.isRaw {
                try escape(isBytes: prefix.isBytes, to: &output)
            } else {
                output.append(byte)
                index += 1
            }
        }
        let quotes = String(repeating: String(UnicodeScalar(quote)), count: isLong ? 3 : 1)
        throw Fault(.syntax, "expected \(quotes) at the end of the \(prefix.isBytes ? "bytes" : "string")", at: start)
    }

    private static let plainEscapes: [UInt8: UInt8] = [
        UInt8(ascii: "a"): 7, UInt8(ascii: "b"): 8, UInt8(ascii: "f"): 12, UInt8(ascii: "n"): 10,
        UInt8(ascii: "r"): 13, UInt8(ascii: "t"): 9, UInt8(ascii: "v"): 11, UInt8(ascii: "\\"): UInt8(ascii: "\\"),
        UInt8(ascii: "?"): UInt8(ascii: "?"), UInt8(ascii: "\""): UInt8(ascii: "\""),
        UInt8(ascii: "'"): UInt8(ascii: "'"), UInt8(ascii: "`"): UInt8(ascii: "`"),
    ]

    private mutating func escape(isBytes: Bool, to output: inout [UInt8]) throws(Fault) {
        let start = index
        let letter = peek(1)
        index += 2
        if let plain = Self.plainEscapes[letter] {
            output.append(plain)
            return
        }
        let value: UInt32?
        switch letter {
        case UInt8(ascii: "x"), UInt8(ascii: "X"): value = digits(2, radix: 16)
        case UInt8(ascii: "u"): value = isBytes ? nil : digits(4, radix: 16)
        case UInt8(ascii: "U"): value = isBytes ? nil : digits(8, radix: 16)
        case UInt8(ascii: "0")...UInt8(ascii: "3"):
            index -= 1
            value = digits(3, radix: 8)
        default: value = nil
        }
        guard let value else {
            throw Fault(
                .syntax, "expected an escape such as \\n, \\x41, \\101\(isBytes ? "" : " or \\u0041")", at: start)
        }
        if isBytes {
            output.append(UInt8(truncatingIfNeeded: value))
            return
        }
        guard let scalar = Unicode.Scalar(value) else {
            throw Fault(.syntax, "the escape is no code point of Unicode", at: start)
        }
        output += Array(String(scalar).utf8)
    }

    /// A number of so many digits; nil where there are fewer.
    private mutating func digits(_ count: Int, radix: Int) -> UInt32? {
        guard index + count <= bytes.count else { return nil }
        let text = bytes[index..<(index + count)]
        guard text.allSatisfy({ $0 != UInt8(ascii: "+") && $0 != UInt8(ascii: "-") }),
            let value = UInt32(String(decoding: text, as: UTF8.self), radix: radix)
        else { return nil }
        index += count
        return value
    }
}
