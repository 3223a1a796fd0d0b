import Testing

@testable import GitOpsAPI

@Suite struct APIDurationTests {
    @Test(
        "durations are read as Go reads them",
        arguments: [
            ("30s", 30_000), ("1m30s", 90_000), ("1h", 3_600_000), ("0s", 0), ("1.5h", 5_400_000), ("250ms", 250),
            ("0.0001s", 0), ("1h1h", 7_200_000), ("90m", 5_400_000), ("8760h", 31_536_000_000), ("007s", 7_000),
        ])
    func reads(_ text: String, _ milliseconds: Int) throws {
        #expect(try #require(APIDuration(text)).milliseconds == milliseconds)
        #expect(try text.contains(Regex(APIDuration.pattern)))
    }

    @Test(
        "what is no duration is refused",
        arguments: ["", "30", "s", "-1s", "+1s", "1 s", "1d", "1.s", ".5s", "1..5s", "1s ", "1é", "1ns", "1S", "1hs"])
    func refuses(_ text: String) throws {
        #expect(APIDuration(text) == nil)
        #expect(try !text.contains(Regex(APIDuration.pattern)))
    }

    @Test(
        "more than a year is refused, whatever the number of digits",
        arguments: ["8760h1ms", "99999999999999999999h", "9223372036854775807h", "9223372036854775807ms", "8760h8760h"])
    func bounds(_ text: String) {
        #expect(APIDuration(text) == nil)
    }

    @Test("durations are written shortly, and read back the same")
    func writes() throws {
        let texts = [
            0: "0s", 30_000: "30s", 60_000: "60s", 90_000: "90s", 120_000: "2m", 150_000: "2m30s", 3_600_000: "1h",
            3_601_001: "1h1s1ms", 1_500: "1s500ms",
        ]
        for (milliseconds, text) in texts {
            let duration = try #require(APIDuration("\(milliseconds)ms"))
            #expect(duration.description == text)
            #expect(APIDuration(text) == duration)
        }
        #expect(APIDuration.minutes(10) < .hours(1))
        #expect(APIDuration.seconds(30).duration == .seconds(30))
    }
}
