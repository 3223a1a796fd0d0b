/// A moment that is written as RFC 3339 has it, with any fraction (cut to nanoseconds) and any offset from UTC.
package struct InternetTime: Sendable, Hashable {
    /// Whole seconds since 1970-01-01T00:00:00Z; negative before it.
    package var seconds: Int64
    /// What is to be added to the seconds: from 0, below 1,000,000,000.
    package var nanoseconds: Int64

    /// Nil for everything else.
    package init?(_ text: String) {
        var reader = TimeReader(text)
        guard let date = reader.date(), reader.take("T") || reader.take("t"), let second = reader.timeOfDay() else {
            return nil
        }
        guard let fraction = reader.fraction(), let offset = reader.offset(), reader.isAtEnd else { return nil }
        seconds = date.daysSince1970 * 86_400 + second - offset
        nanoseconds = fraction
    }
}

/// Takes the parts of an RFC 3339 time from the front of a text.
private struct TimeReader {
    private var rest: Substring.UTF8View

    init(_ text: String) { rest = Substring(text).utf8 }

    var isAtEnd: Bool { rest.isEmpty }

    mutating func take(_ character: Unicode.Scalar) -> Bool {
        guard let first = rest.first, UInt32(first) == character.value else { return false }
        rest.removeFirst()
        return true
    }

    mutating func number(digits: Int) -> Int64? {
        guard rest.count >= digits else { return nil }
        var number: Int64 = 0
        for byte in rest.prefix(digits) {
            guard let digit = Self.digit(byte) else { return nil }
            number = number * 10 + digit
        }
        rest.removeFirst(digits)
        return number
    }

    mutating func date() -> CivilDate? {
        guard let year = number(digits: 4), take("-"), let month = number(digits: 2), take("-"),
            let day = number(digits: 2)
        else { return nil }
        let date = CivilDate(year: Int(year), month: Int(month), day: Int(day))
        return date.isValid ? date : nil
    }

    /// In seconds since midnight. A leap second (`:60`) counts as the second after it.
    mutating func timeOfDay() -> Int64? {
        guard let hour = number(digits: 2), take(":"), let minute = number(digits: 2), take(":"),
            let second = number(digits: 2), hour < 24, minute < 60, second <= 60
        else { return nil }
        return hour * 3600 + minute * 60 + second
    }

    /// In nanoseconds; zero where there is none, nil where a dot is followed by no digit.
    mutating func fraction() -> Int64? {
        guard take(".") else { return 0 }
        var fraction: Int64 = 0
        var digits = 0
        while let byte = rest.first, let digit = Self.digit(byte) {
            if digits < 9 { fraction = fraction * 10 + digit }
            digits += 1
            rest.removeFirst()
        }
        guard digits > 0 else { return nil }
        for _ in 0..<max(0, 9 - digits) { fraction *= 10 }
        return fraction
    }

    /// In seconds east of UTC.
    mutating func offset() -> Int64? {
        if take("Z") || take("z") { return 0 }
        let sign: Int64
        if take("+") { sign = 1 } else if take("-") { sign = -1 } else { return nil }
        guard let hour = number(digits: 2), take(":"), let minute = number(digits: 2), hour < 24, minute < 60 else {
            return nil
        }
        return sign * (hour * 3600 + minute * 60)
    }

    private static func digit(_ byte: UInt8) -> Int64? {
        (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(byte) ? Int64(byte - UInt8(ascii: "0")) : nil
    }
}
