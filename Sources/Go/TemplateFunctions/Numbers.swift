import GoValues

/// Conversions between values and numbers, as the library cast does for sprig: what is no number becomes 0.
extension GoValue {
    var asInt64: Int64 {
        switch self {
        case .int(let value): Int64(value)
        case .int64(let value): value
        case .uint64(let value): Int64(bitPattern: value)
        case .float(let value): Int64(truncating: value)
        case .bool(let value): value ? 1 : 0
        case .string(let text): (try? GoNumber.parseInt(text.withoutZeroFraction, base: 0)) ?? 0
        case .object(let object) where ["time.Month", "time.Weekday"].contains(object.typeName):
            object.underlying?.asInt64 ?? 0
        default: 0
        }
    }

    var asDouble: Double {
        switch self {
        case .uint64(let value): Double(value)
        case .float(let value): value
        case .string(let text): (try? GoNumber.parseFloat(text)) ?? 0
        default: Double(asInt64)
        }
    }
}

extension Int64 {
    /// As Go converts on common processors: what does not fit becomes the least number.
    init(truncating value: Double) {
        self = Int64(exactly: value.rounded(.towardZero)) ?? .min
    }
}

extension GoString {
    /// A decimal number; one too large or too small becomes the largest or least, what is none becomes 0.
    var clampedInteger: Int64 {
        do {
            return try GoNumber.parseInt(self, base: 10)
        } catch {
            guard error.message.hasSuffix("value out of range") else { return 0 }
            return bytes.first == UInt8(ascii: "-") ? .min : .max
        }
    }

    /// `10` for `10.00`; a fraction of anything but zeros stays.
    fileprivate var withoutZeroFraction: GoString {
        var sawZero = false
        for index in bytes.indices.reversed() {
            switch bytes[index] {
            case UInt8(ascii: "."):
                if sawZero { return self[0..<index] }
            case UInt8(ascii: "0"): sawZero = true
            default: return self
            }
        }
        return self
    }
}

/// Go's package `math`, where it differs from C's.
enum GoMath {
    static func max(_ left: Double, _ right: Double) -> Double {
        if left == .infinity || right == .infinity { return .infinity }
        if left.isNaN || right.isNaN { return .nan }
        if left == 0, right == 0 { return left.sign == .minus ? right : left }
        return left > right ? left : right
    }

    static func min(_ left: Double, _ right: Double) -> Double {
        if left == -.infinity || right == -.infinity { return -.infinity }
        if left.isNaN || right.isNaN { return .nan }
        if left == 0, right == 0 { return left.sign == .minus ? left : right }
        return left < right ? left : right
    }

    /// Ten to a whole power, with the roundings of Go's `math.Pow`.
    static func powerOfTen(_ exponent: Int) -> Double {
        if exponent.magnitude >= 400 { return exponent > 0 ? .infinity : 0 }
        var (mantissa, binary) = (1.0, 0)
        var (base, step) = (0.625, 4)
        var rest = exponent.magnitude
        while rest != 0 {
            if rest & 1 == 1 {
                mantissa *= base
                binary += step
            }
            base *= base
            step *= 2
            if base < 0.5 {
                base += base
                step -= 1
            }
            rest >>= 1
        }
        if exponent < 0 {
            mantissa = 1 / mantissa
            binary = -binary
        }
        return Double(sign: .plus, exponent: binary, significand: mantissa)
    }

    /// Half up from the given fraction on, as sprig rounds: negative numbers always go down.
    static func round(_ value: Double, places: Int, from threshold: Double) -> Double {
        let power = powerOfTen(places)
        let scaled = power * value
        let fraction = scaled.isInfinite ? scaled : scaled - scaled.rounded(.towardZero)
        return scaled.rounded(fraction >= threshold ? .up : .down) / power
    }
}
