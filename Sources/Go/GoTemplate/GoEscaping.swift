import GoValues

/// Go's escapes for HTML, JavaScript and URLs.
package enum GoEscaping {
    /// As `template.HTMLEscapeString`: safe between tags and in quoted attributes.
    package static func html(_ text: [UInt8]) -> [UInt8] {
        var output: [UInt8] = []
        output.reserveCapacity(text.count)
        for byte in text {
            switch byte {
            case 0: output.append(contentsOf: "\u{FFFD}".utf8)
            case UInt8(ascii: "\""): output.append(contentsOf: "&#34;".utf8)
            case UInt8(ascii: "'"): output.append(contentsOf: "&#39;".utf8)
            case UInt8(ascii: "&"): output.append(contentsOf: "&amp;".utf8)
            case UInt8(ascii: "<"): output.append(contentsOf: "&lt;".utf8)
            case UInt8(ascii: ">"): output.append(contentsOf: "&gt;".utf8)
            default: output.append(byte)
            }
        }
        return output
    }

    /// As `template.JSEscapeString`: safe in quoted strings of scripts.
    package static func javaScript(_ text: [UInt8]) -> [UInt8] {
        var output: [UInt8] = []
        output.reserveCapacity(text.count)
        var index = 0
        while index < text.count {
            let rune = GoRune.decode(text, at: index)
            switch Unicode.Scalar(rune.value) {
            case "\\": output.append(contentsOf: #"\\"#.utf8)
            case "'": output.append(contentsOf: #"\'"#.utf8)
            case "\"": output.append(contentsOf: #"\""#.utf8)
            case "<", ">", "&", "=": appendEscape(rune.value, to: &output)
            default:
                if GoRune.isPrint(rune.value) {
                    output.append(contentsOf: text[index..<index + rune.size])
                } else {
                    appendEscape(rune.value, to: &output)
                }
            }
            index += rune.size
        }
        return output
    }

    /// `url.QueryEscape`: a space becomes a plus sign.
    package static func query(_ text: [UInt8]) -> [UInt8] {
        let digits = Array("0123456789ABCDEF".utf8)
        var output: [UInt8] = []
        output.reserveCapacity(text.count)
        for byte in text {
            switch byte {
            case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
                UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "-"), UInt8(ascii: "_"), UInt8(ascii: "."),
                UInt8(ascii: "~"):
                output.append(byte)
            case UInt8(ascii: " "): output.append(UInt8(ascii: "+"))
            default: output += [UInt8(ascii: "%"), digits[Int(byte >> 4)], digits[Int(byte & 15)]]
            }
        }
        return output
    }

    private static func appendEscape(_ rune: UInt32, to output: inout [UInt8]) {
        let digits = String(rune, radix: 16, uppercase: true)
        output.append(contentsOf: "\\u".utf8)
        output.append(contentsOf: repeatElement(UInt8(ascii: "0"), count: max(0, 4 - digits.utf8.count)))
        output.append(contentsOf: digits.utf8)
    }
}
