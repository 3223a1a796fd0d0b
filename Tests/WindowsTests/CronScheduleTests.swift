import Calendar
import Testing

@testable import Windows

@Suite("Cron") struct CronScheduleTests {
    private func wall(_ text: String) throws -> Int64 { try #require(InternetTime("\(text):00Z")).seconds }

    @Test(
        "names the next time",
        arguments: [
            ("0 22 * * 1-5", "2026-11-27T22:01", "2026-11-30T22:00"),
            ("0 22 * * 1-5", "2026-11-30T22:00", "2026-11-30T22:00"),
            ("*/15 8-17 * * MON-FRI", "2026-11-27T17:46", "2026-11-30T08:00"),
            ("0 0 29 2 *", "2026-01-01T00:00", "2028-02-29T00:00"),
            ("@daily", "2026-12-31T00:01", "2027-01-01T00:00"), ("@Weekly", "2026-11-30T00:00", "2026-12-06T00:00"),
            ("0 0 * * 7", "2026-11-30T00:00", "2026-12-06T00:00"),
            ("0 0 * * fri-sun", "2026-11-30T00:00", "2026-12-04T00:00"),
            ("0 0 * * 5-7", "2026-12-06T00:00", "2026-12-06T00:00"),
            ("0 12 13 * 5", "2026-11-30T00:00", "2026-12-04T12:00"),
            ("0 12 13 * 5", "2026-12-12T00:00", "2026-12-13T12:00"),
            ("0 0 31 */2 *", "2026-01-31T00:01", "2026-03-31T00:00"),
            ("0 0 1 jan,JUL *", "2026-11-30T00:00", "2027-01-01T00:00"),
            ("30/10 5 * * ?", "2026-11-30T05:41", "2026-11-30T05:50"),
            ("5,50 23 * * *", "2026-11-30T23:06", "2026-11-30T23:50"),
            ("0 0 30 2 1", "2026-11-29T00:00", "2027-02-01T00:00"),
        ])
    func next(text: String, from: String, next: String) throws {
        let schedule = try CronSchedule(text)
        let found = try #require(schedule.next(from: try wall(from), to: try wall("2040-01-01T00:00")))
        #expect(found == (try wall(next)))
        #expect(schedule.last(from: found, downTo: 0) == found)
    }

    @Test(
        "finds the same times from both sides",
        arguments: ["7 3-9/2 * * *", "0 0 1,15 * 3", "59 23 28-31 * *", "* * * 2 *"])
    func bothSides(text: String) throws {
        let schedule = try CronSchedule(text)
        let end = try wall("2028-04-01T00:00")
        var (forward, wall) = ([Int64](), try wall("2027-01-01T00:00"))
        while let found = schedule.next(from: wall, to: end) {
            forward.append(found)
            wall = found + 60
        }
        var backward: [Int64] = []
        wall = end
        while let found = schedule.last(from: wall, downTo: try self.wall("2027-01-01T00:00")) {
            backward.append(found)
            wall = found - 60
        }
        #expect(!forward.isEmpty && forward == backward.reversed())
    }

    @Test(
        "refuses what is none, and what no year has",
        arguments: [
            "", "* * * *", "* * * * * *", "60 * * * *", "* 24 * * *", "* * 0 * *", "* * 32 * *", "* * * 13 *",
            "* * * * 8",
            "5-2 * * * *", "*/0 * * * *", "a * * * *", "1,,2 * * * *", "-1 * * * *", "@every 5m", "@reboot",
            "0 0 30 2 *",
            "0 0 31 2,4,6,9,11 *", "TZ=UTC * * * * *", "1- * * * *", "* * * JANUARY *", "+1 * * * *", "１ * * * *",
        ])
    func refusals(text: String) {
        #expect(throws: WindowError.self) { try CronSchedule(text) }
    }
}
