package import Documents

/// A quantity of Kubernetes, in billionths: `100m`, `0.1`, `1Gi`, `1e3`.
///
/// Exact. Sums and products end at `mostReckoned`, so that no manifest makes one overflow.
package struct Quantity: Sendable, Hashable, Comparable {
    private let billionths: Int128

    private init(billionths: Int128) { self.billionths = billionths }

    package init(_ whole: Int) { billionths = Int128(whole) * Quantity.scale }

    /// Nil for what is no quantity, or is above what Kubernetes reckons with.
    package init?(_ value: Value) {
        switch value {
        case .integer(let number): self.init(String(number))
        case .double: self.init(value.json())
        case .string(let text): self.init(text)
        case .null, .bool, .array, .object: return nil
        }
    }

    package init?(_ text: String) {
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
    private static let scale: Int128 = 1_000_000_000

    /// What a suffix stands for, in billionths.
    private static func unit(_ suffix: String) -> Int128? {
        switch suffix {
        case "n": return 1
        case "u": return 1_000
        case "m": return 1_000_000
        case "": return scale
        default: break
        }
        if let index = ["k", "M", "G", "T", "P", "E"].firstIndex(of: suffix) { return power(10, 9 + 3 * (index + 1)) }
        if let index = binarySuffixes.firstIndex(of: suffix) { return power(1_024, index + 1).map { $0 * scale } }
        guard suffix.first == "e" || suffix.first == "E", let exponent = Int(suffix.dropFirst()) else { return nil }
        return power(10, 9 + exponent)
    }

    private static let binarySuffixes = ["Ki", "Mi", "Gi", "Ti", "Pi", "Ei"]

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

    package static func < (left: Quantity, right: Quantity) -> Bool { left.billionths < right.billionths }
}

// MARK: Reckoning

extension Quantity {
    package static let zero = Quantity(0)

    /// Far above anything that there is, and so far below what an integer holds that two of them can be added.
    package static let mostReckoned = Quantity(billionths: 1 << 120)

    private init(bounded billionths: Int128) {
        let most = Quantity.mostReckoned.billionths
        self.init(billionths: min(max(billionths, -most), most))
    }

    private var bounded: Int128 { Quantity(bounded: billionths).billionths }

    package static func + (left: Quantity, right: Quantity) -> Quantity {
        Quantity(bounded: left.bounded + right.bounded)
    }

    package static func - (left: Quantity, right: Quantity) -> Quantity {
        Quantity(bounded: left.bounded - right.bounded)
    }

    package static func * (quantity: Quantity, count: Int) -> Quantity {
        let (product, isTooMuch) = quantity.billionths.multipliedReportingOverflow(by: Int128(count))
        guard isTooMuch else { return Quantity(bounded: product) }
        return (quantity.billionths < 0) == (count < 0) ? mostReckoned : zero - mostReckoned
    }

    /// In whole units, away from zero where it is between two.
    package var roundedAway: Int128 {
        let (quotient, remainder) = billionths.quotientAndRemainder(dividingBy: Quantity.scale)
        return quotient + remainder.signum()
    }

    /// In billionths of a unit.
    package var inBillionths: Int128 { billionths }
}

// MARK: Writing

extension Quantity {
    /// `2`, `500m`, `-10u`: what is counted.
    package var decimalText: String {
        let units: [(Int128, String)] = [(Quantity.scale, ""), (1_000_000, "m"), (1_000, "u")]
        for (unit, suffix) in units where billionths.isMultiple(of: unit) { return "\(billionths / unit)\(suffix)" }
        return "\(billionths)n"
    }

    /// `1536Mi`, `10Gi`, `500M`, `12345`: bytes, in the largest unit in which it is a whole number.
    package var binaryText: String {
        guard billionths != 0, billionths.isMultiple(of: Quantity.scale) else { return decimalText }
        let bytes = billionths / Quantity.scale
        for index in Quantity.binarySuffixes.indices.reversed() {
            let unit: Int128 = 1 << Int128(10 * (index + 1))
            if bytes.isMultiple(of: unit) { return "\(bytes / unit)\(Quantity.binarySuffixes[index])" }
        }
        let decimals: [(Int128, String)] = [(1_000_000_000, "G"), (1_000_000, "M"), (1_000, "k")]
        for (unit, suffix) in decimals where bytes.isMultiple(of: unit) { return "\(bytes / unit)\(suffix)" }
        return "\(bytes)"
    }
}

extension UInt8 {
    fileprivate var isDigit: Bool { (0x30...0x39).contains(self) }
}
