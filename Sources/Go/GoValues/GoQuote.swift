/// Go's string literals: `strconv.Quote` and `strconv.Unquote`.
package enum GoQuote {
    /// A double-quoted Go literal, as `%q` prints; with `ascii` everything else is escaped (`%+q`).
    package static func quote(_ text: GoString, ascii: Bool = false) -> GoString {
        var output: [UInt8] = []
        output.reserveCapacity(text.count + 2)
        output.append(UInt8(ascii: "\""))
        var index = 0
        while index < text.bytes.count {
            let rune = GoRune.decode(text.bytes, at: index)
            if rune.size == 1, rune.value == GoRune.error {
                appendHex(UInt32(text.bytes[index]), digits: 2, marker: "x", to: &output)
            } else {
                append(rune.value, quote: UInt8(ascii: "\""), ascii: ascii, to: &output)
            }
            index += rune.size
        }
        output.append(UInt8(ascii: "\""))
        return GoString(bytes: output)
    }

    /// A single-quoted Go character literal.
    package static func quote(rune: UInt32, ascii: Bool = false) -> GoString {
        let valid = Unicode.Scalar(rune) == nil ? GoRune.error : rune
        var output = [UInt8(ascii: "'")]
        append(valid, quote: UInt8(ascii: "'"), ascii: ascii, to: &output)
        output.append(UInt8(ascii: "'"))
        return GoString(bytes: output)
    }

    /// Whether the text can stand between back quotes: no control characters but tab, no back quote, valid UTF-8.
    package static func canBackquote(_ text: GoString) -> Bool {
        var index = 0
        while index < text.bytes.count {
            let rune = GoRune.decode(text.bytes, at: index)
            index += rune.size
            if rune.size > 1 {
                if rune.value == 0xFEFF { return false }
                continue
            }
            let isControl = rune.value < 0x20 && rune.value != 0x09 || rune.value == 0x7F
            if isControl || rune.value == UInt32(UInt8(ascii: "`")) || rune.value == GoRune.error { return false }
        }
        return true
    }

    private static func append(_ rune: UInt32, quote: UInt8, ascii: Bool, to output: inout [UInt8]) {
        if rune == UInt32(quote) || rune == 0x5C {
            output.append(0x5C)
            output.append(UInt8(rune))
        } else if rune < 0x80 || !ascii, GoRune.isPrint(rune) {
            GoRune.append(rune, to: &output)
        } else if let letter = shortEscapes[rune] {
            output.append(0x5C)
            output.append(letter)
        } else if rune < 0x20 || rune == 0x7F {
            appendHex(rune, digits: 2, marker: "x", to: &output)
        } else if rune < 0x10000 {
            appendHex(rune, digits: 4, marker: "u", to: &output)
        } else {
            appendHex(rune, digits: 8, marker: "U", to: &output)
        }
    }

    private static let shortEscapes: [UInt32: UInt8] = [
        7: UInt8(ascii: "a"), 8: UInt8(ascii: "b"), 12: UInt8(ascii: "f"), 10: UInt8(ascii: "n"),
        13: UInt8(ascii: "r"), 9: UInt8(ascii: "t"), 11: UInt8(ascii: "v"),
    ]

    private static func appendHex(_ value: UInt32, digits: Int, marker: String, to output: inout [UInt8]) {
        let text = String(value, radix: 16)
        output.append(0x5C)
        output.append(contentsOf: marker.utf8)
        output.append(contentsOf: repeatElement(UInt8(ascii: "0"), count: max(0, digits - text.utf8.count)))
        output.append(contentsOf: text.utf8)
    }
}
