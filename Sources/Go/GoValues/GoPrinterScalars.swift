/// Numbers, truth values and text by verb and flags.
extension GoPrinter {
    mutating func write(_ value: Bool, of original: GoValue, _ verb: UInt32) throws(GoError) {
        switch Unicode.Scalar(verb) {
        case "t", "v": pad((value ? "true" : "false").utf8)
        default: try writeBadVerb(original, verb)
        }
    }

    /// - Parameter isNegative: nil for an unsigned integer.
    mutating func write(
        integer: UInt64, _ isNegative: Bool?, of original: GoValue, _ verb: UInt32
    ) throws(GoError) {
        let negative = isNegative ?? false
        // What an unsigned conversion of the integer would give.
        let pattern = negative ? 0 &- integer : integer
        switch Unicode.Scalar(verb) {
        case "v" where flags.sharpV && isNegative == nil:
            flags.sharp.toggle()
            write(digitsOf: integer, negative, radix: 16, verb)
            flags.sharp.toggle()
        case "v", "d": write(digitsOf: integer, negative, radix: 10, verb)
        case "b": write(digitsOf: integer, negative, radix: 2, verb)
        case "o", "O": write(digitsOf: integer, negative, radix: 8, verb)
        case "x", "X": write(digitsOf: integer, negative, radix: 16, verb)
        case "c":
            var bytes: [UInt8] = []
            GoRune.append(UInt32(exactly: pattern) ?? GoRune.error, to: &bytes)
            pad(bytes)
        case "q": pad(GoQuote.quote(rune: UInt32(exactly: pattern) ?? GoRune.error, ascii: flags.plus).bytes)
        case "U": writeUnicode(pattern)
        default: try writeBadVerb(original, verb)
        }
    }

    mutating func write(_ value: Double, of original: GoValue, _ verb: UInt32) throws(GoError) {
        switch Unicode.Scalar(verb) {
        case "v": write(float: value, UInt8(ascii: "g"), precision: -1)
        case "b", "g", "G", "x", "X": write(float: value, UInt8(verb), precision: -1)
        case "f", "e", "E": write(float: value, UInt8(verb), precision: 6)
        case "F": write(float: value, UInt8(ascii: "f"), precision: 6)
        default: try writeBadVerb(original, verb)
        }
    }

    mutating func write(_ value: GoComplex, of original: GoValue, _ verb: UInt32) throws(GoError) {
        switch Unicode.Scalar(verb) {
        case "v", "b", "g", "G", "x", "X", "f", "F", "e", "E":
            let plus = flags.plus
            append("(")
            try write(value.real, of: original, verb)
            flags.plus = true
            try write(value.imaginary, of: original, verb)
            append("i)")
            flags.plus = plus
        default: try writeBadVerb(original, verb)
        }
    }

    mutating func write(_ text: GoString, of original: GoValue, _ verb: UInt32) throws(GoError) {
        switch Unicode.Scalar(verb) {
        case "v" where flags.sharpV: writeQuoted(text)
        case "v", "s": write(text: text)
        case "x": writeHexadecimal(text.bytes, digits: "0123456789abcdefx")
        case "X": writeHexadecimal(text.bytes, digits: "0123456789ABCDEFX")
        case "q": writeQuoted(text)
        default: try writeBadVerb(original, verb)
        }
    }

    mutating func write(text: GoString) {
        if flags.precision == nil, flags.width == nil { return append(text.bytes) }
        pad(truncated(text.bytes))
    }

    private mutating func writeQuoted(_ text: GoString) {
        let text = GoString(bytes: truncated(text.bytes))
        if flags.sharp, GoQuote.canBackquote(text) {
            pad([UInt8(ascii: "`")] + text.bytes + [UInt8(ascii: "`")])
        } else {
            pad(GoQuote.quote(text, ascii: flags.plus).bytes)
        }
    }

    private func truncated(_ bytes: [UInt8]) -> [UInt8] {
        guard let precision = flags.precision, precision < bytes.count else { return bytes }
        var index = 0
        var count = 0
        while index < bytes.count, count < precision {
            index += GoRune.decode(bytes, at: index).size
            count += 1
        }
        return Array(bytes[..<index])
    }

    private mutating func writeHexadecimal(_ bytes: [UInt8], digits: String) {
        let digits = Array(digits.utf8)
        var text: [UInt8] = []
        let count = min(flags.precision ?? bytes.count, bytes.count)
        for (index, byte) in bytes.prefix(count).enumerated() {
            if flags.space, index > 0 { text.append(UInt8(ascii: " ")) }
            if flags.sharp, flags.space || index == 0 { text += [UInt8(ascii: "0"), digits[16]] }
            text += [digits[Int(byte >> 4)], digits[Int(byte & 15)]]
        }
        pad(text)
    }

    /// Appends the text, filled up to the width with spaces, or with zeros where the flag says so and the text is at the right.
    mutating func pad(_ text: some Collection<UInt8>) {
        guard let width = flags.width, width > 0 else { return append(text) }
        let missing = width - GoRune.count(Array(text))
        let fill = flags.zero && !flags.minus ? UInt8(ascii: "0") : UInt8(ascii: " ")
        if !flags.minus, missing > 0 { append(repeatElement(fill, count: missing)) }
        append(text)
        if flags.minus, missing > 0 { append(repeatElement(fill, count: missing)) }
    }

    private mutating func padWithSpaces(_ text: [UInt8]) {
        let zero = flags.zero
        flags.zero = false
        pad(text)
        flags.zero = zero
    }
}

extension GoPrinter {
    private mutating func write(digitsOf integer: UInt64, _ isNegative: Bool, radix: Int, _ verb: UInt32) {
        if radix == 10, flags.leaveDecimalsAlone {
            if isNegative { append(UInt8(ascii: "-")) }
            return append(String(integer))
        }
        if flags.precision == 0, integer == 0 { return padWithSpaces([]) }
        var digits = Array(String(integer, radix: radix, uppercase: verb == UInt32(UInt8(ascii: "X"))).utf8)
        var count = flags.precision ?? 0
        if flags.precision == nil, flags.zero, !flags.minus, let width = flags.width {
            count = isNegative || flags.plus || flags.space ? width - 1 : width
        }
        if count > digits.count {
            digits.insert(contentsOf: repeatElement(UInt8(ascii: "0"), count: count - digits.count), at: 0)
        }
        var prefix = isNegative ? "-" : flags.plus ? "+" : flags.space ? " " : ""
        if verb == UInt32(UInt8(ascii: "O")) { prefix += "0o" }
        if flags.sharp {
            switch radix {
            case 2: prefix += "0b"
            case 8: prefix += digits.first == UInt8(ascii: "0") ? "" : "0"
            case 16: prefix += verb == UInt32(UInt8(ascii: "X")) ? "0X" : "0x"
            default: break
            }
        }
        padWithSpaces(Array(prefix.utf8) + digits)
    }

    /// `U+0078`, with the sharp flag `U+0078 'x'`.
    private mutating func writeUnicode(_ value: UInt64) {
        let digits = String(value, radix: 16, uppercase: true)
        let count = max(flags.precision ?? 0, 4)
        var text = Array("U+".utf8) + Array(repeating: UInt8(ascii: "0"), count: max(0, count - digits.utf8.count))
        text += digits.utf8
        if flags.sharp, let rune = UInt32(exactly: value), GoRune.isPrint(rune) {
            text += " '".utf8
            GoRune.append(rune, to: &text)
            text.append(UInt8(ascii: "'"))
        }
        padWithSpaces(text)
    }

    private mutating func write(float value: Double, _ verb: UInt8, precision: Int) {
        let precision = flags.precision ?? precision
        var number = GoNumber.format(value, verb: verb, precision: precision)
        if number[0] != UInt8(ascii: "-"), number[0] != UInt8(ascii: "+") { number.insert(UInt8(ascii: "+"), at: 0) }
        if flags.space, number[0] == UInt8(ascii: "+"), !flags.plus { number[0] = UInt8(ascii: " ") }
        guard value.isFinite else {
            let isBare = value.isNaN && !flags.space && !flags.plus
            return padWithSpaces(isBare ? Array(number.dropFirst()) : number)
        }
        if flags.sharp, verb != UInt8(ascii: "b") { keepZeros(of: &number, verb, precision: precision) }
        guard flags.plus || number[0] != UInt8(ascii: "+") else { return pad(Array(number.dropFirst())) }
        guard flags.zero, !flags.minus, let width = flags.width, width > number.count else { return pad(number) }
        append(number[0])
        append(repeatElement(UInt8(ascii: "0"), count: width - number.count))
        append(number.dropFirst())
    }

    /// The sharp flag: always a decimal point, and the zeros at the end that `g` takes away.
    private func keepZeros(of number: inout [UInt8], _ verb: UInt8, precision: Int) {
        var digits = 0
        if [UInt8(ascii: "v"), UInt8(ascii: "g"), UInt8(ascii: "G"), UInt8(ascii: "x")].contains(verb) {
            digits = precision == -1 ? 6 : precision
        }
        let isHexadecimal = verb | 0x20 == UInt8(ascii: "x")
        let markers: [UInt8] = isHexadecimal ? [0x70, 0x50] : [0x70, 0x50, 0x65, 0x45]
        let end = number.firstIndex { markers.contains($0) } ?? number.count
        let tail = Array(number[end...])
        number.removeSubrange(end...)
        var sawDigit = false
        for byte in number.dropFirst() where byte != UInt8(ascii: ".") {
            if byte != UInt8(ascii: "0") { sawDigit = true }
            if sawDigit { digits -= 1 }
        }
        if !number.contains(UInt8(ascii: ".")) {
            if number.count == 2, number[1] == UInt8(ascii: "0") { digits -= 1 }
            number.append(UInt8(ascii: "."))
        }
        number.append(contentsOf: repeatElement(UInt8(ascii: "0"), count: max(0, digits)))
        number += tail
    }
}
