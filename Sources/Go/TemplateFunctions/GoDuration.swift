package import GoValues

/// A length of time, as Go's `time.Duration`.
package struct GoDuration: Sendable {
    package var nanoseconds: Int64

    init(nanoseconds: Int64) { self.nanoseconds = nanoseconds }

    private static let units: [GoString: UInt64] = [
        "ns": 1, "us": 1_000, "µs": 1_000, "μs": 1_000, "ms": 1_000_000, "s": 1_000_000_000, "m": 60_000_000_000,
        "h": 3_600_000_000_000,
    ]

    /// `1h30m`, `-1.5s`, `300ms` and the like.
    package init(_ text: GoString) throws(GoError) {
        let invalid = GoError("time: invalid duration \(TimeQuote.quote(text))")
        var rest = text.bytes[...]
        let isNegative = rest.first == UInt8(ascii: "-")
        if isNegative || rest.first == UInt8(ascii: "+") { rest.removeFirst() }
        if Array(rest) == [UInt8(ascii: "0")] {
            self.init(nanoseconds: 0)
            return
        }
        guard !rest.isEmpty else { throw invalid }
        var total: UInt64 = 0
        while !rest.isEmpty {
            let (sum, overflows) = total.addingReportingOverflow(try Self.takePart(&rest, of: text))
            guard !overflows, sum <= 1 << 63 else { throw invalid }
            total = sum
        }
        guard isNegative || total < 1 << 63 else { throw invalid }
        self.init(nanoseconds: Int64(truncatingIfNeeded: isNegative ? 0 &- total : total))
    }

    /// A number with a unit, in nanoseconds.
    private static func takePart(_ rest: inout ArraySlice<UInt8>, of text: GoString) throws(GoError) -> UInt64 {
        let invalid = GoError("time: invalid duration \(TimeQuote.quote(text))")
        let whole = rest.prefix(while: VersionReader.isDigit)
        rest = rest.dropFirst(whole.count)
        guard let number = value(of: whole) else { throw invalid }
        var (fraction, scale): (UInt64, Double) = (0, 1)
        var hasFraction = false
        if rest.first == UInt8(ascii: ".") {
            rest.removeFirst()
            let digits = rest.prefix(while: VersionReader.isDigit)
            rest = rest.dropFirst(digits.count)
            hasFraction = !digits.isEmpty
            (fraction, scale) = Self.fraction(digits)
        }
        guard !whole.isEmpty || hasFraction else { throw invalid }
        let name = GoString(rest.prefix { $0 != UInt8(ascii: ".") && !VersionReader.isDigit($0) })
        rest = rest.dropFirst(name.count)
        guard !name.isEmpty else { throw GoError("time: missing unit in duration \(TimeQuote.quote(text))") }
        guard let unit = units[name] else {
            throw GoError("time: unknown unit \(TimeQuote.quote(name)) in duration \(TimeQuote.quote(text))")
        }
        guard number <= (1 << 63) / unit else { throw invalid }
        let sum = number * unit + (fraction > 0 ? UInt64(Double(fraction) * (Double(unit) / scale)) : 0)
        guard sum <= 1 << 63 else { throw invalid }
        return sum
    }

    /// Nil where the number does not fit.
    private static func value(of digits: ArraySlice<UInt8>) -> UInt64? {
        var value: UInt64 = 0
        for digit in digits {
            guard value <= (1 << 63) / 10 else { return nil }
            value = value * 10 + UInt64(digit - UInt8(ascii: "0"))
            guard value <= 1 << 63 else { return nil }
        }
        return value
    }

    /// As many digits as fit.
    private static func fraction(_ digits: ArraySlice<UInt8>) -> (UInt64, Double) {
        var (value, scale): (UInt64, Double) = (0, 1)
        for digit in digits {
            guard value <= (1 << 63 - 1) / 10 else { break }
            let next = value * 10 + UInt64(digit - UInt8(ascii: "0"))
            guard next <= 1 << 63 else { break }
            value = next
            scale *= 10
        }
        return (value, scale)
    }

    /// `1h30m0s`; below a second with a smaller unit.
    var text: String {
        if nanoseconds == 0 { return "0s" }
        let magnitude = nanoseconds.magnitude
        let sign = nanoseconds < 0 ? "-" : ""
        if magnitude < 1_000 { return "\(sign)\(magnitude)ns" }
        if magnitude < 1_000_000 { return sign + Self.decimal(magnitude, unit: 1_000) + "µs" }
        if magnitude < 1_000_000_000 { return sign + Self.decimal(magnitude, unit: 1_000_000) + "ms" }
        let seconds = Self.decimal(magnitude % 60_000_000_000, unit: 1_000_000_000) + "s"
        let minutes = magnitude / 60_000_000_000
        if minutes == 0 { return sign + seconds }
        return minutes < 60 ? "\(sign)\(minutes)m\(seconds)" : "\(sign)\(minutes / 60)h\(minutes % 60)m\(seconds)"
    }

    private static func decimal(_ value: UInt64, unit: UInt64) -> String {
        let (whole, part) = value.quotientAndRemainder(dividingBy: unit)
        guard part > 0 else { return String(whole) }
        var digits = String(part + unit).dropFirst()
        while digits.last == "0" { digits.removeLast() }
        return "\(whole).\(digits)"
    }

    /// To a multiple, half away from zero; unchanged where there is no such or it does not fit.
    func rounded(to multiple: GoDuration) -> GoDuration {
        guard multiple.nanoseconds > 0 else { return self }
        let remainder = nanoseconds % multiple.nanoseconds
        let isNearer = remainder.magnitude &+ remainder.magnitude < multiple.nanoseconds.magnitude
        if isNearer { return GoDuration(nanoseconds: nanoseconds - remainder) }
        let step = nanoseconds < 0 ? -multiple.nanoseconds : multiple.nanoseconds
        let (sum, overflows) = (nanoseconds - remainder).addingReportingOverflow(step)
        return GoDuration(nanoseconds: overflows ? (nanoseconds < 0 ? .min : .max) : sum)
    }

    func truncated(to multiple: GoDuration) -> GoDuration {
        guard multiple.nanoseconds > 0 else { return self }
        return GoDuration(nanoseconds: nanoseconds - nanoseconds % multiple.nanoseconds)
    }

    /// A number of units and its fraction, as `Hours` and its kin give it.
    func value(in unit: Int64) -> Double {
        Double(nanoseconds / unit) + Double(nanoseconds % unit) / Double(unit)
    }
}

/// How Go's package `time` quotes in errors: whatever is beyond ASCII as bytes.
enum TimeQuote {
    static func quote(_ text: GoString) -> GoString {
        let digits = Array("0123456789abcdef".utf8)
        var output = [UInt8(ascii: "\"")]
        for byte in text.bytes {
            if byte < 0x20 || byte >= 0x80 {
                output += [UInt8(ascii: "\\"), UInt8(ascii: "x"), digits[Int(byte >> 4)], digits[Int(byte & 15)]]
            } else {
                if byte == UInt8(ascii: "\"") || byte == UInt8(ascii: "\\") { output.append(UInt8(ascii: "\\")) }
                output.append(byte)
            }
        }
        return GoString(bytes: output + [UInt8(ascii: "\"")])
    }
}
