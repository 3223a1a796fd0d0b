internal import GoValues

/// `format`: a text with clauses such as `%s` and `%.2f` that stand for the elements of a list.
struct TextFormat {
    private var rest: ArraySlice<UInt8>
    private let arguments: [CELValue]
    private var used = 0
    private var output: [UInt8] = []

    /// Digits after the point at most.
    private static let mostPrecise = 100

    static func format(_ meter: inout Meter, _ values: [CELValue]) throws(Fault) -> CELValue {
        guard case .string(let format) = values[0], case .list(let list) = values[1] else {
            throw Fault.noOverload("format", values)
        }
        try meter.charge(bytes: format.count)
        var writer = TextFormat(format, try meter.elements(of: list))
        try writer.write(&meter)
        return .string(GoString(bytes: writer.output))
    }

    private init(_ format: GoString, _ arguments: [CELValue]) {
        rest = format.bytes[...]
        self.arguments = arguments
    }

    private mutating func write(_ meter: inout Meter) throws(Fault) {
        while let percent = rest.firstIndex(of: UInt8(ascii: "%")) {
            output += rest[..<percent]
            rest = rest[(percent + 1)...]
            guard rest.first != UInt8(ascii: "%") else {
                output.append(UInt8(ascii: "%"))
                rest.removeFirst()
                continue
            }
            try writeClause(&meter)
        }
        output += rest
    }

    private mutating func writeClause(_ meter: inout Meter) throws(Fault) {
        let precision = try takePrecision()
        guard let verb = rest.popFirst() else { throw Fault.evaluation("format: the text ends after '%'") }
        let letter = Character(Unicode.Scalar(verb))
        guard "sdfebxXo".contains(letter) else {
            throw Fault.evaluation("format: unknown clause '%\(letter)'")
        }
        guard used < arguments.count else { throw Fault.evaluation("format: index \(used) out of range") }
        let argument = arguments[used]
        used += 1
        if letter == "s" {
            try Self.append(argument, to: &output, &meter, depth: 0)
            return
        }
        guard let text = Self.number(argument, letter, precision) ?? Self.integer(argument, letter) else {
            throw Fault.evaluation("format: '%\(letter)' cannot be used for a value of type \(argument.typeName)")
        }
        try meter.charge(bytes: text.count)
        output += text
    }

    /// The digits after a point; nil where there is no point.
    private mutating func takePrecision() throws(Fault) -> Int? {
        guard rest.first == UInt8(ascii: ".") else { return nil }
        rest.removeFirst()
        let digits = rest.prefix(while: Lexer.isDigit)
        rest = rest.dropFirst(digits.count)
        guard let precision = Int(String(decoding: digits, as: UTF8.self)), precision <= Self.mostPrecise else {
            throw Fault.evaluation("format: a precision has to be a number up to \(Self.mostPrecise)")
        }
        return precision
    }

    // MARK: Numbers

    private static func special(_ value: Double) -> [UInt8]? {
        if value.isNaN { return Array("NaN".utf8) }
        if value.isInfinite { return Array((value < 0 ? "-Infinity" : "Infinity").utf8) }
        return nil
    }

    /// `%f`, `%e`, and `%d` of a double.
    private static func number(_ value: CELValue, _ letter: Character, _ precision: Int?) -> [UInt8]? {
        let number: Double
        switch value {
        case .double(let value): number = value
        case .int(let value) where letter != "d": number = Double(value)
        case .uint(let value) where letter != "d": number = Double(value)
        default: return nil
        }
        switch letter {
        case "f", "e":
            let verb = UInt8(ascii: letter == "f" ? "f" : "e")
            return special(number) ?? GoNumber.format(number, verb: verb, precision: precision ?? 6)
        case "d": return special(number) ?? GoNumber.format(number, verb: UInt8(ascii: "f"), precision: -1)
        default: return nil
        }
    }

    /// `%d`, `%b`, `%o`, `%x` and `%X`.
    private static func integer(_ value: CELValue, _ letter: Character) -> [UInt8]? {
        let radixes: [Character: Int] = ["d": 10, "b": 2, "o": 8, "x": 16, "X": 16]
        guard let radix = radixes[letter] else { return nil }
        let isUpper = letter == "X"
        switch value {
        case .int(let value): return Array(String(value, radix: radix, uppercase: isUpper).utf8)
        case .uint(let value): return Array(String(value, radix: radix, uppercase: isUpper).utf8)
        case .bool(let value) where letter == "b": return [UInt8(ascii: value ? "1" : "0")]
        case .string(let text) where radix == 16: return hexadecimal(text.bytes, isUpper)
        case .bytes(let bytes) where radix == 16: return hexadecimal(bytes, isUpper)
        default: return nil
        }
    }

    private static func hexadecimal(_ bytes: [UInt8], _ isUpper: Bool) -> [UInt8] {
        let digits = Array((isUpper ? "0123456789ABCDEF" : "0123456789abcdef").utf8)
        return bytes.flatMap { [digits[Int($0 >> 4)], digits[Int($0 & 15)]] }
    }

    // MARK: Any value

    private static func append(
        _ value: CELValue, to output: inout [UInt8], _ meter: inout Meter, depth: Int
    ) throws(Fault) {
        try meter.charge(1)
        switch value {
        case .string(let text):
            try meter.charge(bytes: text.count)
            output += text.bytes
        case .bytes(let bytes):
            try meter.charge(bytes: bytes.count)
            output += bytes
        case .list(let list):
            try checkDepth(depth)
            output.append(UInt8(ascii: "["))
            for (index, element) in try meter.elements(of: list).enumerated() {
                if index > 0 { output += Array(", ".utf8) }
                try append(element, to: &output, &meter, depth: depth + 1)
            }
            output.append(UInt8(ascii: "]"))
        case .map(let map):
            try checkDepth(depth)
            try append(map, to: &output, &meter, depth: depth)
        default:
            guard let text = plain(value) else {
                throw Fault.evaluation("format: '%s' cannot be used for a value of type \(value.typeName)")
            }
            output += text
        }
    }

    private static func checkDepth(_ depth: Int) throws(Fault) {
        guard depth < CELLimits.valueDepth else {
            throw Fault(.limit, "format: the value nests deeper than \(CELLimits.valueDepth) levels")
        }
    }

    /// Entries in the order of their keys' texts.
    private static func append(
        _ map: CELMap, to output: inout [UInt8], _ meter: inout Meter, depth: Int
    ) throws(Fault) {
        var entries: [(key: GoString, value: CELValue)] = []
        for (key, value) in try meter.entries(of: map) {
            var text: [UInt8] = []
            try append(key, to: &text, &meter, depth: depth + 1)
            entries.append((GoString(bytes: text), value))
        }
        entries.sort { $0.key < $1.key }
        output.append(UInt8(ascii: "{"))
        for (index, entry) in entries.enumerated() {
            if index > 0 { output += Array(", ".utf8) }
            output += entry.key.bytes + Array(": ".utf8)
            try append(entry.value, to: &output, &meter, depth: depth + 1)
        }
        output.append(UInt8(ascii: "}"))
    }

    private static func plain(_ value: CELValue) -> [UInt8]? {
        switch value {
        case .null: Array("null".utf8)
        case .bool(let value): Array(String(value).utf8)
        case .int(let value): Array(String(value).utf8)
        case .uint(let value): Array(String(value).utf8)
        case .double(let value):
            special(value) ?? GoNumber.format(value, verb: UInt8(ascii: "f"), precision: -1)
        case .timestamp(let time): Array(time.text.utf8)
        case .duration(let duration): Array(duration.text.utf8)
        case .type(let name): Array(name.utf8)
        default: nil
        }
    }
}
