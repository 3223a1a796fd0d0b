import Documents
import Logging
import Synchronization
import Testing

@testable import LogOutput

/// Collects what a handler writes.
private final class Lines: Sendable {
    private let written = Mutex<[String]>([])

    var all: [String] { written.withLock { $0 } }

    func logger(_ format: LogFormat, level: Logger.Level = .info, provider: Logger.MetadataProvider? = nil) -> Logger {
        var handler = LineLogHandler(format: format, level: level, now: { 1_795_251_600.25 }) { line in
            self.written.withLock { $0.append(String(decoding: line, as: UTF8.self)) }
        }
        handler.metadataProvider = provider
        return Logger(label: "test", factory: { _ in handler })
    }
}

private struct SomeError: Error, CustomStringConvertible {
    var description: String { "it broke" }
}

@Suite struct LogOutputTests {
    @Test("text: time, level, message, and sorted metadata")
    func text() {
        let lines = Lines()
        lines.logger(.text).info("applied objects", metadata: ["created": "2", "application": "minishop/user"])
        #expect(
            lines.all == ["2026-11-21T09:00:00.250Z info     applied objects application=minishop/user created=2\n"])
    }

    @Test("json: one object, with what collides renamed")
    func json() throws {
        let lines = Lines()
        lines.logger(.json).warning(
            "slow \"fetch\"", metadata: ["b": "1", "a": ["x", "y"], "level": "mine", "c": ["k": "v"]])
        #expect(
            lines.all == [
                #"{"time":"2026-11-21T09:00:00.250Z","level":"warning","message":"slow \"fetch\"","#
                    + #""a":["x","y"],"b":"1","c":{"k":"v"},"level_":"mine"}"# + "\n"
            ])
    }

    @Test("no text makes a second line or reaches the terminal", arguments: LogFormat.allCases)
    func injection(_ format: LogFormat) throws {
        let lines = Lines()
        let evil = "a\n2026 info forged\r\n\u{1B}[31m\u{85}\u{2028}\"\\"
        lines.logger(format).info("\(evil)", metadata: ["key": "\(evil)", "k\nx": "v"])
        let line = try #require(lines.all.first)
        #expect(line.hasSuffix("\n") && line.utf8.count { $0 == UInt8(ascii: "\n") } == 1)
        #expect(!line.utf8.contains(0x1B) && !line.utf8.contains(0x0D))
        if format == .json {
            #expect(try JSON.parse(Array(line.utf8), file: nil, limits: .response)["key"] == .string(evil))
        }
    }

    @Test(
        "values are quoted where they need it",
        arguments: [
            ("bare/value-1:2", "bare/value-1:2"), ("", #""""#), ("two words", #""two words""#), ("a=b", #""a=b""#),
            ("say \"x\"", #""say \"x\"""#), (#"back\slash"#, #""back\\slash""#), ("ümlaut", "ümlaut"),
            ("tab\t", #""tab\t""#),
        ])
    func quoting(_ value: String, _ written: String) {
        #expect(LineFormatter.quotedIfNeeded(value) == written)
    }

    @Test("long values are cut", arguments: LogFormat.allCases)
    func bounds(_ format: LogFormat) throws {
        let lines = Lines()
        lines.logger(format).info("m", metadata: ["long": "\(String(repeating: "é", count: 100_000))"])
        let line = try #require(lines.all.first)
        #expect(line.utf8.count < LineFormatter.valueLimit + 200 && line.contains("é…"))
    }

    @Test("deep metadata is cut")
    func depth() throws {
        var value: Logger.MetadataValue = "end"
        for _ in 0..<100 { value = .array([value]) }
        let lines = Lines()
        lines.logger(.json).info("m", metadata: ["deep": value])
        #expect(try #require(lines.all.first).contains("[[[[[[[[\"…\"]]]]]]]]"))
    }

    @Test("metadata of the event wins over the logger's, and that over the provider's; errors are metadata")
    func precedence() {
        let lines = Lines()
        var logger = lines.logger(.text, provider: .init { ["a": "provider", "b": "provider", "c": "provider"] })
        logger[metadataKey: "b"] = "logger"
        logger[metadataKey: "c"] = "logger"
        logger.error("failed", error: SomeError(), metadata: ["c": "event"])
        #expect(
            lines.all == [
                "2026-11-21T09:00:00.250Z error    failed a=provider b=logger c=event error=\"it broke\"\n"
            ])
    }

    @Test("events below the level are not written")
    func level() {
        let lines = Lines()
        let logger = lines.logger(.text, level: .notice)
        logger.info("quiet")
        logger.notice("loud")
        #expect(lines.all.count == 1)
    }
}
