package import Documents

/// What a plain scalar means.
package enum Scalar: Equatable {
    case null
    case bool(Bool)
    case integer(Int)
    /// Above what an `Int` holds.
    case large(UInt64)
    case float(Double)
    case merge
    case string(String)
}

extension Scalar {
    init(plain text: String) {
        self = Scalar.mayMeanMore(text.utf8.first) ? Scalar(plain: Array(text.utf8)) ?? .string(text) : .string(text)
    }

    /// What UTF-8 without quotes means, by the rules of go-yaml v2, which `kubectl` and Helm read manifests with: those of
    /// YAML 1.1 with 1.2's `0o17`, without numbers to base 60, and with timestamps left as strings. Nil for a string.
    package init?(plain bytes: [UInt8]) {
        guard Scalar.mayMeanMore(bytes.first) else { return nil }
        guard let word = Scalar.word(bytes) ?? Scalar.number(bytes) else { return nil }
        self = word
    }

    /// All words are short and all numbers begin like one, so most strings are told by their first byte.
    private static func mayMeanMore(_ first: UInt8?) -> Bool {
        guard let first else { return true }
        return switch first {
        case UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "+"), UInt8(ascii: "-"), UInt8(ascii: "."),
            UInt8(ascii: "~"), UInt8(ascii: "<"), UInt8(ascii: "y"), UInt8(ascii: "Y"), UInt8(ascii: "n"),
            UInt8(ascii: "N"), UInt8(ascii: "t"), UInt8(ascii: "T"), UInt8(ascii: "f"), UInt8(ascii: "F"),
            UInt8(ascii: "o"), UInt8(ascii: "O"):
            true
        default: false
        }
    }

    private static func word(_ bytes: [UInt8]) -> Scalar? {
        guard bytes.count <= 5 else { return nil }
        // Without regard to case, one comparison tells nearly all other texts.
        let code = bytes.reduce(UInt64(0)) { $0 << 8 | UInt64($1 | 0x20) }
        guard wordCodes.contains(code) else { return nil }
        switch String(decoding: bytes, as: UTF8.self) {
        case "", "~", "null", "Null", "NULL": return .null
        case "y", "Y", "yes", "Yes", "YES", "on", "On", "ON", "true", "True", "TRUE": return .bool(true)
        case "n", "N", "no", "No", "NO", "off", "Off", "OFF", "false", "False", "FALSE": return .bool(false)
        case ".nan", ".NaN", ".NAN": return .float(.nan)
        case ".inf", ".Inf", ".INF", "+.inf", "+.Inf", "+.INF": return .float(.infinity)
        case "-.inf", "-.Inf", "-.INF": return .float(-.infinity)
        case "<<": return .merge
        default: return nil
        }
    }

    private static let wordCodes: [UInt64] = [
        "", "~", "null", "y", "yes", "on", "true", "n", "no", "off", "false", ".nan", ".inf", "+.inf", "-.inf", "<<",
    ].map { $0.utf8.reduce(UInt64(0)) { $0 << 8 | UInt64($1) } }

    private static func number(_ bytes: [UInt8]) -> Scalar? {
        guard let first = bytes.first else { return nil }
        switch first {
        case UInt8(ascii: "."): return withoutSeparators(bytes).flatMap(float)
        case UInt8(ascii: "+"), UInt8(ascii: "-"), UInt8(ascii: "0")...UInt8(ascii: "9"):
            let hasMarks = bytes.contains(UInt8(ascii: "_"))
            let digits = hasMarks ? bytes.filter { $0 != UInt8(ascii: "_") } : bytes
            return integer(digits) ?? float(digits) ?? integer(digits, behind: "0b", radix: 2)
        default: return nil
        }
    }

    /// Go also takes a sign that stands behind the prefix: `0b-101`.
    package static func integer(_ digits: [UInt8], behind prefix: String, radix: Int) -> Scalar? {
        guard digits.starts(with: prefix.utf8) else { return nil }
        let rest = digits.dropFirst(prefix.utf8.count)
        return Int(String(decoding: rest, as: UTF8.self), radix: radix).map(Scalar.integer)
    }

    /// Nil where an underscore does not stand between two digits, which Go wants after a leading point only.
    private static func withoutSeparators(_ bytes: [UInt8]) -> [UInt8]? {
        let mark = UInt8(ascii: "_")
        guard bytes.contains(mark) else { return bytes }
        for index in bytes.indices where bytes[index] == mark {
            guard index + 1 < bytes.count, isDigit(bytes[index - 1]), isDigit(bytes[index + 1]) else { return nil }
        }
        return bytes.filter { $0 != mark }
    }

    private static func isDigit(_ byte: UInt8) -> Bool { (0x30...0x39).contains(byte) }

    private static func integer(_ bytes: [UInt8]) -> Scalar? {
        var digits = bytes[...]
        let isSigned = digits.first == UInt8(ascii: "-") || digits.first == UInt8(ascii: "+")
        if isSigned { digits.removeFirst() }
        let radix = takeRadix(&digits)
        guard !digits.isEmpty else { return nil }
        var magnitude: UInt64 = 0
        for byte in digits {
            guard let digit = Character(Unicode.Scalar(byte)).hexDigitValue, digit < radix else { return nil }
            let (product, isTooLarge) = magnitude.multipliedReportingOverflow(by: UInt64(radix))
            let (sum, isLarger) = product.addingReportingOverflow(UInt64(digit))
            guard !isTooLarge, !isLarger else { return nil }
            magnitude = sum
        }
        if bytes.first == UInt8(ascii: "-") {
            return magnitude <= UInt64(1) << 63 ? .integer(Int(truncatingIfNeeded: 0 &- magnitude)) : nil
        }
        if let value = Int(exactly: magnitude) { return .integer(value) }
        return isSigned ? nil : .large(magnitude)
    }

    private static func takeRadix(_ digits: inout ArraySlice<UInt8>) -> Int {
        guard digits.count > 1, digits.first == UInt8(ascii: "0") else { return 10 }
        digits.removeFirst()
        let radix: Int
        switch digits.first {
        case UInt8(ascii: "x"), UInt8(ascii: "X"): radix = 16
        case UInt8(ascii: "o"), UInt8(ascii: "O"): radix = 8
        case UInt8(ascii: "b"), UInt8(ascii: "B"): radix = 2
        default: return 8
        }
        digits.removeFirst()
        return radix
    }

    /// `[-+]?(\.[0-9]+|[0-9]+(\.[0-9]*)?)([eE][-+]?[0-9]+)?`; what is too large for a double stays a string.
    private static func float(_ bytes: [UInt8]) -> Scalar? {
        var rest = bytes[...]
        func takeDigits() -> Int {
            let digits = rest.prefix { (UInt8(ascii: "0")...UInt8(ascii: "9")).contains($0) }.count
            rest = rest.dropFirst(digits)
            return digits
        }
        func take(_ bytes: UInt8...) -> Bool {
            guard let first = rest.first, bytes.contains(first) else { return false }
            rest = rest.dropFirst()
            return true
        }
        _ = take(UInt8(ascii: "+"), UInt8(ascii: "-"))
        let whole = takeDigits()
        let fraction = take(UInt8(ascii: ".")) ? takeDigits() : 0
        guard whole + fraction > 0 else { return nil }
        if take(UInt8(ascii: "e"), UInt8(ascii: "E")) {
            _ = take(UInt8(ascii: "+"), UInt8(ascii: "-"))
            guard takeDigits() > 0 else { return nil }
        }
        guard rest.isEmpty, let value = Double(String(decoding: bytes, as: UTF8.self)), value.isFinite else {
            return nil
        }
        return .float(value)
    }
}

extension Scalar {
    /// A double without a fraction is an integer, as it is once it went through Kubernetes' JSON.
    package var value: Value {
        switch self {
        case .null: .null
        case .bool(let value): .bool(value)
        case .integer(let value): .integer(value)
        case .large(let value): .double(Double(value))
        case .float(let value): Scalar.whole(value).map(Value.integer) ?? .double(value)
        case .merge: .string("<<")
        case .string(let text): .string(text)
        }
    }

    /// As a key of a JSON object, which is always a string; nil where `kubectl` has none for it.
    package var key: String? {
        switch self {
        case .null, .large: nil
        case .bool(let value): value ? "true" : "false"
        case .integer(let value): String(value)
        case .float(let value): Scalar.key(of: Float(value))
        case .merge: "<<"
        case .string(let text): text
        }
    }

    /// The integer that a double is in JSON, which has its shortest digits: 305677266766934976 is 305677266766935000 there.
    private static func whole(_ number: Double) -> Int? {
        guard let integer = Int(exactly: number), integer.magnitude > 1 << 53 else { return Int(exactly: number) }
        let (digits, point) = shortest("\(number.magnitude)")
        let zeros = String(repeating: "0", count: max(0, point - digits.count))
        return Int((number < 0 ? "-" : "") + digits + zeros)
    }

    /// In the shortest digits that a single-precision number needs, with an exponent below -4 and above 5.
    private static func key(of number: Float) -> String {
        if number.isNaN { return ".nan" }
        if number.isInfinite { return number < 0 ? "-.inf" : ".inf" }
        if number == 0 { return number.sign == .minus ? "-0" : "0" }
        let (digits, point) = shortest("\(number.magnitude)")
        return (number < 0 ? "-" : "") + layOut(digits, point: point)
    }

    /// The digits of what Swift prints, without zeros at either end, and how many of them stand before the decimal point.
    private static func shortest(_ printed: String) -> (digits: String, point: Int) {
        var text = printed[...]
        var exponent = 0
        if let mark = text.firstIndex(of: "e") {
            exponent = Int(text[text.index(after: mark)...]) ?? 0
            text = text[..<mark]
        }
        let parts = text.split(separator: ".", omittingEmptySubsequences: false)
        let fraction = parts.count > 1 && parts[1] != "0" ? parts[1] : ""
        var digits = String(parts[0] + fraction)
        var point = parts[0].count + exponent
        let zeros = digits.prefix { $0 == "0" }.count
        digits.removeFirst(zeros)
        point -= zeros
        while digits.hasSuffix("0") { digits.removeLast() }
        return (digits, point)
    }

    /// `digits` with the decimal point after the first `point` of them, as Go's `%g` does it.
    private static func layOut(_ digits: String, point: Int) -> String {
        let exponent = point - 1
        guard exponent >= -4, exponent < 6 else {
            let mantissa = digits.count > 1 ? "\(digits.prefix(1)).\(digits.dropFirst())" : digits
            let magnitude = String(abs(exponent))
            return "\(mantissa)e\(exponent < 0 ? "-" : "+")\(magnitude.count < 2 ? "0" : "")\(magnitude)"
        }
        if point <= 0 { return "0." + String(repeating: "0", count: -point) + digits }
        if point >= digits.count { return digits + String(repeating: "0", count: point - digits.count) }
        return "\(digits.prefix(point)).\(digits.dropFirst(point))"
    }
}
