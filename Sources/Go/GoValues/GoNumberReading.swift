extension GoNumber {
    /// `strconv.ParseInt`. Base 0 reads Go's literals: prefixes 0x, 0o, 0b and 0, and underscores.
    package static func parseInt(_ text: GoString, base: Int, bits: Int = 64) throws(GoError) -> Int64 {
        var digits = text.bytes[...]
        guard let first = digits.first else { throw error("ParseInt", text, "invalid syntax") }
        let isNegative = first == UInt8(ascii: "-")
        if isNegative || first == UInt8(ascii: "+") { digits.removeFirst() }
        let limit: UInt64 = 1 << UInt64(bits - 1)
        let magnitude: UInt64?
        do {
            magnitude = try readUnsigned(digits, base: base)
        } catch {
            throw self.error("ParseInt", text, error.message)
        }
        guard let magnitude, magnitude < limit || isNegative && magnitude == limit else {
            throw error("ParseInt", text, "value out of range")
        }
        return isNegative ? Int64(truncatingIfNeeded: 0 &- magnitude) : Int64(magnitude)
    }

    /// `strconv.ParseUint`.
    package static func parseUint(_ text: GoString, base: Int, bits: Int = 64) throws(GoError) -> UInt64 {
        let value: UInt64?
        do {
            value = try readUnsigned(text.bytes[...], base: base)
        } catch {
            throw self.error("ParseUint", text, error.message)
        }
        guard let value, bits == 64 || value >> UInt64(bits) == 0 else {
            throw error("ParseUint", text, "value out of range")
        }
        return value
    }

    /// `strconv.ParseFloat` for 64 bits: decimal and hexadecimal numbers, infinities and not-a-number.
    package static func parseFloat(_ text: GoString) throws(GoError) -> Double {
        if let special = special(text) { return special }
        guard hasFloatSyntax(text.bytes), underscoresAreFine(text.bytes[...]),
            let value = Double(String(decoding: text.bytes.filter { $0 != UInt8(ascii: "_") }, as: UTF8.self))
        else { throw error("ParseFloat", text, "invalid syntax") }
        guard value.isFinite else { throw error("ParseFloat", text, "value out of range") }
        return value
    }

    private static func error(_ function: String, _ text: GoString, _ reason: String) -> GoError {
        GoError("strconv.\(function): parsing \(GoQuote.quote(text)): \(reason)")
    }

    /// Nil where the number does not fit.
    private static func readUnsigned(_ text: ArraySlice<UInt8>, base: Int) throws(GoError) -> UInt64? {
        guard base == 0 || (2...36).contains(base) else { throw GoError("invalid base \(base)") }
        guard !text.isEmpty else { throw GoError("invalid syntax") }
        let (radix, digits) = base == 0 ? prefix(of: text) : (base, text)
        var value: UInt64 = 0
        for byte in digits where !(base == 0 && byte == UInt8(ascii: "_")) {
            guard let digit = digitValue(byte), digit < radix else { throw GoError("invalid syntax") }
            let (product, overflows) = value.multipliedReportingOverflow(by: UInt64(radix))
            let (sum, overflowsToo) = product.addingReportingOverflow(UInt64(digit))
            if overflows || overflowsToo { return nil }
            value = sum
        }
        guard base != 0 || underscoresAreFine(text) else { throw GoError("invalid syntax") }
        return value
    }

    private static func prefix(of text: ArraySlice<UInt8>) -> (radix: Int, digits: ArraySlice<UInt8>) {
        guard text.first == UInt8(ascii: "0") else { return (10, text) }
        guard text.count >= 3 else { return (8, text.dropFirst()) }
        switch text[text.startIndex + 1] | 0x20 {
        case UInt8(ascii: "b"): return (2, text.dropFirst(2))
        case UInt8(ascii: "o"): return (8, text.dropFirst(2))
        case UInt8(ascii: "x"): return (16, text.dropFirst(2))
        default: return (8, text.dropFirst())
        }
    }

    private static func digitValue(_ byte: UInt8) -> Int? {
        switch byte {
        case UInt8(ascii: "0")...UInt8(ascii: "9"): Int(byte - UInt8(ascii: "0"))
        case UInt8(ascii: "a")...UInt8(ascii: "z"): Int(byte - UInt8(ascii: "a")) + 10
        case UInt8(ascii: "A")...UInt8(ascii: "Z"): Int(byte - UInt8(ascii: "A")) + 10
        default: nil
        }
    }

    /// An underscore stands between digits, where a base prefix counts as one.
    private static func underscoresAreFine(_ text: ArraySlice<UInt8>) -> Bool {
        guard text.contains(UInt8(ascii: "_")) else { return true }
        var rest = text
        if rest.first == UInt8(ascii: "-") || rest.first == UInt8(ascii: "+") { rest.removeFirst() }
        let marker = rest.dropFirst().first.map { $0 | 0x20 }
        let hasPrefix = rest.first == UInt8(ascii: "0") && [0x62, 0x6F, 0x78].contains(marker)
        if hasPrefix { rest = rest.dropFirst(2) }
        var previous: UInt8 = hasPrefix ? UInt8(ascii: "0") : UInt8(ascii: "^")
        for byte in rest {
            let isDigit = digitValue(byte).map { $0 < (marker == 0x78 && hasPrefix ? 16 : 10) } ?? false
            if byte == UInt8(ascii: "_"), previous != UInt8(ascii: "0") { return false }
            if !isDigit, byte != UInt8(ascii: "_"), previous == UInt8(ascii: "_") { return false }
            previous = isDigit ? UInt8(ascii: "0") : byte == UInt8(ascii: "_") ? byte : UInt8(ascii: "!")
        }
        return previous != UInt8(ascii: "_")
    }

    private static func special(_ text: GoString) -> Double? {
        switch text.string.lowercased() {
        case "nan": .nan
        case "inf", "+inf", "infinity", "+infinity": .infinity
        case "-inf", "-infinity": -.infinity
        default: nil
        }
    }

    private static func hasFloatSyntax(_ bytes: [UInt8]) -> Bool {
        var rest = bytes.filter { $0 != UInt8(ascii: "_") }[...]
        func skipSign() {
            if rest.first == UInt8(ascii: "+") || rest.first == UInt8(ascii: "-") { rest.removeFirst() }
        }
        func skipDigits(below radix: Int) -> Int {
            let digits = rest.prefix { digitValue($0).map { $0 < radix } ?? false }
            rest = rest.dropFirst(digits.count)
            return digits.count
        }
        skipSign()
        let isHexadecimal = rest.count > 2 && rest.starts(with: "0x".utf8) || rest.starts(with: "0X".utf8)
        if isHexadecimal { rest = rest.dropFirst(2) }
        var count = skipDigits(below: isHexadecimal ? 16 : 10)
        if rest.first == UInt8(ascii: ".") {
            rest.removeFirst()
            count += skipDigits(below: isHexadecimal ? 16 : 10)
        }
        guard count > 0 else { return false }
        let marker = UInt8(ascii: isHexadecimal ? "p" : "e")
        guard let first = rest.first else { return !isHexadecimal }
        guard first | 0x20 == marker else { return false }
        rest.removeFirst()
        skipSign()
        return skipDigits(below: 10) > 0 && rest.isEmpty
    }
}
