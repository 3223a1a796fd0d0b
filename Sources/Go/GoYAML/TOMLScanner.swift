import GoValues

/// The characters of a TOML text, with the words that Go's library has for what is wrong.
struct TOMLScanner {
    private let bytes: [UInt8]
    private var index = 0
    /// The key that is being read, for messages.
    var key: [GoString] = []

    init(_ bytes: [UInt8]) { self.bytes = bytes }

    var byte: UInt8? { index < bytes.count ? bytes[index] : nil }

    mutating func advance() { index += 1 }

    mutating func take(_ expected: UInt8) -> Bool {
        guard byte == expected else { return false }
        index += 1
        return true
    }

    mutating func takeNewline() -> Bool {
        if byte == 0x0D, index + 1 < bytes.count, bytes[index + 1] == 0x0A { index += 1 }
        return take(0x0A)
    }

    mutating func skipBlanks() {
        while byte == 0x20 || byte == 0x09 { index += 1 }
    }

    mutating func skipComment() {
        guard byte == UInt8(ascii: "#") else { return }
        while let next = byte, next != 0x0A { index += 1 }
        if index > 0, bytes[index - 1] == 0x0D { index -= 1 }
    }

    /// Blanks, comments and ends of lines.
    mutating func skipLines() {
        repeat {
            skipBlanks()
            skipComment()
        } while takeNewline()
    }

    /// The first character that no TOML text may hold, in hexadecimal; the scanner stands on it then.
    mutating func controlCharacter() -> String? {
        let found = bytes.indices.first { index in
            let byte = bytes[index]
            if byte == 0x0D { return index + 1 >= bytes.count || bytes[index + 1] != 0x0A }
            return byte < 0x20 && byte != 0x09 && byte != 0x0A || byte == 0x7F
        }
        guard let found else { return nil }
        index = found
        let digits = String(bytes[found], radix: 16)
        return digits.utf8.count == 1 ? "0\(digits)" : digits
    }

    func failure(_ message: String) -> GoError {
        let line = bytes[..<min(index, bytes.count)].count { $0 == 0x0A } + 1
        let place = key.isEmpty ? "" : " (last key \(GoQuote.quote(GoString(TOMLScanner.text(key))).string))"
        return GoError("toml: line \(line)\(place): \(message)")
    }

    /// A key with its dots.
    static func text(_ key: [GoString]) -> String { key.map(\.string).joined(separator: ".") }

    /// The next character as a Go literal.
    var quotedNext: String { GoQuote.quote(rune: nextRune).string }

    var plainNext: String { byte == nil ? "end of file" : "'\(String(Unicode.Scalar(nextRune) ?? "\u{FFFD}"))'" }

    private var nextRune: UInt32 { byte == nil ? 0 : GoRune.decode(bytes, at: index).value }

    /// A part of a key between dots: bare or quoted.
    mutating func keyPart() throws(GoError) -> GoString {
        if byte == UInt8(ascii: "\"") || byte == UInt8(ascii: "'") { return try singleLine() }
        let start = index
        while let next = byte, TOMLReader.isBareKey(next) { index += 1 }
        guard index > start else { throw failure("expected '.' or '=', but got \(quotedNext) instead") }
        return GoString(bytes: Array(bytes[start..<index]))
    }

    mutating func string() throws(GoError) -> GoString {
        guard let quote = byte, bytes[index...].starts(with: [quote, quote, quote]) else { return try singleLine() }
        return try severalLines(quote)
    }

    private mutating func singleLine() throws(GoError) -> GoString {
        let quote = byte
        index += 1
        var text: [UInt8] = []
        while let next = byte {
            if next == quote {
                index += 1
                return GoString(bytes: text)
            }
            if next == 0x0A || next == 0x0D { throw failure("strings cannot contain newlines") }
            if next == UInt8(ascii: "\\"), quote == UInt8(ascii: "\"") {
                try escape(to: &text)
            } else {
                text.append(next)
                index += 1
            }
        }
        throw failure("unexpected EOF; expected '\(quote == UInt8(ascii: "'") ? "'" : "\"")'")
    }

    private mutating func severalLines(_ quote: UInt8) throws(GoError) -> GoString {
        index += 3
        _ = takeNewline()
        var text: [UInt8] = []
        while let next = byte {
            if next == quote, bytes[index...].starts(with: [quote, quote, quote]) {
                // Up to two quotes may stand right before the end.
                let count = bytes[index...].prefix { $0 == quote }.count
                text += repeatElement(quote, count: min(count, 5) - 3)
                index += min(count, 5)
                return GoString(bytes: text)
            }
            if next == UInt8(ascii: "\\"), quote == UInt8(ascii: "\"") {
                if !skipLineEnd() { try escape(to: &text) }
            } else {
                text.append(next)
                index += 1
            }
        }
        let mark = quote == UInt8(ascii: "'") ? "'''" : "\"\"\""
        throw failure("unexpected EOF; expected '\(mark)'")
    }

    /// A backslash at a line's end takes away all blanks and line ends behind it.
    private mutating func skipLineEnd() -> Bool {
        var end = index + 1
        while end < bytes.count, [0x20, 0x09, 0x0A, 0x0D].contains(bytes[end]) { end += 1 }
        guard bytes[(index + 1)..<end].contains(0x0A) else { return false }
        index = end
        return true
    }

    private mutating func escape(to text: inout [UInt8]) throws(GoError) {
        index += 1
        guard let next = byte else { throw failure("unexpected end of line after '\\'") }
        index += 1
        switch next {
        case UInt8(ascii: "b"): text.append(0x08)
        case UInt8(ascii: "t"): text.append(0x09)
        case UInt8(ascii: "n"): text.append(0x0A)
        case UInt8(ascii: "f"): text.append(0x0C)
        case UInt8(ascii: "r"): text.append(0x0D)
        case UInt8(ascii: "e"): text.append(0x1B)
        case UInt8(ascii: "\""), UInt8(ascii: "\\"): text.append(next)
        case UInt8(ascii: "x"): try codePoint(2, "two", "x", to: &text)
        case UInt8(ascii: "u"): try codePoint(4, "four", "u", to: &text)
        case UInt8(ascii: "U"): try codePoint(8, "eight", "U", to: &text)
        case 0x0A, 0x0D: throw failure("unexpected end of line after '\\'")
        default:
            index -= 1
            throw failure("invalid escape in string '\\\(Character(Unicode.Scalar(nextRune) ?? "\u{FFFD}"))'")
        }
    }

    private mutating func codePoint(
        _ count: Int, _ word: String, _ mark: String, to text: inout [UInt8]
    ) throws(GoError) {
        let digits = String(decoding: bytes[index..<min(index + count, bytes.count)], as: UTF8.self)
        guard digits.utf8.count == count, digits.allSatisfy(\.isHexDigit), let value = UInt32(digits, radix: 16) else {
            throw failure("expected \(word) hexadecimal digits after '\\\(mark)', but got \"\(digits)\" instead")
        }
        guard Unicode.Scalar(value) != nil else {
            throw failure("Escaped character '\\u\(digits)' is not valid UTF-8.")
        }
        GoRune.append(value, to: &text)
        index += count
    }

    /// A boolean, a number or a point in time.
    mutating func scalar() throws(GoError) -> GoValue {
        guard let first = byte else { throw failure("unexpected EOF; expected value") }
        let start = index
        while let next = byte,
            TOMLReader.isBareKey(next)
                || [UInt8(ascii: "."), UInt8(ascii: "+"), UInt8(ascii: ":")]
                    .contains(next)
        { index += 1 }
        // A space may stand between a date and a time.
        if index - start == 10, byte == 0x20, index + 3 < bytes.count, (0x30...0x39).contains(bytes[index + 1]),
            bytes[start + 4] == UInt8(ascii: "-")
        {
            index += 1
            while let next = byte, (0x2B...0x3A).contains(next) || next | 0x20 == UInt8(ascii: "z") { index += 1 }
        }
        let text = String(decoding: bytes[start..<index], as: UTF8.self)
        if text == "true" || text == "false" { return .bool(text == "true") }
        let end = index
        index = start
        if first == UInt8(ascii: ".") { throw failure("floats must start with a digit, not '.'") }
        guard !text.isEmpty else { throw failure("expected value but found \(quotedNext) instead") }
        guard let value = try TOMLNumber(self).value(text) else {
            throw failure("expected value but found \(GoQuote.quote(GoString(text)).string) instead")
        }
        index = end
        return value
    }
}
