import Documents
import GoValues

/// Why a value does not follow a schema: a tree, as schemas hold schemas.
struct Failure {
    enum Kind {
        /// A reason, or a keyword that has reasons.
        case reason
        /// Several reasons for one schema.
        case group
        /// A reference to a schema that has reasons. With one reason it says nothing itself.
        case reference
    }

    /// The names and indices that lead to the value.
    var path: [String]
    var message: String
    var kind = Kind.reason
    var causes: [Failure] = []

    /// What takes the place of reasons that nobody will read.
    static let unread = Failure(path: [], message: "")

    /// One line for each reason, indented by how deep it stands.
    func lines(indent: Int) -> String {
        guard !message.isEmpty || !causes.isEmpty else { return "" }
        var text = ""
        var indent = indent
        if kind != .reference || causes.count != 1 {
            let pointer = path.map { "/\(SchemaURL.escape($0))" }.joined()
            text += "\n\(String(repeating: "  ", count: indent))- at \(Wording.quote(pointer)): \(message)"
            indent += 1
        }
        return causes.reduce(text) { $0 + $1.lines(indent: indent) }
    }
}

/// How messages write values.
enum Wording {
    /// As a Go literal, in single quotes.
    static func quote(_ text: String) -> String {
        let literal = literal(text).dropFirst().dropLast()
        return "'\(literal.replacing("\\\"", with: "\"").replacing("'", with: "\\'"))'"
    }

    /// As a Go literal.
    static func literal(_ text: String) -> String { GoQuote.quote(GoString(text)).string }

    /// How many names a message lists; the rest is three dots.
    private static let listed = 100

    static func quote(_ names: [String]) -> String { list(names) { quote($0) } }

    private static func list<Element>(_ elements: [Element], _ text: (Element) -> String) -> String {
        elements.prefix(listed).map(text).joined(separator: ", ") + (elements.count > listed ? ", ..." : "")
    }

    /// What one of several values is asked for.
    static func choice(of allowed: [Value]) -> String {
        guard allowed.allSatisfy({ $0.array == nil && $0.object == nil }) else { return "'enum' failed" }
        return "value must be \(allowed.count == 1 ? "" : "one of ")\(list(allowed) { display($0) })"
    }

    /// A value of a schema.
    static func display(_ value: Value) -> String {
        switch value {
        case .null: "<nil>"
        case .bool(let value): value ? "true" : "false"
        case .integer(let value): String(value)
        case .double(let value): String(decoding: GoNumber.format(value), as: UTF8.self)
        case .string(let text): quote(text)
        case .array, .object: "value"
        }
    }

    /// With commas between thousands.
    static func number(_ value: Int) -> String {
        (value < 0 ? "-" : "") + grouped(String(value.magnitude))
    }

    /// With commas, or as a power of ten where Go's `%v` has an exponent.
    static func number(_ value: Double) -> String {
        var text = String(decoding: GoNumber.format(value), as: UTF8.self)[...]
        let sign = text.hasPrefix("-") ? "-" : ""
        if !sign.isEmpty { text = text.dropFirst() }
        if let mark = text.firstIndex(of: "e") {
            let exponent = text[text.index(after: mark)...].filter { $0 != "+" }
            return "\(sign)\(text[..<mark])×10\(String(exponent.map { superscripts[$0] ?? $0 }))"
        }
        let parts = text.split(separator: ".", maxSplits: 1)
        return sign + grouped(String(parts[0])) + (parts.count > 1 ? ".\(parts[1])" : "")
    }

    private static let superscripts: [Character: Character] = [
        "0": "⁰", "1": "¹", "2": "²", "3": "³", "4": "⁴", "5": "⁵", "6": "⁶", "7": "⁷", "8": "⁸", "9": "⁹", "-": "⁻",
    ]

    private static func grouped(_ digits: String) -> String {
        var text = ""
        for (offset, digit) in digits.enumerated() {
            if offset > 0, (digits.count - offset) % 3 == 0 { text += "," }
            text.append(digit)
        }
        return text
    }
}
