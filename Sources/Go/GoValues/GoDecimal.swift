/// The decimal digits of a finite, not negative number: 0.d₁d₂d₃… × 10^point, without zeros at either end; none for zero.
struct GoDecimal: Equatable {
    var digits: [UInt8]
    var point: Int

    /// The fewest digits that read back as the same number.
    init(shortest value: Double) {
        digits = []
        point = 0
        guard value != 0 else { return }
        var exponent = 0
        var sawPoint = false
        let text = Array(value.magnitude.description.utf8)
        for (index, byte) in text.enumerated() {
            if byte == UInt8(ascii: ".") {
                sawPoint = true
            } else if byte == UInt8(ascii: "e") {
                exponent = Int(String(decoding: text[(index + 1)...], as: UTF8.self)) ?? 0
                break
            } else {
                digits.append(byte - UInt8(ascii: "0"))
                if !sawPoint { point += 1 }
            }
        }
        point += exponent
        trim()
    }

    /// All digits of the number: a double is a binary fraction, so there are at most some 770.
    init(exact value: Double) {
        digits = []
        point = 0
        guard value != 0 else { return }
        let fraction = value.isNormal ? value.significandBitPattern | 1 << 52 : value.significandBitPattern
        let exponent = max(Int(value.exponentBitPattern), 1) - 1075
        var number = LargeNumber(fraction)
        if exponent >= 0 {
            number.multiply(byPowerOf: 2, exponent)
        } else {
            // m / 2^n is m × 5^n / 10^n.
            number.multiply(byPowerOf: 5, -exponent)
        }
        digits = number.digits
        point = digits.count + min(exponent, 0)
        trim()
    }

    /// Keeps so many digits, rounding half to even.
    mutating func round(to count: Int) {
        guard count < digits.count else { return }
        guard count >= 0 else {
            digits = []
            point = 0
            return
        }
        let isUp = shouldRoundUp(at: count)
        digits.removeLast(digits.count - count)
        if isUp { increment() }
        trim()
    }

    func digit(_ index: Int) -> UInt8 {
        UInt8(ascii: "0") + (digits.indices.contains(index) ? digits[index] : 0)
    }

    private func shouldRoundUp(at count: Int) -> Bool {
        let isHalf = digits[count] == 5 && count + 1 == digits.count
        return isHalf ? count > 0 && digits[count - 1] % 2 == 1 : digits[count] >= 5
    }

    private mutating func increment() {
        while let last = digits.popLast() {
            if last < 9 {
                digits.append(last + 1)
                return
            }
        }
        digits = [1]
        point += 1
    }

    private mutating func trim() {
        while digits.last == 0 { digits.removeLast() }
        let zeros = digits.prefix { $0 == 0 }.count
        digits.removeFirst(zeros)
        point = digits.isEmpty ? 0 : point - zeros
    }
}

/// A natural number of any size, in limbs of nine decimal digits, the lowest first.
private struct LargeNumber {
    private var limbs: [UInt32] = []
    private static let base: UInt64 = 1_000_000_000

    init(_ value: UInt64) {
        var rest = value
        while rest > 0 {
            limbs.append(UInt32(rest % Self.base))
            rest /= Self.base
        }
    }

    mutating func multiply(byPowerOf factor: UInt64, _ exponent: Int) {
        // The most that keeps a product of it and a limb inside 64 bits: 2^28 and 5^12 are below 2^28.
        let step = factor == 2 ? 28 : 12
        var rest = exponent
        while rest > 0 {
            let count = min(step, rest)
            multiply(by: (0..<count).reduce(1) { product, _ in product * factor })
            rest -= count
        }
    }

    private mutating func multiply(by factor: UInt64) {
        var carry: UInt64 = 0
        for index in limbs.indices {
            let product = UInt64(limbs[index]) * factor + carry
            limbs[index] = UInt32(product % Self.base)
            carry = product / Self.base
        }
        if carry > 0 { limbs.append(UInt32(carry)) }
    }

    var digits: [UInt8] {
        var result: [UInt8] = []
        for limb in limbs.reversed() {
            var divisor: UInt32 = 100_000_000
            while divisor > 0 {
                result.append(UInt8(limb / divisor % 10))
                divisor /= 10
            }
        }
        return result
    }
}
