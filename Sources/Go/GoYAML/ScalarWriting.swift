extension Emitter {
    /// Lines are folded at the first blank past this column; version 3 folds none.
    private static let width = 80

    mutating func write(_ scalar: ScalarText, indent: Int, context: Context) {
        if scalar.isBinary {
            if !hasBlank { put(UInt8(ascii: " ")) }
            for byte in "!!binary".utf8 { put(byte) }
            hasBlank = false
            isIndentation = false
        }
        let folds = context != .simpleKey && style != .v3
        switch scalar.style {
        case .plain: writePlain(scalar.bytes, indent: indent, folds: folds)
        case .singleQuoted: writeSingleQuoted(scalar.bytes, indent: indent, folds: folds)
        case .doubleQuoted: writeDoubleQuoted(scalar.bytes, indent: indent, folds: folds)
        case .literal: writeLiteral(scalar.bytes, indent: indent)
        }
    }

    private mutating func writePlain(_ bytes: [UInt8], indent: Int, folds: Bool) {
        if !hasBlank { put(UInt8(ascii: " ")) }
        if !folds || column + bytes.count <= Emitter.width {
            copyLine(bytes)
        } else {
            var isAfterSpace = false
            var index = 0
            while index < bytes.count {
                let isSpace = bytes[index] == 0x20
                if isSpace, !isAfterSpace, column > Emitter.width, bytes[index + 1] != 0x20 {
                    writeIndent(indent)
                    index += 1
                } else {
                    copy(bytes, &index)
                }
                isAfterSpace = isSpace
                if !isSpace { isIndentation = false }
            }
        }
        hasBlank = false
        isIndentation = false
    }

    private mutating func writeSingleQuoted(_ bytes: [UInt8], indent: Int, folds: Bool) {
        writeIndicator("'", needsBlank: true)
        var isAfterSpace = false
        var isAfterBreak = false
        var index = 0
        while index < bytes.count {
            if bytes[index] == 0x20 {
                let isInside = index > 0 && index < bytes.count - 1
                if folds, !isAfterSpace, column > Emitter.width, isInside, bytes[index + 1] != 0x20 {
                    writeIndent(indent)
                    index += 1
                } else {
                    copy(bytes, &index)
                }
                isAfterSpace = true
            } else if Utf8.isBreak(bytes, at: index) {
                if !isAfterBreak, bytes[index] == 0x0A { putBreak() }
                copyBreak(bytes, &index)
                isIndentation = true
                isAfterBreak = true
            } else {
                if isAfterBreak { writeIndent(indent) }
                if bytes[index] == UInt8(ascii: "'") { put(UInt8(ascii: "'")) }
                copy(bytes, &index)
                isIndentation = false
                isAfterSpace = false
                isAfterBreak = false
            }
        }
        writeIndicator("'", needsBlank: false)
        isIndentation = false
    }

    private mutating func writeDoubleQuoted(_ bytes: [UInt8], indent: Int, folds: Bool) {
        writeIndicator("\"", needsBlank: true)
        // go-yaml looks for the mark at the start of the text whatever character it is at.
        let hasMark = bytes.starts(with: [0xEF, 0xBB, 0xBF])
        var isAfterSpace = false
        var index = 0
        while index < bytes.count {
            let byte = bytes[index]
            if hasMark || byte == UInt8(ascii: "\"") || byte == UInt8(ascii: "\\")
                || !Utf8.isPrintable(bytes, at: index)
                || Utf8.isBreak(bytes, at: index)
            {
                writeEscape(bytes, &index)
                isAfterSpace = false
            } else if byte == 0x20 {
                if folds, !isAfterSpace, column > Emitter.width, index > 0, index < bytes.count - 1 {
                    writeIndent(indent)
                    if bytes[index + 1] == 0x20 { put(UInt8(ascii: "\\")) }
                    index += 1
                } else {
                    copy(bytes, &index)
                }
                isAfterSpace = true
            } else {
                copy(bytes, &index)
                isAfterSpace = false
            }
        }
        writeIndicator("\"", needsBlank: false)
        isIndentation = false
    }

    private mutating func writeEscape(_ bytes: [UInt8], _ index: inout Int) {
        let size = Utf8.width(bytes[index])
        var value = UInt32(size == 1 ? bytes[index] : bytes[index] & (0x7F >> UInt8(size)))
        for offset in 1..<max(size, 1) { value = value << 6 | UInt32(bytes[index + offset] & 0x3F) }
        index += size
        put(UInt8(ascii: "\\"))
        if let short = Emitter.shortEscape(value) { return put(short) }
        let (mark, digits): (UInt8, Int) =
            value <= 0xFF ? (UInt8(ascii: "x"), 2) : value <= 0xFFFF ? (UInt8(ascii: "u"), 4) : (UInt8(ascii: "U"), 8)
        put(mark)
        let text = String(value, radix: 16, uppercase: true)
        for _ in text.utf8.count..<digits { put(UInt8(ascii: "0")) }
        for byte in text.utf8 { put(byte) }
    }

    private static func shortEscape(_ value: UInt32) -> UInt8? {
        switch value {
        case 0x00: UInt8(ascii: "0")
        case 0x07: UInt8(ascii: "a")
        case 0x08: UInt8(ascii: "b")
        case 0x09: UInt8(ascii: "t")
        case 0x0A: UInt8(ascii: "n")
        case 0x0B: UInt8(ascii: "v")
        case 0x0C: UInt8(ascii: "f")
        case 0x0D: UInt8(ascii: "r")
        case 0x1B: UInt8(ascii: "e")
        case 0x22: UInt8(ascii: "\"")
        case 0x5C: UInt8(ascii: "\\")
        case 0x85: UInt8(ascii: "N")
        case 0xA0: UInt8(ascii: "_")
        case 0x2028: UInt8(ascii: "L")
        case 0x2029: UInt8(ascii: "P")
        default: nil
        }
    }

    private mutating func writeLiteral(_ bytes: [UInt8], indent: Int) {
        writeIndicator("|", needsBlank: true)
        if bytes[0] == 0x20 || Utf8.isBreak(bytes, at: 0) { writeIndicator("2", needsBlank: false) }
        switch Emitter.trailingBreaks(bytes) {
        case 0: writeIndicator("-", needsBlank: false)
        case 1: break
        default: writeIndicator("+", needsBlank: false)
        }
        putBreak()
        isIndentation = true
        hasBlank = true
        var isAfterBreak = true
        var index = 0
        while index < bytes.count {
            if Utf8.isBreak(bytes, at: index) {
                copyBreak(bytes, &index)
                isIndentation = true
                isAfterBreak = true
            } else {
                if isAfterBreak { writeIndent(indent) }
                copy(bytes, &index)
                isIndentation = false
                isAfterBreak = false
            }
        }
    }

    /// 0, 1, or 2 for more.
    private static func trailingBreaks(_ bytes: [UInt8]) -> Int {
        var end = bytes.count
        for count in 0..<2 {
            guard end > 0 else { return 2 }
            var start = end - 1
            while start > 0, bytes[start] & 0xC0 == 0x80 { start -= 1 }
            guard Utf8.isBreak(bytes, at: start) else { return count }
            end = start
        }
        return 2
    }

    private mutating func copy(_ bytes: [UInt8], _ index: inout Int) {
        let end = min(index + Utf8.width(bytes[index]), bytes.count)
        while index < end {
            output.append(bytes[index])
            index += 1
        }
        column += 1
    }

    /// Text without breaks.
    private mutating func copyLine(_ bytes: [UInt8]) {
        output.append(contentsOf: bytes)
        column += bytes.count { $0 & 0xC0 != 0x80 }
    }

    private mutating func copyBreak(_ bytes: [UInt8], _ index: inout Int) {
        if bytes[index] == 0x0A {
            putBreak()
            index += 1
        } else {
            copy(bytes, &index)
            column = 0
        }
    }
}
