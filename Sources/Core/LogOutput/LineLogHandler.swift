internal import FoundationEssentials
package import Logging

/// How a line of the log looks.
package enum LogFormat: String, Sendable, Hashable, CaseIterable {
    /// For people: time, level, message, and `key=value` for the rest.
    case text
    /// For programs: one JSON object.
    case json
}

/// Writes each event as one line.
///
/// Guarantees: an event is one line whatever its texts hold, and one call of `write`; equal metadata comes in equal
/// order; no value is longer than `LineFormatter.valueLimit`.
package struct LineLogHandler: LogHandler {
    package var logLevel: Logger.Level
    package var metadata: Logger.Metadata = [:]
    package var metadataProvider: Logger.MetadataProvider?

    private let formatter: LineFormatter
    private let now: @Sendable () -> Double
    private let write: @Sendable ([UInt8]) -> Void

    /// `now` gives the seconds since 1970; `write` gets whole lines with their newline.
    package init(
        format: LogFormat, level: Logger.Level, now: @escaping @Sendable () -> Double,
        write: @escaping @Sendable ([UInt8]) -> Void
    ) {
        formatter = LineFormatter(format: format)
        logLevel = level
        self.now = now
        self.write = write
    }

    /// To standard error, with the wall clock's time.
    package static func standardError(format: LogFormat, level: Logger.Level) -> LineLogHandler {
        LineLogHandler(
            format: format, level: level, now: { Date().timeIntervalSince1970 }, write: StandardError.write)
    }

    package subscript(metadataKey key: String) -> Logger.Metadata.Value? {
        get { metadata[key] }
        set { metadata[key] = newValue }
    }

    package func log(event: LogEvent) {
        var all = metadataProvider?.get() ?? [:]
        all.merge(metadata) { _, new in new }
        all.merge(event.metadata ?? [:]) { _, new in new }
        if let error = event.error, all["error"] == nil { all["error"] = "\(error)" }
        let line = formatter.line(
            time: now(), level: event.level, message: event.message.description, metadata: all)
        write(Array(line.utf8))
    }
}
