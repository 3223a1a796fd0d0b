import Calendar
import Testing

@Suite("Times of RFC 3339")
struct InternetTimeTests {
    @Test(
        "are read with any fraction and offset",
        arguments: [
            ("1970-01-01T00:00:00Z", 0, 0), ("2009-02-13T23:31:30.5Z", 1_234_567_890, 500_000_000),
            ("2009-02-14t00:31:30.123456789999+01:00", 1_234_567_890, 123_456_789),
            ("1969-12-31T23:59:59.000000001z", -1, 1), ("0000-01-01T00:00:00-23:59", -62_167_132_860, 0),
        ])
    func times(_ text: String, _ seconds: Int64, _ nanoseconds: Int64) {
        let time = InternetTime(text)
        #expect(time?.seconds == seconds)
        #expect(time?.nanoseconds == nanoseconds)
    }

    @Test(
        "and nothing else is",
        arguments: [
            "", "2009-02-13", "2009-02-13T23:31:30", "2009-02-30T00:00:00Z", "2009-02-13T24:00:00Z",
            "2009-02-13T23:31:30.Z",
            "2009-02-13T23:31:30+1:00", "2009-02-13T23:31:30Z ", "-009-02-13T23:31:30Z", "2009-02-13T23:31:30+24:00",
        ])
    func others(_ text: String) { #expect(InternetTime(text) == nil) }
}
