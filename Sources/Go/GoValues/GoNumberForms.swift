extension GoNumber {
    /// `%b`: the mantissa as an integer and a power of two.
    static func appendBinary(_ value: Double, to output: inout [UInt8]) {
        let parts = parts(of: value)
        output.append(contentsOf: "\(parts.mantissa)p\(parts.exponent - 52 >= 0 ? "+" : "")\(parts.exponent - 52)".utf8)
    }

    /// `%x`: a mantissa in base 16 and a power of two.
    static func appendHexadecimal(_ value: Double, verb: UInt8, precision: Int, to output: inout [UInt8]) {
        var (mantissa, exponent) = parts(of: value)
        if mantissa == 0 { exponent = 0 }
        mantissa <<= 8
        while mantissa != 0, mantissa & 1 << 60 == 0 {
            mantissa <<= 1
            exponent -= 1
        }
        if precision >= 0, precision < 15 { round(&mantissa, &exponent, to: precision) }
        let digits = Array((verb == UInt8(ascii: "x") ? "0123456789abcdef" : "0123456789ABCDEF").utf8)
        output.append(contentsOf: [UInt8(ascii: "0"), verb, UInt8(ascii: "0") + UInt8(mantissa >> 60 & 1)])
        mantissa <<= 4
        if precision > 0 || precision < 0 && mantissa != 0 { output.append(UInt8(ascii: ".")) }
        var count = 0
        while precision < 0 ? mantissa != 0 : count < precision {
            output.append(digits[Int(mantissa >> 60 & 15)])
            mantissa <<= 4
            count += 1
        }
        output.append(verb &- UInt8(ascii: "x") &+ UInt8(ascii: "p"))
        appendExponent(exponent, to: &output)
    }

    private static func parts(of value: Double) -> (mantissa: UInt64, exponent: Int) {
        let pattern = Int(value.exponentBitPattern)
        let mantissa = pattern == 0 ? value.significandBitPattern : value.significandBitPattern | 1 << 52
        return (mantissa, max(pattern, 1) - 1023)
    }

    private static func round(_ mantissa: inout UInt64, _ exponent: inout Int, to precision: Int) {
        let shift = UInt64(precision * 4)
        let extra = mantissa << shift & (1 << 60 - 1)
        mantissa >>= 60 - shift
        if extra | mantissa & 1 > 1 << 59 { mantissa += 1 }
        mantissa <<= 60 - shift
        if mantissa & 1 << 61 != 0 {
            mantissa >>= 1
            exponent += 1
        }
    }
}
