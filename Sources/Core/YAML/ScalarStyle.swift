/// How a string has to be written so that it is read back as the same string.
enum ScalarStyle {
    case plain
    case singleQuoted
    case doubleQuoted
    /// A `|` block.
    case literal

    var isLiteral: Bool { self == .literal }

    init(_ text: String) {
        let hasNewline = text.utf8.contains(0x0A)
        if text.unicodeScalars.contains(where: { ScalarStyle.needsEscape($0) }) {
            self = .doubleQuoted
        } else if hasNewline {
            self = ScalarStyle.isFitForLiteral(text) ? .literal : .doubleQuoted
        } else if text.utf8.contains(0x09) || ScalarStyle.isMistakable(text) {
            self = .doubleQuoted
        } else {
            self = ScalarStyle.isFitForPlain(text) ? .plain : .singleQuoted
        }
    }

    /// In one line.
    static func inline(_ text: String) -> String {
        switch ScalarStyle(text) {
        case .plain: text
        case .singleQuoted: "'\(text.replacing("'", with: "''"))'"
        case .doubleQuoted, .literal: doubleQuoted(text)
        }
    }

    static func doubleQuoted(_ text: String) -> String {
        var output = "\""
        for scalar in text.unicodeScalars {
            switch scalar {
            case "\"": output += #"\""#
            case "\\": output += #"\\"#
            case "\n": output += #"\n"#
            case "\t": output += #"\t"#
            case "\r": output += #"\r"#
            case _ where needsEscape(scalar): output += escape(scalar)
            default: output.unicodeScalars.append(scalar)
            }
        }
        return output + "\""
    }

    private static func escape(_ scalar: Unicode.Scalar) -> String {
        let digits = String(scalar.value, radix: 16, uppercase: true)
        let (mark, width) = scalar.value < 0x100 ? ("x", 2) : ("u", 4)
        return "\\\(mark)\(String(repeating: "0", count: width - digits.count))\(digits)"
    }

    /// Controls, what counts as a line break only in YAML, the byte order mark, and what is no character.
    private static func needsEscape(_ scalar: Unicode.Scalar) -> Bool {
        switch scalar.value {
        case 0x09, 0x0A, 0x20..<0x7F, 0xA0..<0x2028, 0x202A..<0xFEFF, 0xFF00..<0xFFFE, 0x10000...: false
        default: true
        }
    }

    /// Would be something else than a string without quotes, here or for readers of the other versions of YAML.
    private static func isMistakable(_ text: String) -> Bool {
        guard case .string = Scalar(plain: text) else { return true }
        guard let first = text.utf8.first else { return true }
        return text == "=" || isTimestampLike(text) || isBase60Like(text, first: first)
    }

    private static func isTimestampLike(_ text: String) -> Bool {
        let digits = text.utf8.prefix { isDigit($0) }.count
        return digits == 4 && text.utf8.dropFirst(4).first == UInt8(ascii: "-")
    }

    /// `12:30:45` is a number in YAML 1.1.
    private static func isBase60Like(_ text: String, first: UInt8) -> Bool {
        let isSigned = first == UInt8(ascii: "+") || first == UInt8(ascii: "-")
        guard isDigit(first) || isSigned, text.utf8.contains(UInt8(ascii: ":")) else { return false }
        return text.utf8.dropFirst().allSatisfy { isDigit($0) || ":._".utf8.contains($0) }
    }

    private static func isDigit(_ byte: UInt8) -> Bool { (0x30...0x39).contains(byte) }

    private static func isFitForPlain(_ text: String) -> Bool {
        let bytes = Array(text.utf8)
        guard let first = bytes.first, let last = bytes.last else { return false }
        guard first != 0x20, last != 0x20, last != UInt8(ascii: ":") else { return false }
        guard !",[]{}#&*!|>'\"%@`".utf8.contains(first) else { return false }
        if "-?:".utf8.contains(first), bytes.count == 1 || bytes[1] == 0x20 { return false }
        if text.hasPrefix("---") || text.hasPrefix("...") { return false }
        return !zip(bytes, bytes.dropFirst()).contains { pair in
            pair == (UInt8(ascii: ":"), 0x20) || pair == (0x20, UInt8(ascii: "#"))
        }
    }

    /// A space before a line's end would be lost on people, and one in an otherwise empty line on the reader.
    private static func isFitForLiteral(_ text: String) -> Bool {
        !text.utf8.split(separator: 0x0A).contains { $0.last == 0x20 || $0.last == 0x09 }
    }
}
