import KubeModel
import TestKit
import Testing

@Suite struct KubeTimeTests {
    @Test(
        "known times are read and written",
        arguments: [
            ("1970-01-01T00:00:00Z", 0), ("2000-02-29T23:59:59Z", 951_868_799), ("2026-11-21T09:00:00Z", 1_795_251_600),
            ("1969-12-31T23:59:59Z", -1), ("0001-01-01T00:00:00Z", -62_135_596_800),
            ("9999-12-31T23:59:59Z", 253_402_300_799), ("1900-03-01T00:00:00Z", -2_203_891_200),
        ] as [(String, Int64)])
    func known(text: String, seconds: Int64) {
        #expect(KubeTime(text) == KubeTime(seconds: seconds))
        #expect(KubeTime(seconds: seconds).description == text)
    }

    @Test(
        "fractions and offsets are read",
        arguments: [
            ("1970-01-01T00:00:01.5Z", 1_500_000), ("1970-01-01T00:00:00.000001Z", 1),
            ("1970-01-01T00:00:00.123456789Z", 123_456), ("1970-01-01T02:00:00+02:00", 0),
            ("1969-12-31T18:30:00-05:30", 0), ("1970-01-01t00:00:00z", 0),
        ] as [(String, Int64)])
    func fractions(text: String, microseconds: Int64) {
        #expect(KubeTime(text) == KubeTime(microseconds: microseconds))
    }

    @Test(
        "what is no time is refused",
        arguments: [
            "", "2026-11-21", "2026-11-21T09:00Z", "2026-11-21T09:00:00", "2026-02-29T00:00:00Z",
            "2026-13-01T00:00:00Z",
            "2026-00-01T00:00:00Z", "2026-01-00T00:00:00Z", "2026-01-01T24:00:00Z", "2026-01-01T00:60:00Z",
            "2026-01-01T00:00:00.Z", "2026-01-01T00:00:00Zx", "2026-01-01 00:00:00Z", "+026-01-01T00:00:00Z",
            "2026-01-01T00:00:00+0200", "1900-02-29T00:00:00Z",
        ])
    func refused(text: String) {
        #expect(KubeTime(text) == nil)
    }

    @Test("every time survives being written and read")
    func roundTrip() {
        var generator = SeededRandom(seed: 42)
        let range = Int64(-62_135_596_800_000_000)...253_402_300_799_999_999
        for _ in 0..<20_000 {
            let time = KubeTime(microseconds: Int64.random(in: range, using: &generator))
            #expect(KubeTime(time.microDescription) == time)
            #expect(KubeTime(time.description) == time.wholeSeconds)
        }
    }

    @Test("later times have greater texts")
    func order() {
        var generator = SeededRandom(seed: 7)
        for _ in 0..<5_000 {
            let first = KubeTime(microseconds: Int64.random(in: 0...253_402_300_799_999_999, using: &generator))
            let second = KubeTime(microseconds: Int64.random(in: 0...253_402_300_799_999_999, using: &generator))
            #expect((first < second) == (first.microDescription < second.microDescription))
        }
    }

    @Test("durations add and subtract")
    func arithmetic() throws {
        let time = try #require(KubeTime("2026-11-21T09:00:00Z"))
        #expect((time + .milliseconds(1_500)).microDescription == "2026-11-21T09:00:01.500000Z")
        #expect((time + .seconds(15)) - time == .seconds(15))
        #expect(KubeTime(time.date) == time)
    }
}
