internal import Calendar

/// Minutes of wall clocks, as five fields of cron name them: minute, hour, day of the month, month, day of the week.
///
/// As Kubernetes' CronJob reads them. Where both fields of days say something, a day counts that fits either of them; a `*` says
/// nothing.
package struct CronSchedule: Sendable, Hashable {
    /// Of each field, which numbers belong to it: bit by bit.
    var minutes: UInt64
    var hours: UInt64
    var days: UInt64
    var months: UInt64
    /// From 0, a Sunday, to 6.
    var weekdays: UInt64
    /// Whether the field of days is a `*`.
    var isAnyDay: Bool
    var isAnyWeekday: Bool

    private static let minute: Int64 = 60
    private static let day: Int64 = 86_400

    /// The first time at or after one, and not after a limit. All are what wall clocks show, in seconds.
    func next(from wall: Int64, to limit: Int64) -> Int64? {
        let start = (wall + Self.minute - 1).dividedDown(by: Self.minute) * Self.minute
        var day = start.dividedDown(by: Self.day)
        var minute = Int((start - day * Self.day) / Self.minute)
        while day * Self.day <= limit {
            if fits(day), let found = self.minute(atOrAfter: minute) {
                let wall = day * Self.day + Int64(found) * Self.minute
                return wall <= limit ? wall : nil
            }
            (day, minute) = (day + 1, 0)
        }
        return nil
    }

    /// The last time at or before one, and not before a limit.
    func last(from wall: Int64, downTo limit: Int64) -> Int64? {
        var day = wall.dividedDown(by: Self.day)
        var minute = Int((wall - day * Self.day) / Self.minute)
        while (day + 1) * Self.day > limit {
            if fits(day), let found = self.minute(atOrBefore: minute) {
                let wall = day * Self.day + Int64(found) * Self.minute
                return wall >= limit ? wall : nil
            }
            (day, minute) = (day - 1, 1_439)
        }
        return nil
    }

    private func fits(_ number: Int64) -> Bool {
        let date = CivilDate(daysSince1970: number)
        guard months.has(date.month) else { return false }
        let (isDay, isWeekday) = (days.has(date.day), weekdays.has(date.weekday))
        return isAnyDay || isAnyWeekday ? isDay && isWeekday : isDay || isWeekday
    }

    /// Minutes of a day, from its midnight on.
    private func minute(atOrAfter minute: Int) -> Int? {
        for hour in minute / 60..<24 where hours.has(hour) {
            let first = hour == minute / 60 ? minute % 60 : 0
            if let found = (first..<60).first(where: minutes.has) { return hour * 60 + found }
        }
        return nil
    }

    private func minute(atOrBefore minute: Int) -> Int? {
        for hour in (0...minute / 60).reversed() where hours.has(hour) {
            let last = hour == minute / 60 ? minute % 60 : 59
            if let found = (0...last).last(where: minutes.has) { return hour * 60 + found }
        }
        return nil
    }
}

extension UInt64 {
    /// Whether a number belongs to a field.
    func has(_ number: Int) -> Bool { self & (1 << UInt64(number)) != 0 }
}
