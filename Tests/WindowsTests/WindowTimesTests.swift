import Calendar
import KubeModel
import Testing
import TimeZones

@testable import Windows

@Suite("Windows in time") struct WindowTimesTests {
    static let files = ZoneFiles(folder: ZoneFiles.systemFolder)

    private func time(_ text: String) throws -> KubeTime { try #require(KubeTime(text)) }

    private func recurring(_ cron: String, _ length: Duration, _ zone: String = "UTC") throws -> WindowTimes {
        .recurring(
            WindowTimes.Recurrence(
                schedule: try CronSchedule(cron), length: length, zone: try #require(Self.files.rules(named: zone))))
    }

    @Test("of one time open and shut once")
    func once() throws {
        let times = WindowTimes.once(from: try time("2026-12-24T00:00:00Z"), to: try time("2027-01-02T00:00:00Z"))
        #expect(
            times.span(at: try time("2026-12-01T00:00:00Z"))
                == WindowSpan(isOpen: false, until: try time("2026-12-24T00:00:00Z")))
        #expect(
            times.span(at: try time("2026-12-24T00:00:00Z"))
                == WindowSpan(isOpen: true, until: try time("2027-01-02T00:00:00Z")))
        #expect(times.span(at: try time("2027-01-02T00:00:00Z")) == WindowSpan(isOpen: false, until: nil))
    }

    @Test("that follow each other without a break are one")
    func chains() throws {
        let night = try recurring("0 22 * * *", .seconds(3 * 3_600))
        #expect(
            night.span(at: try time("2026-11-30T23:30:00Z"))
                == WindowSpan(isOpen: true, until: try time("2026-12-01T01:00:00Z")))
        let week = try recurring("0 0 * * 1-5", .seconds(86_400))
        #expect(
            week.span(at: try time("2026-11-30T12:00:00Z"))
                == WindowSpan(isOpen: true, until: try time("2026-12-05T00:00:00Z")))
        let ever = try recurring("* * * * *", .seconds(60))
        #expect(ever.span(at: try time("2026-11-30T12:00:00Z")) == WindowSpan(isOpen: true, until: nil))
        let rare = try recurring("0 0 29 2 *", .seconds(60))
        #expect(rare.span(at: try time("2026-11-30T12:00:00Z")) == WindowSpan(isOpen: false, until: nil))
        #expect(rare.mayChange)
    }

    @Test("are open for the time that passes, whatever clocks show")
    func elapsed() throws {
        let night = try recurring("0 1 * * *", .seconds(3 * 3_600), "Europe/Berlin")
        #expect(night.span(at: try time("2026-03-29T00:00:00Z")).until == (try time("2026-03-29T03:00:00Z")))
        #expect(night.span(at: try time("2026-10-24T23:00:00Z")).until == (try time("2026-10-25T02:00:00Z")))
        let skipped = try recurring("30 2 * * *", .seconds(3_600), "Europe/Berlin")
        #expect(skipped.span(at: try time("2026-03-29T00:30:00Z")).until == (try time("2026-03-29T01:00:00Z")))
        #expect(skipped.span(at: try time("2026-03-29T01:00:00Z")).until == (try time("2026-03-29T02:00:00Z")))
        let twice = try recurring("30 2 * * *", .seconds(1_800), "Europe/Berlin")
        #expect(twice.span(at: try time("2026-10-25T00:30:00Z")).isOpen)
        #expect(!(twice.span(at: try time("2026-10-25T01:30:00Z")).isOpen))
    }

    @Test(
        "agree, minute by minute through both changes of clocks, with clocks that are watched",
        arguments: [
            ("Europe/Berlin", ["2026-03-29", "2026-10-25"]), ("America/New_York", ["2026-03-08", "2026-11-01"]),
            ("Australia/Lord_Howe", ["2026-04-05", "2026-10-04"]), ("Africa/Casablanca", ["2026-02-15", "2026-03-22"]),
            ("Asia/Kolkata", ["2026-03-29"]), ("UTC", ["2026-03-29"]),
        ],
        [
            ("30 2 * * *", 45), ("15 */3 * * *", 90), ("*/20 1-3 * * 0", 5), ("0 0 * * *", 1_500),
            ("10 2 1-31/2 * 6,0", 200),
            ("0 1,2,3 * * *", 60),
        ])
    func walk(zone: (name: String, days: [String]), window: (cron: String, minutes: Int)) throws {
        let rules = try #require(Self.files.rules(named: zone.name))
        let times = try recurring(window.cron, .seconds(window.minutes * 60), zone.name)
        for day in zone.days {
            // Three days before, so that it is known what is open when the look begins.
            let start = try time("\(day)T00:00:00Z").microseconds / 1_000_000 - 3 * 86_400
            let model = try Self.model(window, rules, from: start, days: 5)
            var span: WindowSpan?
            for minute in 2_880..<model.count {
                let instant = KubeTime(seconds: start + Int64(minute) * 60)
                // Until it ends, the answer is the same.
                if span.map({ $0.until.map { $0 <= instant } ?? false }) ?? true { span = times.span(at: instant) }
                let again = minute % 97 == 0 ? times.span(at: instant) : span
                guard span?.isOpen == model[minute], again == span else {
                    Issue.record("\(zone.name) \(window) at \(instant): \(String(describing: (span, again)))")
                    return
                }
            }
        }
    }

    /// Whether it is open, minute by minute, by somebody who looks at a clock: it opens when the clock shows the time for the first time, or
    /// passes over it.
    private static func model(
        _ window: (cron: String, minutes: Int), _ rules: ZoneRules, from start: Int64, days: Int
    ) throws -> [Bool] {
        let schedule = try CronSchedule(window.cron)
        var (open, seen) = ([Bool](), Set<Int64>())
        var (last, end) = (rules.wall(at: start - 60), Int64.min)
        for minute in 0..<days * 1_440 {
            let instant = start + Int64(minute) * 60
            let wall = rules.wall(at: instant)
            for passed in stride(from: min(last + 60, wall), through: wall, by: 60)
            where seen.insert(passed).inserted && schedule.next(from: passed, to: passed) == passed {
                end = instant + Int64(window.minutes) * 60
            }
            last = wall
            open.append(instant < end)
        }
        return open
    }
}
