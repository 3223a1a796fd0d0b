/// A day of the Gregorian calendar, also before there was one.
///
/// The conversions are Howard Hinnant's (`chrono`-Compatible Low-Level Date Algorithms): the year begins in March, so
/// that the leap day is a year's last, and 400 years have always 146,097 days.
package struct CivilDate: Sendable, Hashable {
    /// The astronomers' count: 0 comes before 1.
    package var year: Int
    /// From 1.
    package var month: Int
    /// From 1.
    package var day: Int

    /// Takes numbers outside of their ranges, too: `daysSince1970` counts on over the ends of months and years.
    package init(year: Int, month: Int, day: Int) {
        self.year = year
        self.month = month
        self.day = day
    }

    /// The day that is so many days after the first of 1970, or before it.
    package init(daysSince1970 days: Int64) {
        let shifted = days + 719_468
        let era = shifted.dividedDown(by: 146_097)
        let dayOfEra = Int(shifted - era * 146_097)
        let yearOfEra = (dayOfEra - dayOfEra / 1_460 + dayOfEra / 36_524 - dayOfEra / 146_096) / 365
        let dayOfYear = dayOfEra - (365 * yearOfEra + yearOfEra / 4 - yearOfEra / 100)
        let monthFromMarch = (5 * dayOfYear + 2) / 153
        day = dayOfYear - (153 * monthFromMarch + 2) / 5 + 1
        month = monthFromMarch < 10 ? monthFromMarch + 3 : monthFromMarch - 9
        year = yearOfEra + Int(era) * 400 + (month <= 2 ? 1 : 0)
    }

    /// Negative before 1970.
    package var daysSince1970: Int64 {
        let monthIndex = Int64(month - 1).dividedDown(by: 12)
        let month = month - Int(monthIndex) * 12
        let year = Int64(year) + monthIndex - (month <= 2 ? 1 : 0)
        let era = year.dividedDown(by: 400)
        let yearOfEra = year - era * 400
        let dayOfYear = Int64((153 * (month > 2 ? month - 3 : month + 9) + 2) / 5)
        let dayOfEra = yearOfEra * 365 + yearOfEra / 4 - yearOfEra / 100 + dayOfYear
        return era * 146_097 + dayOfEra - 719_468 + Int64(day - 1)
    }

    /// From 1.
    package var dayOfYear: Int { Int(daysSince1970 - CivilDate(year: year, month: 1, day: 1).daysSince1970) + 1 }
    /// From 0, a Sunday.
    package var weekday: Int { Int(daysSince1970 + 4 - (daysSince1970 + 4).dividedDown(by: 7) * 7) }

    /// Whether the calendar has this day: its numbers are within their ranges.
    package var isValid: Bool {
        guard (1...12).contains(month) else { return false }
        return (1...CivilDate.days(inMonth: month, of: year)).contains(day)
    }

    /// Whether the year has a 29th of February.
    package static func isLeap(_ year: Int) -> Bool { year % 4 == 0 && (year % 100 != 0 || year % 400 == 0) }

    /// How many days a month has, which is counted from 1.
    package static func days(inMonth month: Int, of year: Int) -> Int {
        switch month {
        case 2: isLeap(year) ? 29 : 28
        case 4, 6, 9, 11: 30
        default: 31
        }
    }
}

extension Int64 {
    /// The quotient, rounded down also below zero. The divisor is positive.
    package func dividedDown(by divisor: Int64) -> Int64 {
        let (quotient, remainder) = quotientAndRemainder(dividingBy: divisor)
        return remainder < 0 ? quotient - 1 : quotient
    }
}
