import Documents

/// What a plain scalar means.
enum Scalar: Equatable {
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
    /// The rules of go-yaml v2, which `kubectl` and Helm read manifests with: those of YAML 1.1 with 1.2's `0o17`,
    /// without numbers to base 60, and with timestamps left as strings.
    init(plain text: String) {
        switch text {
        case "", "~", "null", "Null", "NULL": self = .null
        case "y", "Y", "yes", "Yes", "YES", "on", "On", "ON", "true", "True", "TRUE": self = .bool(true)
        case "n", "N", "no", "No", "NO", "off", "Off", "OFF", "false", "False", "FALSE": self = .bool(false)
        case ".nan", ".NaN", ".NAN": self = .float(.nan)
        case ".inf", ".Inf", ".INF", "+.inf", "+.Inf", "+.INF": self = .float(.infinity)
        case "-.inf", "-.Inf", "-.INF": self = .float(-.infinity)
        case "<<": self = .merge
        default: self = Scalar.number(text) ?? .string(text)
        }
    }

    private static func number(_ text: String) -> Scalar? {
        guard let first = text.utf8.first else { return nil }
        switch first {
        case UInt8(ascii: "."): return float(text)
        case UInt8(ascii: "+"), UInt8(ascii: "-"), UInt8(ascii: "0")...UInt8(ascii: "9"):
            let digits = text.utf8.contains(UInt8(ascii: "_")) ? text.replacing("_", with: "") : text
            return integer(digits) ?? float(digits)
        default: return nil
        }
    }

    private static func integer(_ text: String) -> Scalar? {
        var digits = Substring(text)
        let sign = digits.first == "-" || digits.first == "+" ? String(digits.removeFirst()) : ""
        let radix = takeRadix(&digits)
        // Swift would take another sign here.
        guard let first = digits.utf8.first, first != UInt8(ascii: "+"), first != UInt8(ascii: "-") else { return nil }
        if let value = Int(sign + digits, radix: radix) { return .integer(value) }
        guard sign.isEmpty, let value = UInt64(digits, radix: radix) else { return nil }
        return .large(value)
    }

    private static func takeRadix(_ digits: inout Substring) -> Int {
        guard digits.utf8.count > 1, digits.first == "0" else { return 10 }
        let mark = digits.dropFirst().first
        let radix: Int
        switch mark {
        case "x", "X": radix = 16
        case "o", "O": radix = 8
        case "b", "B": radix = 2
        default:
            digits.removeFirst()
            return 8
        }
        digits.removeFirst(2)
        return radix
    }

    /// `[-+]?(\.[0-9]+|[0-9]+(\.[0-9]*)?)([eE][-+]?[0-9]+)?`; what is too large for a double stays a string.
    private static func float(_ text: String) -> Scalar? {
        var rest = Substring(text).utf8
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
        guard rest.isEmpty, let value = Double(text), value.isFinite else { return nil }
        return .float(value)
    }
}

extension Scalar {
    /// A double without a fraction is an integer, as it is once it went through Kubernetes' JSON.
    var value: Value {
        switch self {
        case .null: .null
        case .bool(let value): .bool(value)
        case .integer(let value): .integer(value)
        case .large(let value): .double(Double(value))
        case .float(let value): Int(exactly: value).map(Value.integer) ?? .double(value)
        case .merge: .string("<<")
        case .string(let text): .string(text)
        }
    }

    /// As a key of a JSON object, which is always a string; nil where `kubectl` has none for it.
    var key: String? {
        switch self {
        case .null, .large: nil
        case .bool(let value): value ? "true" : "false"
        case .integer(let value): String(value)
        case .float(let value): Scalar.key(of: Float(value))
        case .merge: "<<"
        case .string(let text): text
        }
    }

    /// In the shortest digits that a single-precision number needs, with an exponent below -4 and above 5.
    private static func key(of number: Float) -> String {
        if number.isNaN { return ".nan" }
        if number.isInfinite { return number < 0 ? "-.inf" : ".inf" }
        if number == 0 { return number.sign == .minus ? "-0" : "0" }
        var text = "\(number.magnitude)"[...]
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
        return (number < 0 ? "-" : "") + layOut(digits, point: point)
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
