import Calendar
import Testing

@testable import TimeZones

@Suite("Time zones") struct ZoneRulesTests {
    static let files = ZoneFiles(folder: ZoneFiles.systemFolder)

    private func seconds(_ text: String) throws -> Int64 { try #require(InternetTime(text)).seconds }

    @Test(
        "have the offset of each instant, also of far years",
        arguments: [
            ("Europe/Berlin", "2026-01-15T12:00:00Z", 3_600), ("Europe/Berlin", "2026-07-15T12:00:00Z", 7_200),
            ("Europe/Berlin", "2026-03-29T00:59:59Z", 3_600), ("Europe/Berlin", "2026-03-29T01:00:00Z", 7_200),
            ("Europe/Berlin", "2026-10-25T00:59:59Z", 7_200), ("Europe/Berlin", "2026-10-25T01:00:00Z", 3_600),
            ("Europe/Berlin", "2126-07-15T12:00:00Z", 7_200), ("Europe/Berlin", "2126-12-15T12:00:00Z", 3_600),
            ("America/New_York", "2026-11-01T05:59:59Z", -14_400),
            ("America/New_York", "2026-11-01T06:00:00Z", -18_000),
            ("America/New_York", "2226-08-01T06:00:00Z", -14_400), ("Asia/Kolkata", "2026-08-01T06:00:00Z", 19_800),
            ("Australia/Lord_Howe", "2026-04-04T14:59:59Z", 39_600),
            ("Australia/Lord_Howe", "2026-04-04T15:00:00Z", 37_800),
            ("Africa/Casablanca", "2026-03-01T12:00:00Z", 0), ("Africa/Casablanca", "2026-06-01T12:00:00Z", 3_600),
            ("Europe/Dublin", "2050-01-01T12:00:00Z", 0), ("Europe/Dublin", "2050-07-01T12:00:00Z", 3_600),
            ("America/Nuuk", "2050-07-01T12:00:00Z", -3_600), ("Pacific/Apia", "2011-12-30T12:00:00Z", 50_400),
            ("UTC", "2026-01-15T12:00:00Z", 0), ("Etc/GMT+5", "2026-01-15T12:00:00Z", -18_000),
        ])
    func offsets(zone: String, instant: String, offset: Int64) throws {
        let rules = try #require(Self.files.rules(named: zone))
        #expect(rules.offset(at: try seconds(instant)) == offset)
    }

    @Test(
        "find what clocks show: left out, it is when they are put forward; shown twice, the first time",
        arguments: [
            ("Europe/Berlin", "2026-03-29T02:30:00Z", "2026-03-29T01:00:00Z"),
            ("Europe/Berlin", "2026-03-29T03:00:00Z", "2026-03-29T01:00:00Z"),
            ("Europe/Berlin", "2026-03-29T01:59:00Z", "2026-03-29T00:59:00Z"),
            ("Europe/Berlin", "2026-10-25T02:30:00Z", "2026-10-25T00:30:00Z"),
            ("Europe/Berlin", "2026-10-25T03:00:00Z", "2026-10-25T02:00:00Z"),
            ("Australia/Lord_Howe", "2026-10-04T02:15:00Z", "2026-10-03T15:30:00Z"),
            ("Pacific/Apia", "2011-12-30T12:00:00Z", "2011-12-30T10:00:00Z"),
            ("Europe/Berlin", "2126-03-31T02:30:00Z", "2126-03-31T01:00:00Z"),
        ])
    func walls(zone: String, wall: String, instant: String) throws {
        let rules = try #require(Self.files.rules(named: zone))
        #expect(rules.instant(showing: try seconds(wall)) == (try seconds(instant)))
    }

    @Test(
        "agree with themselves for a hundred years",
        arguments: ["Europe/Berlin", "America/New_York", "Australia/Lord_Howe", "Africa/Casablanca", "Asia/Kolkata"])
    func round(zone: String) throws {
        let rules = try #require(Self.files.rules(named: zone))
        let end = try seconds("2100-01-01T00:00:00Z")
        var instant = try seconds("2000-01-01T00:00:00Z")
        while instant < end {
            let found = rules.instant(showing: rules.wall(at: instant))
            #expect(found == instant || (found < instant && rules.wall(at: found) == rules.wall(at: instant)))
            #expect(rules.offsets(near: instant).contains(rules.offset(at: instant)))
            instant += 1_801 * 97
        }
    }

    @Test(
        "have names, and nothing else leads to a file",
        arguments: [
            "", "../../etc/passwd", "/etc/passwd", "Europe/../UTC", "Europe//Berlin", "Europe/Berlin/", ".hidden",
            "tzdata.zi",
            "Europe", "Europe/Nowhere", "zone.tab", "right/UTC\u{0}", "a b", String(repeating: "a", count: 65), "-05",
            "A/B/C/D",
        ])
    func names(name: String) { #expect(Self.files.rules(named: name) == nil) }

    @Test("are read within bounds: every beginning, and any byte changed, is refused or read, never a crash")
    func damaged() throws {
        let data = try #require(ZoneRulesTests.berlin)
        for length in 0..<data.count { #expect(ZoneRules(file: Array(data[..<length])) == nil) }
        for index in data.indices {
            for byte in [0x00, 0x7F, 0xFF] as [UInt8] {
                var changed = data
                changed[index] = byte
                if let rules = ZoneRules(file: changed) { _ = rules.offset(at: 4_000_000_000) }
            }
        }
    }

    /// A made one, as the file of Berlin is: two changes in its table, and the rule.
    private static let berlin: [UInt8]? = {
        func bytes(_ number: Int64, _ count: Int) -> [UInt8] {
            (0..<count).reversed().map { UInt8(truncatingIfNeeded: number >> Int64($0 * 8)) }
        }
        func block(_ width: Int, times: [Int64]) -> [UInt8] {
            var block = Array("TZif2".utf8) + [UInt8](repeating: 0, count: 15)
            for count in [0, 0, 0, times.count, 2, 4] { block += bytes(Int64(count), 4) }
            for time in times { block += bytes(time, width) }
            block += times.indices.map { UInt8(1 - $0 % 2) }
            block += bytes(3_600, 4) + [0, 0] + bytes(7_200, 4) + [1, 0]
            return block + Array("CET\u{0}".utf8)
        }
        return block(4, times: []) + block(8, times: [1_774_746_000, 1_792_890_000])
            + Array("\nCET-1CEST,M3.5.0,M10.5.0/3\n".utf8)
    }()

    @Test("are read from their file: a table, and what comes after it")
    func file() throws {
        let rules = try #require(Self.berlin.flatMap { ZoneRules(file: $0) })
        let known = try #require(Self.files.rules(named: "Europe/Berlin"))
        var instant = try seconds("2025-12-01T00:00:00Z")
        while instant < (try seconds("2040-01-01T00:00:00Z")) {
            #expect(rules.offset(at: instant) == known.offset(at: instant))
            instant += 3_600 * 5
        }
    }

    @Test(
        "have yearly rules in all forms",
        arguments: [
            ("<+0330>-3:30", 12_600, 12_600), ("EST5EDT,M3.2.0,M11.1.0", -18_000, -14_400),
            ("IST-1GMT0,M10.5.0,M3.5.0/1", 0, 3_600), ("X-1Y,J60,J300", 0, 0), ("AAA-1BBB,59/2,300/-1", 3_600, 7_200),
            ("XXX3EDT4,0/0,J365/23", -14_400, -14_400),
        ])
    func yearly(text: String, winter: Int64, summer: Int64) throws {
        guard winter != summer || !text.hasPrefix("X-1Y") else {
            #expect(YearlyRule(text) == nil, "a name has three letters")
            return
        }
        let rules = ZoneRules(
            initial: try #require(YearlyRule(text)).standard, transitions: [], yearly: YearlyRule(text))
        #expect(rules.offset(at: try seconds("2026-01-15T12:00:00Z")) == winter)
        #expect(rules.offset(at: try seconds("2026-07-15T12:00:00Z")) == summer)
    }
}
