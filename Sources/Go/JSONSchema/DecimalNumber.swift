import GoValues

/// A number by its decimal digits: a multiple of 0.01 is one in decimal, though not in binary.
enum DecimalNumber {
    static func isMultiple(_ number: Double, of factor: Double) -> Bool {
        guard number != 0 else { return true }
        guard factor != 0, let (left, leftExponent) = parts(number), let (right, rightExponent) = parts(factor) else {
            return false
        }
        let difference = leftExponent - rightExponent
        if difference >= 0 { return remainder(left, timesTenTo: difference, by: right) == 0 }
        // The factor has the larger exponent, so it needs its zeros in the number. Digits have none at their end.
        var product = UInt128(right)
        for _ in 0..<(-difference) {
            product *= 10
            if product > left { return false }
        }
        return UInt128(left) % product == 0
    }

    private static func remainder(_ value: UInt64, timesTenTo exponent: Int, by divisor: UInt64) -> UInt64 {
        var rest = UInt128(value) % UInt128(divisor)
        for _ in 0..<exponent where rest != 0 { rest = rest * 10 % UInt128(divisor) }
        return UInt64(rest)
    }

    /// The shortest digits that mean the number, without zeros at their end, and the power of ten of the last.
    private static func parts(_ number: Double) -> (digits: UInt64, exponent: Int)? {
        let text = GoNumber.format(number.magnitude, verb: UInt8(ascii: "e"), precision: -1)
        guard let mark = text.firstIndex(of: UInt8(ascii: "e")) else { return nil }
        let exponentText = text[(mark + 1)...].filter { $0 != UInt8(ascii: "+") }
        let mantissa = text[..<mark].filter { $0 != UInt8(ascii: ".") }
        guard let exponent = Int(String(decoding: exponentText, as: UTF8.self)),
            let digits = UInt64(String(decoding: mantissa, as: UTF8.self))
        else { return nil }
        return (digits, exponent - (mantissa.count - 1))
    }
}
