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
        var line = "\(time) \(LineFormatter.column(level)) \(LineFormatter.escaped(message))"
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
    static func bounded(_ text: String) -> String {
        guard text.utf8.count > valueLimit else { return text }
        var size = 0
        let kept = text.unicodeScalars.prefix { scalar in
            size += UTF8.width(scalar)
            return size <= valueLimit
        }
        return String(kept) + "…"
    }

    /// What may not stand in a line as it is becomes an escape: controls (which move cursors and colour terminals) and
    /// Unicode's own line ends.
    static func escaped(_ text: String) -> String {
        guard text.unicodeScalars.contains(where: isUnsafe) else { return text }
        return text.unicodeScalars.reduce(into: "") { result, scalar in
            switch scalar {
            case "\n": result += "\\n"
            case "\r": result += "\\r"
            case "\t": result += "\\t"
            case let scalar where isUnsafe(scalar): result += "\\u{\(String(scalar.value, radix: 16))}"
            default: result.unicodeScalars.append(scalar)
            }
        }
    }

    static func quotedIfNeeded(_ text: String) -> String {
        let isBare = text.unicodeScalars.allSatisfy { scalar in
            !isUnsafe(scalar) && scalar != " " && scalar != "\"" && scalar != "\\" && scalar != "="
        }
        guard !isBare || text.isEmpty else { return text }
        return "\"\(escaped(text.replacing("\\", with: "\\\\").replacing("\"", with: "\\\"")))\""
    }

    /// Keys are ours and are words; should one not be, it does not break the line.
    private static func bareKey(_ key: String) -> String {
        escaped(key).replacing(" ", with: "_").replacing("=", with: "_").replacing("\"", with: "_")
    }

    private static func isUnsafe(_ scalar: Unicode.Scalar) -> Bool {
        switch scalar.value {
        case 0..<0x20, 0x7F..<0xA0, 0x2028, 0x2029, 0x202A...0x202E, 0x2066...0x2069: true
        default: false
        }
    }
}
