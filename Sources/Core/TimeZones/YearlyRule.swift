internal import Calendar

/// What a zone does every year from some time on: the `TZ` text of POSIX that stands at the end of its file, such as
/// `CET-1CEST,M3.5.0,M10.5.0/3`.
struct YearlyRule: Sendable, Hashable {
    /// A day of each year, and the time on it, which may lie days before or after.
    struct Change: Sendable, Hashable {
        enum Day: Sendable, Hashable {
            /// From 1; the 29th of February is never counted.
            case julian(Int)
            /// From 0, leap days among them.
            case ordinal(Int)
            /// Which of the weekdays of a month: the fifth is the last.
            case weekday(month: Int, week: Int, weekday: Int)
        }

        var day: Day
        /// Seconds after midnight, as clocks show it before the change.
        var time: Int64
    }

    struct Summer: Sendable, Hashable {
        var offset: Int64
        var begin: Change
        var end: Change
    }

    var standard: Int64
    var summer: Summer?

    /// All changes of the years that a range of instants meets, and of the year before and after, in their order.
    func transitions(from first: Int64, to last: Int64) -> [ZoneRules.Transition] {
        guard let summer else { return [] }
        let found = (year(of: first) - 1...year(of: last) + 1).flatMap { year in
            [
                ZoneRules.Transition(at: summer.begin.wall(in: year) - standard, offset: summer.offset),
                ZoneRules.Transition(at: summer.end.wall(in: year) - summer.offset, offset: standard),
            ]
        }.sorted { $0.at < $1.at }
        // Of those that are over only the newest counts.
        let over = found.lastIndex { $0.at <= first } ?? 0
        return found[over...].filter { $0.at <= max(first, last) }
    }

    private func year(of instant: Int64) -> Int { CivilDate(daysSince1970: instant.dividedDown(by: 86_400)).year }
}

extension YearlyRule.Change {
    fileprivate func wall(in year: Int) -> Int64 { day.number(in: year) * 86_400 + time }
}

extension YearlyRule.Change.Day {
    /// Days since 1970.
    fileprivate func number(in year: Int) -> Int64 {
        let newYear = CivilDate(year: year, month: 1, day: 1).daysSince1970
        switch self {
        case .julian(let day): return newYear + Int64(day - (CivilDate.isLeap(year) && day >= 60 ? 0 : 1))
        case .ordinal(let day): return newYear + Int64(day)
        case .weekday(let month, let week, let weekday):
            let first = CivilDate(year: year, month: month, day: 1)
            var day = (weekday - first.weekday + 7) % 7 + (week - 1) * 7
            if day >= CivilDate.days(inMonth: month, of: year) { day -= 7 }
            return first.daysSince1970 + Int64(day)
        }
    }
}
