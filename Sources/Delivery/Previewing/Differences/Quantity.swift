internal import Documents

/// A quantity of Kubernetes, in billionths: `100m`, `0.1`, `1Gi`, `1e3`.
struct Quantity: Comparable {
    private let billionths: Int128

    /// Nil for what is no quantity, or is above what Kubernetes reckons with.
    init?(_ value: Value) {
        switch value {
        case .integer(let number): self.init(String(number))
        case .double: self.init(value.json())
        case .string(let text): self.init(text)
        case .null, .bool, .array, .object: return nil
        }
    }

    init?(_ text: String) {
        var rest = Array(text.utf8)[...]
        guard rest.count <= Quantity.longest, !rest.isEmpty else { return nil }
        let isNegative = rest.first == UInt8(ascii: "-")
        if isNegative || rest.first == UInt8(ascii: "+") { rest.removeFirst() }
        let whole = rest.prefix(while: \.isDigit)
        rest = rest.dropFirst(whole.count)
        var fraction: ArraySlice<UInt8> = []
        if rest.first == UInt8(ascii: ".") {
            fraction = rest.dropFirst().prefix(while: \.isDigit)
            rest = rest.dropFirst(fraction.count + 1)
        }
        guard whole.count + fraction.count > 0, let unit = Quantity.unit(String(decoding: rest, as: UTF8.self)),
            let digits = Int128(String(decoding: whole + fraction, as: UTF8.self))
        else { return nil }
        let (product, isTooMuch) = digits.multipliedReportingOverflow(by: unit)
        guard !isTooMuch, let divisor = Quantity.power(10, fraction.count) else { return nil }
        let (quotient, remainder) = product.quotientAndRemainder(dividingBy: divisor)
        // As Kubernetes does: what is finer counts as the next billionth.
        let rounded = quotient + (remainder > 0 ? 1 : 0)
        billionths = isNegative ? -rounded : rounded
    }

    private static let longest = 40

    /// What a suffix stands for, in billionths.
    private static func unit(_ suffix: String) -> Int128? {
        switch suffix {
        case "n": return 1
        case "u": return 1_000
        case "m": return 1_000_000
        case "": return 1_000_000_000
        default: break
        }
        if let index = ["k", "M", "G", "T", "P", "E"].firstIndex(of: suffix) { return power(10, 9 + 3 * (index + 1)) }
        if let index = ["Ki", "Mi", "Gi", "Ti", "Pi", "Ei"].firstIndex(of: suffix) {
            return power(1_024, index + 1).map { $0 * 1_000_000_000 }
        }
        guard suffix.first == "e" || suffix.first == "E", let exponent = Int(suffix.dropFirst()) else { return nil }
        return power(10, 9 + exponent)
    }

    private static func power(_ base: Int128, _ exponent: Int) -> Int128? {
        guard (0...28).contains(exponent) else { return nil }
        var result: Int128 = 1
        for _ in 0..<exponent {
            let (product, isTooMuch) = result.multipliedReportingOverflow(by: base)
            guard !isTooMuch else { return nil }
            result = product
        }
        return result
    }

    static func < (left: Quantity, right: Quantity) -> Bool { left.billionths < right.billionths }
}

extension UInt8 {
    fileprivate var isDigit: Bool { (0x30...0x39).contains(self) }
}
