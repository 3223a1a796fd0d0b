internal import Calendar

/// A moment from the year 1 to the year 9999, in nanoseconds.
package struct CELTimestamp: Sendable, Hashable, Comparable {
    /// Since 1970-01-01T00:00:00Z; negative before it.
    package let seconds: Int64
    /// What is to be added to the seconds: from 0, below 1,000,000,000.
    package let nanoseconds: Int64

    private static let range: ClosedRange<Int64> = -62_135_596_800...253_402_300_799
    static let zero = CELTimestamp(uncheckedSeconds: 0, nanoseconds: 0)

    private init(uncheckedSeconds seconds: Int64, nanoseconds: Int64) {
        self.seconds = seconds
        self.nanoseconds = nanoseconds
    }

    /// - Throws: where the moment is out of range.
    init(seconds: Int64, nanoseconds: Int64) throws(Fault) {
        guard Self.range.contains(seconds) else {
            throw Fault.evaluation("timestamp out of range: it has to be from the year 1 to 9999")
        }
        self.init(uncheckedSeconds: seconds, nanoseconds: nanoseconds)
    }

    init(_ text: String) throws(Fault) {
        guard let time = InternetTime(text) else {
            throw Fault.evaluation("\(text.quotedBriefly) is no timestamp such as 2026-11-21T09:00:00Z")
        }
        try self.init(seconds: time.seconds, nanoseconds: time.nanoseconds)
    }

    package static func < (left: CELTimestamp, right: CELTimestamp) -> Bool {
        (left.seconds, left.nanoseconds) < (right.seconds, right.nanoseconds)
    }

    func adding(_ duration: CELDuration) throws(Fault) -> CELTimestamp {
        let sum = nanoseconds + duration.nanoseconds % CELDuration.second
        let carry = sum.dividedDown(by: CELDuration.second)
        return try CELTimestamp(
            seconds: seconds + duration.nanoseconds / CELDuration.second + carry,
            nanoseconds: sum - carry * CELDuration.second)
    }

    func since(_ other: CELTimestamp) throws(Fault) -> CELDuration {
        let (product, isTooLong) = (seconds - other.seconds).multipliedReportingOverflow(by: CELDuration.second)
        let (sum, overflows) = product.addingReportingOverflow(nanoseconds - other.nanoseconds)
        guard !isTooLong, !overflows else { throw CELDuration.outOfRange }
        return CELDuration(nanoseconds: sum)
    }

    /// RFC 3339 in UTC, with as many digits after the point as there are.
    package var text: String {
        let (date, second) = civil(offset: 0)
        func padded(_ number: Int, _ count: Int) -> String {
            let digits = String(number)
            return String(repeating: "0", count: max(0, count - digits.count)) + digits
        }
        var fraction = nanoseconds == 0 ? "" : "." + padded(Int(nanoseconds), 9)
        while fraction.hasSuffix("0") { fraction.removeLast() }
        return "\(padded(date.year, 4))-\(padded(date.month, 2))-\(padded(date.day, 2))T\(padded(second / 3_600, 2)):"
            + "\(padded(second / 60 % 60, 2)):\(padded(second % 60, 2))\(fraction)Z"
    }

    /// The day and the second of it that clocks show which are so many seconds before UTC.
    func civil(offset: Int64) -> (date: CivilDate, second: Int) {
        let local = seconds + offset
        let days = local.dividedDown(by: 86_400)
        return (CivilDate(daysSince1970: days), Int(local - days * 86_400))
    }
}

/// A length of time, up to some 292 years, in nanoseconds.
package struct CELDuration: Sendable, Hashable, Comparable {
    package let nanoseconds: Int64

    static let second: Int64 = 1_000_000_000
    static let outOfRange = Fault.evaluation("duration out of range: it has to be below 292 years")

    init(nanoseconds: Int64) { self.nanoseconds = nanoseconds }

    package static func < (left: CELDuration, right: CELDuration) -> Bool { left.nanoseconds < right.nanoseconds }

    func adding(_ other: CELDuration) throws(Fault) -> CELDuration {
        let (sum, overflows) = nanoseconds.addingReportingOverflow(other.nanoseconds)
        guard !overflows else { throw Self.outOfRange }
        return CELDuration(nanoseconds: sum)
    }

    func subtracting(_ other: CELDuration) throws(Fault) -> CELDuration {
        let (difference, overflows) = nanoseconds.subtractingReportingOverflow(other.nanoseconds)
        guard !overflows else { throw Self.outOfRange }
        return CELDuration(nanoseconds: difference)
    }

    func negated() throws(Fault) -> CELDuration { try CELDuration(nanoseconds: 0).subtracting(self) }

    /// In seconds: `90s`, `-0.5s`.
    package var text: String {
        let (whole, part) = nanoseconds.magnitude.quotientAndRemainder(dividingBy: UInt64(Self.second))
        var fraction = part == 0 ? "" : "." + String(part + UInt64(Self.second)).dropFirst()
        while fraction.hasSuffix("0") { fraction.removeLast() }
        return "\(nanoseconds < 0 ? "-" : "")\(whole)\(fraction)s"
    }
}
