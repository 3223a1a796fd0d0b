import GoValues

/// A moment in a time zone, as Go's `time.Time`.
struct GoTime: Sendable {
    /// Since 1970 in UTC.
    var seconds: Int64
    /// Below a thousand million.
    var nanoseconds: Int
    var zone: TimeZone

    /// Go's zero time: the year 1.
    static let zero = GoTime(seconds: -62_135_596_800, nanoseconds: 0, zone: .utc)

    /// A date of the Gregorian calendar and a time of day in a zone; the numbers may lie outside their ranges. Beyond what
    /// the seconds can count they wrap, as in Go.
    init(_ date: CivilDate, hour: Int, minute: Int, second: Int, nanoseconds: Int, zone: TimeZone) {
        let local = date.daysSince1970 &* 86_400 &+ Int64(hour * 3_600 + minute * 60 + second)
        self.init(seconds: zone.universal(local), nanoseconds: nanoseconds, zone: zone)
    }

    init(seconds: Int64, nanoseconds: Int, zone: TimeZone) {
        self.seconds = seconds
        self.nanoseconds = nanoseconds
        self.zone = zone
    }

    /// The zone's abbreviation and its seconds east of UTC at the moment.
    var offset: (name: String, seconds: Int) { zone.offset(at: seconds) }

    private var localSeconds: Int64 { seconds &+ Int64(offset.seconds) }

    var date: CivilDate { CivilDate(daysSince1970: floored(localSeconds, by: 86_400)) }
    var secondOfDay: Int { Int((localSeconds % 86_400 + 86_400) % 86_400) }
    var hour: Int { secondOfDay / 3_600 }
    var minute: Int { secondOfDay / 60 % 60 }
    var second: Int { secondOfDay % 60 }

    /// The same moment where clocks are set otherwise.
    func `in`(_ zone: TimeZone) -> GoTime { GoTime(seconds: seconds, nanoseconds: nanoseconds, zone: zone) }

    /// The moment that is a multiple of a duration after the beginning of the year 1: the last before, or the nearest.
    func divided(by duration: GoDuration, rounds: Bool) -> GoTime {
        guard duration.nanoseconds > 0 else { return self }
        let divisor = Int128(duration.nanoseconds)
        let since = (Int128(seconds) - Int128(GoTime.zero.seconds)) * 1_000_000_000 + Int128(nanoseconds)
        let remainder = (since % divisor + divisor) % divisor
        let isUp = rounds && remainder * 2 >= divisor
        return adding(GoDuration(nanoseconds: Int64(isUp ? divisor - remainder : -remainder)))
    }

    func adding(_ duration: GoDuration) -> GoTime {
        let (whole, part) = duration.nanoseconds.quotientAndRemainder(dividingBy: 1_000_000_000)
        var result = self
        result.seconds &+= whole
        result.nanoseconds += Int(part)
        if result.nanoseconds < 0 {
            result.nanoseconds += 1_000_000_000
            result.seconds &-= 1
        } else if result.nanoseconds >= 1_000_000_000 {
            result.nanoseconds -= 1_000_000_000
            result.seconds &+= 1
        }
        return result
    }

    /// How long after the other moment, as far as a duration reaches.
    func since(_ other: GoTime) -> GoDuration {
        let (difference, overflows) = seconds.subtractingReportingOverflow(other.seconds)
        let (scaled, overflowsToo) = difference.multipliedReportingOverflow(by: 1_000_000_000)
        let (sum, overflowsAtLast) = scaled.addingReportingOverflow(Int64(nanoseconds - other.nanoseconds))
        guard !overflows, !overflowsToo, !overflowsAtLast else {
            return GoDuration(nanoseconds: seconds < other.seconds ? .min : .max)
        }
        return GoDuration(nanoseconds: sum)
    }

    func isBefore(_ other: GoTime) -> Bool { (seconds, nanoseconds) < (other.seconds, other.nanoseconds) }
    func isSame(as other: GoTime) -> Bool { (seconds, nanoseconds) == (other.seconds, other.nanoseconds) }
}

private func floored(_ value: Int64, by divisor: Int64) -> Int64 {
    let (quotient, remainder) = value.quotientAndRemainder(dividingBy: divisor)
    return remainder < 0 ? quotient - 1 : quotient
}

/// A day of the Gregorian calendar, also before there was one.
struct CivilDate: Sendable {
    var year: Int
    /// From 1.
    var month: Int
    /// From 1.
    var day: Int

    init(year: Int, month: Int, day: Int) {
        self.year = year
        self.month = month
        self.day = day
    }

    /// By eras of 400 years that begin in March.
    init(daysSince1970 days: Int64) {
        let shifted = days + 719_468
        let era = floored(shifted, by: 146_097)
        let dayOfEra = Int(shifted - era * 146_097)
        let yearOfEra = (dayOfEra - dayOfEra / 1_460 + dayOfEra / 36_524 - dayOfEra / 146_096) / 365
        let dayOfYear = dayOfEra - (365 * yearOfEra + yearOfEra / 4 - yearOfEra / 100)
        let monthFromMarch = (5 * dayOfYear + 2) / 153
        day = dayOfYear - (153 * monthFromMarch + 2) / 5 + 1
        month = monthFromMarch < 10 ? monthFromMarch + 3 : monthFromMarch - 9
        year = yearOfEra + Int(era) * 400 + (month <= 2 ? 1 : 0)
    }

    var daysSince1970: Int64 {
        let monthIndex = floored(Int64(month - 1), by: 12)
        let month = month - Int(monthIndex) * 12
        let year = Int64(year) + monthIndex - (month <= 2 ? 1 : 0)
        let era = floored(year, by: 400)
        let yearOfEra = year - era * 400
        let dayOfYear = Int64((153 * (month > 2 ? month - 3 : month + 9) + 2) / 5)
        let dayOfEra = yearOfEra * 365 + yearOfEra / 4 - yearOfEra / 100 + dayOfYear
        return era * 146_097 + dayOfEra - 719_468 + Int64(day - 1)
    }

    /// From 1.
    var dayOfYear: Int { Int(daysSince1970 - CivilDate(year: year, month: 1, day: 1).daysSince1970) + 1 }
    /// From 0, a Sunday.
    var weekday: Int { Int(daysSince1970 + 4 - floored(daysSince1970 + 4, by: 7) * 7) }

    static func isLeap(_ year: Int) -> Bool { year % 4 == 0 && (year % 100 != 0 || year % 400 == 0) }

    static func days(inMonth month: Int, of year: Int) -> Int {
        switch month {
        case 2: isLeap(year) ? 29 : 28
        case 4, 6, 9, 11: 30
        default: 31
        }
    }

    static let months = [
        "January", "February", "March", "April", "May", "June", "July", "August", "September", "October", "November",
        "December",
    ]
    static let weekdays = ["Sunday", "Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday"]
}
