import Calendar
import Testing

@Suite struct CivilDateTests {
    @Test(
        "a day has its number, and a number its day",
        arguments: [
            (1970, 1, 1, 0), (1969, 12, 31, -1), (2000, 2, 29, 11_016), (2000, 3, 1, 11_017), (1900, 3, 1, -25_508),
            (1, 1, 1, -719_162), (0, 2, 29, -719_469), (2026, 11, 29, 20_786),
        ])
    func numbers(year: Int, month: Int, day: Int, number: Int64) {
        let date = CivilDate(year: year, month: month, day: day)
        #expect(date.daysSince1970 == number)
        #expect(CivilDate(daysSince1970: number) == date)
        #expect(date.isValid)
    }

    @Test("each day of eight hundred years follows the one before")
    func sequence() {
        var date = CivilDate(year: 1600, month: 1, day: 1)
        for number in date.daysSince1970..<CivilDate(year: 2400, month: 1, day: 1).daysSince1970 {
            let now = CivilDate(daysSince1970: number)
            guard now == date, now.weekday == Int(((number + 4) % 7 + 7) % 7) else {
                Issue.record("day \(number) is \(now) instead of \(date)")
                return
            }
            date.day += 1
            if !date.isValid { date = CivilDate(year: date.year, month: date.month + 1, day: 1) }
            if !date.isValid { date = CivilDate(year: date.year + 1, month: 1, day: 1) }
        }
    }

    @Test("numbers outside of their ranges count on")
    func overflow() {
        #expect(
            CivilDate(year: 2026, month: 14, day: 0).daysSince1970
                == CivilDate(year: 2027, month: 1, day: 31).daysSince1970)
        #expect(
            CivilDate(year: 2026, month: -1, day: 30).daysSince1970
                == CivilDate(year: 2025, month: 11, day: 30).daysSince1970)
    }

    @Test(
        "what the calendar does not have is no day",
        arguments: [(2026, 2, 29), (1900, 2, 29), (2026, 4, 31), (2026, 13, 1), (2026, 0, 1), (2026, 1, 0)])
    func invalid(year: Int, month: Int, day: Int) {
        #expect(!CivilDate(year: year, month: month, day: day).isValid)
    }

    @Test("a day is counted within its year")
    func dayOfYear() {
        #expect(CivilDate(year: 2024, month: 12, day: 31).dayOfYear == 366)
        #expect(CivilDate(year: 2026, month: 1, day: 1).dayOfYear == 1)
    }
}
