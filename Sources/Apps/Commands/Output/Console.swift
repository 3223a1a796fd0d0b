/// Where a command writes, and what is at the other end.
package struct Console: Sendable {
    /// What was asked for.
    package var write: @Sendable (String) -> Void
    /// What a person may want to know besides: never part of what programs read.
    package var note: @Sendable (String) -> Void
    package var isColored: Bool
    /// Of a line, where it is a terminal; nil where lines may be of any length.
    package var width: Int?

    package init(
        write: @escaping @Sendable (String) -> Void, note: @escaping @Sendable (String) -> Void, isColored: Bool,
        width: Int?
    ) {
        self.write = write
        self.note = note
        self.isColored = isColored
        self.width = width
    }

    func line(_ text: String) { write(text + "\n") }
}

/// Colours by what they mean.
enum Tint: Int, Sendable {
    case good = 32
    case underWay = 33
    case bad = 31
    case quiet = 90

    /// Of a word that status has for sync, health, or an outcome.
    init?(word: String) {
        switch word {
        case "Healthy", "Synced", "Succeeded", "True", "Normal": self = .good
        case "Progressing", "OutOfSync", "Syncing", "Suspended", "Running", "Unknown": self = .underWay
        case "Degraded", "Missing", "Failed", "False", "Terminated", "Warning": self = .bad
        default: return nil
        }
    }
}

extension Console {
    func tinted(_ text: String, _ tint: Tint?) -> String {
        guard isColored, let tint else { return text }
        return "\u{1B}[\(tint.rawValue)m\(text)\u{1B}[0m"
    }
}

/// Text of a cluster, as a terminal may be given it.
enum Plain {
    /// Without what a terminal would take for a command, and on one line.
    static func line(_ text: String) -> String {
        guard text.unicodeScalars.contains(where: isControl) else { return text }
        return String(String.UnicodeScalarView(text.unicodeScalars.map { isControl($0) ? " " : $0 }))
    }

    /// As `line`, of a text that may have several.
    static func lines(_ text: String) -> String {
        text.split(separator: "\n", omittingEmptySubsequences: false).map { line(String($0)) }.joined(separator: "\n")
    }

    private static func isControl(_ scalar: Unicode.Scalar) -> Bool {
        scalar.value < 0x20 || (0x7F...0x9F).contains(scalar.value)
            // They turn the order in which a line is read.
            || (0x202A...0x202E).contains(scalar.value) || (0x2066...0x2069).contains(scalar.value)
    }
}
