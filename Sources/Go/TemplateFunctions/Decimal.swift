import GoValues

/// A decimal number of any length, as sprig's `addf`, `mulf` and their kin compute with.
struct Decimal {
    private var isNegative: Bool
    private var digits: Natural
    /// The power of ten that the digits are multiplied by.
    private var exponent: Int

    /// How many digits behind the point a quotient has.
    private static let precision = 16

    private init(isNegative: Bool, digits: Natural, exponent: Int) {
        self.isNegative = isNegative && !digits.isZero
        self.digits = digits
        self.exponent = exponent
    }

    /// The shortest decimal that reads back as the number.
    init(_ value: Double) throws(GoError) {
        let text = GoNumber.format(value, verb: UInt8(ascii: "e"), precision: -1)
        guard value.isFinite else {
            throw GoError("Cannot create a Decimal from \(String(decoding: text, as: UTF8.self))")
        }
        let parts = text.split(separator: UInt8(ascii: "e"))
        let mantissa = parts[0].filter { $0 >= UInt8(ascii: "0") }
        let exponent = parts.count > 1 ? Int(String(decoding: parts[1], as: UTF8.self)) ?? 0 : 0
        self.init(
            isNegative: value < 0, digits: Natural(decimal: mantissa), exponent: exponent - (mantissa.count - 1))
    }

    /// The nearest floating-point number.
    var double: Double {
        let text = (isNegative ? "-" : "") + digits.description + "e\(exponent)"
        return digits.isZero ? 0 : Double(text) ?? 0
    }

    private func scaled(to exponent: Int) -> Natural { digits.timesPowerOfTen(self.exponent - exponent) }

    static func + (left: Decimal, right: Decimal) -> Decimal {
        let exponent = min(left.exponent, right.exponent)
        let (first, second) = (left.scaled(to: exponent), right.scaled(to: exponent))
        if left.isNegative == right.isNegative {
            return Decimal(isNegative: left.isNegative, digits: first + second, exponent: exponent)
        }
        return first < second
            ? Decimal(isNegative: right.isNegative, digits: second - first, exponent: exponent)
            : Decimal(isNegative: left.isNegative, digits: first - second, exponent: exponent)
    }

    static func - (left: Decimal, right: Decimal) -> Decimal {
        left + Decimal(isNegative: !right.isNegative, digits: right.digits, exponent: right.exponent)
    }

    static func * (left: Decimal, right: Decimal) -> Decimal {
        Decimal(
            isNegative: left.isNegative != right.isNegative, digits: left.digits * right.digits,
            exponent: left.exponent + right.exponent)
    }

    /// Rounded half away from zero.
    func divided(by divisor: Decimal) throws(GoError) -> Decimal {
        guard !divisor.digits.isZero else { throw GoError("decimal division by 0") }
        let shift = exponent - divisor.exponent + Self.precision
        let numerator = digits.timesPowerOfTen(max(shift, 0))
        let denominator = divisor.digits.timesPowerOfTen(max(-shift, 0))
        var (quotient, remainder) = numerator.quotientAndRemainder(dividingBy: denominator)
        if !(remainder + remainder < denominator) { quotient = quotient + Natural(1) }
        return Decimal(
            isNegative: isNegative != divisor.isNegative, digits: quotient, exponent: -Self.precision)
    }
}

/// A natural number of any length, in digits of nine decimal ones, the lowest first.
private struct Natural: Comparable, CustomStringConvertible {
    private static let base: UInt64 = 1_000_000_000
    private var limbs: [UInt32] = []

    init(_ value: UInt32) { limbs = value == 0 ? [] : [value] }

    private init(limbs: [UInt32]) {
        self.limbs = limbs
        while self.limbs.last == 0 { self.limbs.removeLast() }
    }

    /// ASCII digits.
    init(decimal digits: [UInt8]) {
        var limbs: [UInt32] = []
        var end = digits.count
        while end > 0 {
            let start = max(0, end - 9)
            limbs.append(digits[start..<end].reduce(0) { $0 * 10 + UInt32($1 - UInt8(ascii: "0")) })
            end = start
        }
        self.init(limbs: limbs)
    }

    var isZero: Bool { limbs.isEmpty }

    var description: String {
        guard let first = limbs.last else { return "0" }
        return limbs.dropLast().reversed().reduce(String(first)) { text, limb in
            let digits = String(limb)
            return text + String(repeating: "0", count: 9 - digits.utf8.count) + digits
        }
    }

    static func < (left: Natural, right: Natural) -> Bool {
        guard left.limbs.count == right.limbs.count else { return left.limbs.count < right.limbs.count }
        return left.limbs.reversed().lexicographicallyPrecedes(right.limbs.reversed())
    }

    static func + (left: Natural, right: Natural) -> Natural {
        var limbs: [UInt32] = []
        var carry: UInt64 = 0
        for index in 0..<max(left.limbs.count, right.limbs.count) {
            carry += UInt64(left.limb(index)) + UInt64(right.limb(index))
            limbs.append(UInt32(carry % base))
            carry /= base
        }
        return Natural(limbs: limbs + [UInt32(carry)])
    }

    /// The left number is not the smaller one.
    static func - (left: Natural, right: Natural) -> Natural {
        var limbs = left.limbs
        var borrow: UInt64 = 0
        for index in limbs.indices {
            let taken = UInt64(right.limb(index)) + borrow
            let limb = UInt64(limbs[index])
            borrow = limb < taken ? 1 : 0
            limbs[index] = UInt32(limb + borrow * base - taken)
        }
        return Natural(limbs: limbs)
    }

    static func * (left: Natural, right: Natural) -> Natural {
        var limbs = [UInt32](repeating: 0, count: left.limbs.count + right.limbs.count)
        for (offset, factor) in left.limbs.enumerated() {
            var carry: UInt64 = 0
            for (index, limb) in right.limbs.enumerated() {
                carry += UInt64(factor) * UInt64(limb) + UInt64(limbs[offset + index])
                limbs[offset + index] = UInt32(carry % base)
                carry /= base
            }
            limbs[offset + right.limbs.count] = UInt32(carry)
        }
        return Natural(limbs: limbs)
    }

    private func limb(_ index: Int) -> UInt32 { index < limbs.count ? limbs[index] : 0 }

    func timesPowerOfTen(_ power: Int) -> Natural {
        guard !isZero, power > 0 else { return self }
        let factor = (0..<(power % 9)).reduce(UInt32(1)) { value, _ in value * 10 }
        return Natural(limbs: [UInt32](repeating: 0, count: power / 9) + (self * Natural(factor)).limbs)
    }

    /// By long division; each digit of the quotient is found by halving.
    func quotientAndRemainder(dividingBy divisor: Natural) -> (Natural, Natural) {
        var quotient = [UInt32](repeating: 0, count: limbs.count)
        var remainder = Natural(0)
        for index in limbs.indices.reversed() {
            remainder = Natural(limbs: [limbs[index]] + remainder.limbs)
            var (low, high) = (UInt32(0), UInt32(Self.base - 1))
            while low < high {
                let middle = low + (high - low + 1) / 2
                if remainder < divisor * Natural(middle) { high = middle - 1 } else { low = middle }
            }
            quotient[index] = low
            remainder = remainder - divisor * Natural(low)
        }
        return (Natural(limbs: quotient), remainder)
    }
}
