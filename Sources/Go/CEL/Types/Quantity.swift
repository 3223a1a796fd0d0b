/// An amount of a resource, as Kubernetes writes it: `500m`, `1.5Gi`, `2e3`. Exact, in billionths.
package struct Quantity: Sendable, Hashable, Comparable {
    /// Whether it is below zero.
    private let isNegative: Bool
    /// The digits of the amount in billionths, the last first; none where it is zero.
    private let digits: [UInt8]

    /// Digits after the point.
    private static let scale = 9
    /// Beyond any amount that there is: what is longer, or has a higher exponent, is refused.
    private static let longest = 100

    private init(isNegative: Bool, digits: [UInt8]) {
        let significant = digits.count - digits.reversed().prefix { $0 == 0 }.count
        self.digits = Array(digits[..<significant])
        self.isNegative = isNegative && significant > 0
    }

    init(_ value: Int64) {
        let digits = String(value.magnitude).utf8.reversed().map { $0 - UInt8(ascii: "0") }
        self.init(isNegative: value < 0, digits: [UInt8](repeating: 0, count: Self.scale) + digits)
    }

    init(_ text: String) throws(Fault) {
        let failure = Fault.evaluation("\(text.quotedBriefly) is no quantity such as 500m, 1.5Gi or 2e3")
        var rest = text.utf8[...]
        guard text.utf8.count <= Self.longest else { throw failure }
        let isNegative = rest.first == UInt8(ascii: "-")
        if isNegative || rest.first == UInt8(ascii: "+") { rest.removeFirst() }
        let whole = rest.prefix(while: Lexer.isDigit)
        rest = rest.dropFirst(whole.count)
        var fraction = rest.prefix(0)
        if rest.first == UInt8(ascii: ".") {
            rest.removeFirst()
            fraction = rest.prefix(while: Lexer.isDigit)
            rest = rest.dropFirst(fraction.count)
        }
        guard !whole.isEmpty || !fraction.isEmpty, let unit = Unit(String(rest) ?? "") else { throw failure }
        let written = (Array(whole) + Array(fraction)).map { $0 - UInt8(ascii: "0") }
        let product = Self.times(Array(written.reversed()), unit.factor)
        let shift = Self.scale + unit.exponent - fraction.count
        let amount =
            shift >= 0 ? [UInt8](repeating: 0, count: shift) + product : Self.roundedUp(product, dropping: -shift)
        // Amounts in powers of two end with what a signed integer of 64 bits can hold.
        let quantity = Quantity(isNegative: isNegative, digits: amount)
        let most = Quantity(Int64.max)
        self = unit.isBinary && most < quantity.magnitude ? isNegative ? most.negated : most : quantity
    }

    /// What stands after the number.
    private struct Unit {
        var factor: UInt64 = 1
        var exponent = 0
        var isBinary = false

        init?(_ suffix: String) {
            let decimals = ["n": -9, "u": -6, "m": -3, "": 0, "k": 3, "M": 6, "G": 9, "T": 12, "P": 15, "E": 18]
            let binaries = ["Ki": 10, "Mi": 20, "Gi": 30, "Ti": 40, "Pi": 50, "Ei": 60]
            if let exponent = decimals[suffix] {
                self.exponent = exponent
            } else if let power = binaries[suffix] {
                factor = 1 << UInt64(power)
                isBinary = true
            } else {
                guard suffix.first == "e" || suffix.first == "E", suffix.utf8.count <= 5,
                    let exponent = Int(suffix.dropFirst()), abs(exponent) <= Quantity.longest
                else { return nil }
                self.exponent = exponent
            }
        }
    }

    private static func times(_ digits: [UInt8], _ factor: UInt64) -> [UInt8] {
        guard factor > 1 else { return digits }
        var product: [UInt8] = []
        var carry: UInt64 = 0
        for digit in digits {
            // At most 9 · 2^60 and a carry that is a tenth of that.
            carry += UInt64(digit) * factor
            product.append(UInt8(carry % 10))
            carry /= 10
        }
        while carry > 0 {
            product.append(UInt8(carry % 10))
            carry /= 10
        }
        return product
    }

    /// What is asked for in less than billionths is rounded away from zero: who wants some gets some.
    private static func roundedUp(_ digits: [UInt8], dropping count: Int) -> [UInt8] {
        let kept = Array(digits.dropFirst(count))
        return digits.prefix(count).allSatisfy { $0 == 0 } ? kept : sum(kept, [1])
    }

    private static func sum(_ left: [UInt8], _ right: [UInt8]) -> [UInt8] {
        var sum: [UInt8] = []
        var carry: UInt8 = 0
        for index in 0..<max(left.count, right.count) {
            carry += (index < left.count ? left[index] : 0) + (index < right.count ? right[index] : 0)
            sum.append(carry % 10)
            carry /= 10
        }
        if carry > 0 { sum.append(carry) }
        return sum
    }

    /// The left one is not the smaller one.
    private static func difference(_ left: [UInt8], _ right: [UInt8]) -> [UInt8] {
        var difference: [UInt8] = []
        var borrow: UInt8 = 0
        for index in left.indices {
            let taken = (index < right.count ? right[index] : 0) + borrow
            borrow = left[index] < taken ? 1 : 0
            difference.append(left[index] + borrow * 10 - taken)
        }
        return difference
    }

    private static func isSmaller(_ left: [UInt8], _ right: [UInt8]) -> Bool {
        left.count != right.count
            ? left.count < right.count : left.reversed().lexicographicallyPrecedes(right.reversed())
    }

    private var magnitude: Quantity { Quantity(isNegative: false, digits: digits) }
    var negated: Quantity { Quantity(isNegative: !isNegative, digits: digits) }
    /// -1, 0 or 1.
    var sign: Int64 { digits.isEmpty ? 0 : isNegative ? -1 : 1 }

    package static func < (left: Quantity, right: Quantity) -> Bool {
        guard left.isNegative == right.isNegative else { return left.isNegative }
        return left.isNegative ? isSmaller(right.digits, left.digits) : isSmaller(left.digits, right.digits)
    }

    static func + (left: Quantity, right: Quantity) -> Quantity {
        if left.isNegative == right.isNegative {
            return Quantity(isNegative: left.isNegative, digits: sum(left.digits, right.digits))
        }
        let isLess = isSmaller(left.digits, right.digits)
        let (more, less) = isLess ? (right, left) : (left, right)
        return Quantity(isNegative: more.isNegative, digits: difference(more.digits, less.digits))
    }

    private func written(_ digits: some Sequence<UInt8>) -> String {
        (isNegative ? "-" : "") + digits.reversed().map { String($0) }.joined()
    }

    /// Nil where it is no whole number, or too large.
    var integer: Int64? {
        guard digits.prefix(Self.scale).allSatisfy({ $0 == 0 }) else { return nil }
        return sign == 0 ? 0 : Int64(written(digits.dropFirst(Self.scale)))
    }

    /// The nearest double.
    var approximate: Double { sign == 0 ? 0 : Double(written(digits) + "e-\(Self.scale)") ?? 0 }
}
