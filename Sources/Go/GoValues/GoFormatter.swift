/// Interprets a format of `Sprintf`.
struct GoFormatter {
    private let format: [UInt8]
    private let values: [GoValue]
    private var printer = GoPrinter()
    private var index = 0
    private var argument = 0
    private var isReordered = false
    private var isGoodArgument = true

    init(format: [UInt8], values: [GoValue]) {
        self.format = format
        self.values = values
    }

    mutating func run() throws(GoError) -> [UInt8] {
        while index < format.count {
            let start = index
            while index < format.count, format[index] != UInt8(ascii: "%") { index += 1 }
            printer.append(format[start..<index])
            guard index < format.count else { break }
            index += 1
            guard try writeOperand() else { break }
            try printer.checkLength()
        }
        if !isReordered, argument < values.count { try writeExtra() }
        return printer.output
    }

    /// What follows a percent sign; false where the format ends before the verb.
    private mutating func writeOperand() throws(GoError) -> Bool {
        isGoodArgument = true
        printer.flags = GoPrinter.Flags()
        readFlags()
        var isAfterIndex = readArgumentIndex()
        readWidth(&isAfterIndex)
        if index + 1 < format.count, at(UInt8(ascii: ".")) { readPrecision(&isAfterIndex) }
        if !isAfterIndex { isAfterIndex = readArgumentIndex() }
        guard index < format.count else {
            printer.append("%!(NOVERB)")
            return false
        }
        let rune = GoRune.decode(format, at: index)
        index += rune.size
        try write(verb: rune.value)
        return true
    }

    private func at(_ byte: UInt8) -> Bool { index < format.count && format[index] == byte }

    private mutating func write(verb: UInt32) throws(GoError) {
        if verb == UInt32(UInt8(ascii: "%")) {
            printer.append("%")
        } else if !isGoodArgument {
            writeComplaint(verb, "BADINDEX")
        } else if argument >= values.count {
            writeComplaint(verb, "MISSING")
        } else if verb == UInt32(UInt8(ascii: "w")) {
            try printer.writeBadVerb(values[argument], verb)
            argument += 1
        } else {
            if verb == UInt32(UInt8(ascii: "v")) {
                (printer.flags.sharpV, printer.flags.sharp) = (printer.flags.sharp, false)
                (printer.flags.plusV, printer.flags.plus) = (printer.flags.plus, false)
            }
            try printer.write(values[argument], verb: verb)
            argument += 1
        }
    }

    private mutating func writeComplaint(_ verb: UInt32, _ text: String) {
        var bytes = Array("%!".utf8)
        GoRune.append(verb, to: &bytes)
        printer.append(bytes)
        printer.append("(\(text))")
    }

    private mutating func readFlags() {
        while index < format.count {
            switch format[index] {
            case UInt8(ascii: "#"): printer.flags.sharp = true
            case UInt8(ascii: "0"): printer.flags.zero = true
            case UInt8(ascii: "+"): printer.flags.plus = true
            case UInt8(ascii: "-"): printer.flags.minus = true
            case UInt8(ascii: " "): printer.flags.space = true
            default: return
            }
            index += 1
        }
    }

    private mutating func readWidth(_ isAfterIndex: inout Bool) {
        if at(UInt8(ascii: "*")) {
            index += 1
            printer.flags.width = integerArgument()
            if printer.flags.width == nil { printer.append("%!(BADWIDTH)") }
            if let width = printer.flags.width, width < 0 {
                printer.flags.width = -width
                printer.flags.minus = true
                printer.flags.zero = false
            }
            isAfterIndex = false
        } else {
            printer.flags.width = readNumber()
            if isAfterIndex, printer.flags.width != nil { isGoodArgument = false }
        }
    }

    private mutating func readPrecision(_ isAfterIndex: inout Bool) {
        index += 1
        if isAfterIndex { isGoodArgument = false }
        isAfterIndex = readArgumentIndex()
        if at(UInt8(ascii: "*")) {
            index += 1
            printer.flags.precision = integerArgument()
            if let precision = printer.flags.precision, precision < 0 { printer.flags.precision = nil }
            if printer.flags.precision == nil { printer.append("%!(BADPREC)") }
            isAfterIndex = false
        } else {
            printer.flags.precision = readNumber() ?? 0
        }
    }

    /// `[2]`: which operand is next.
    private mutating func readArgumentIndex() -> Bool {
        guard at(UInt8(ascii: "[")) else { return false }
        isReordered = true
        guard format.count - index >= 3, let close = format[index...].firstIndex(of: UInt8(ascii: "]")) else {
            index += 1
            isGoodArgument = false
            return false
        }
        let digits = format[(index + 1)..<close]
        index = close + 1
        guard let number = Int(String(decoding: digits, as: UTF8.self)), !Self.isTooLarge(number),
            digits.allSatisfy({ $0 >= UInt8(ascii: "0") && $0 <= UInt8(ascii: "9") })
        else {
            isGoodArgument = false
            return false
        }
        guard (1...max(values.count, 1)).contains(number), number <= values.count else {
            isGoodArgument = false
            return true
        }
        argument = number - 1
        return true
    }

    private mutating func readNumber() -> Int? {
        var number: Int?
        while index < format.count, format[index] >= UInt8(ascii: "0"), format[index] <= UInt8(ascii: "9") {
            guard !Self.isTooLarge(number ?? 0) else {
                index = format.count
                return nil
            }
            number = (number ?? 0) * 10 + Int(format[index] - UInt8(ascii: "0"))
            index += 1
        }
        return number
    }

    private mutating func integerArgument() -> Int? {
        guard argument < values.count else { return nil }
        defer { argument += 1 }
        let number: Int? =
            switch values[argument].underlying {
            case .int(let value): value
            case .int64(let value): Int(exactly: value)
            case .uint64(let value): Int(exactly: value)
            default: nil
            }
        return number.flatMap { Self.isTooLarge($0) ? nil : $0 }
    }

    private static func isTooLarge(_ number: Int) -> Bool { number > 1_000_000 || number < -1_000_000 }

    private mutating func writeExtra() throws(GoError) {
        printer.flags = GoPrinter.Flags()
        printer.append("%!(EXTRA ")
        for (offset, value) in values[argument...].enumerated() {
            if offset > 0 { printer.append(", ") }
            if !value.isNull { printer.append("\(value.typeName)=") }
            try printer.write(value, verb: UInt32(UInt8(ascii: "v")))
        }
        printer.append(")")
    }
}
