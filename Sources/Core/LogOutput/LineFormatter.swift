internal import Documents
internal import FoundationEssentials
internal import Logging

/// Makes lines of events. A pure function, but for the clock that its caller reads.
struct LineFormatter {
    let format: LogFormat

    /// Longer values, which a remote side may have had a hand in, are cut.
    static let valueLimit = 4_096
    /// Metadata inside of metadata is followed this far.
    static let depthLimit = 8

    func line(time: Double, level: Logger.Level, message: String, metadata: Logger.Metadata) -> String {
        let time = LineFormatter.text(ofTime: time)
        let sorted = metadata.sorted { $0.key < $1.key }
        let message = LineFormatter.bounded(message)
        return switch format {
        case .text: textLine(time, level, message, sorted)
        case .json: jsonLine(time, level, message, sorted)
        }
    }

    private func textLine(
        _ time: String, _ level: Logger.Level, _ message: String,
        _ metadata: [(key: String, value: Logger.MetadataValue)]
    ) -> String {
        var line = "\(time) \(LineFormatter.column(level)) \(message.visible)"
        for (key, value) in metadata {
            let text =
                switch LineFormatter.value(of: value, depth: 0) {
                case .string(let text): text
                case let nested: LineFormatter.bounded(nested.json())
                }
            line += " \(LineFormatter.bareKey(key))=\(LineFormatter.quotedIfNeeded(text))"
        }
        return line + "\n"
    }

    private func jsonLine(
        _ time: String, _ level: Logger.Level, _ message: String,
        _ metadata: [(key: String, value: Logger.MetadataValue)]
    ) -> String {
        var object: Object = ["time": .string(time), "level": .string(level.rawValue), "message": .string(message)]
        let reserved = Set(object.keys)
        for (key, value) in metadata {
            object[reserved.contains(key) ? "\(key)_" : key] = LineFormatter.value(of: value, depth: 0)
        }
        return Value.object(object).json() + "\n"
    }

    private static func value(of metadata: Logger.MetadataValue, depth: Int) -> Value {
        guard depth < depthLimit else { return "…" }
        switch metadata {
        case .string(let text): return .string(bounded(text))
        case .stringConvertible(let value): return .string(bounded(value.description))
        case .array(let elements): return .array(elements.map { value(of: $0, depth: depth + 1) })
        case .dictionary(let members):
            let sorted = members.sorted { $0.key < $1.key }
            return .object(Object(sorted.map { ($0.key, value(of: $0.value, depth: depth + 1)) }))
        }
    }

    /// RFC 3339 with milliseconds, in UTC.
    private static func text(ofTime seconds: Double) -> String {
        Date(timeIntervalSince1970: seconds).formatted(Date.ISO8601FormatStyle(includingFractionalSeconds: true))
    }

    /// Levels of equal width, so that messages line up.
    private static func column(_ level: Logger.Level) -> String {
        let name = level.rawValue
        return name + String(repeating: " ", count: max(0, "critical".count - name.count))
    }
}

// MARK: - Texts

extension LineFormatter {
    static func bounded(_ text: String) -> String { text.cut(to: valueLimit) }

    static func quotedIfNeeded(_ text: String) -> String {
        let isBare = text.unicodeScalars.allSatisfy { scalar in
            !scalar.isUnseen && scalar != " " && scalar != "\"" && scalar != "\\" && scalar != "="
        }
        guard !isBare || text.isEmpty else { return text }
        return "\"\(text.replacing("\\", with: "\\\\").replacing("\"", with: "\\\"").visible)\""
    }

    /// Keys are ours and are words; should one not be, it does not break the line.
    private static func bareKey(_ key: String) -> String {
        key.visible.replacing(" ", with: "_").replacing("=", with: "_").replacing("\"", with: "_")
    }
}
