package import Documents
import YAML

/// Scalars whose text says more than their value.
///
/// kustomize works on YAML nodes, which keep the text: a number `1.10` that a replacement or an annotation turns into a
/// string is `1.10` again, and an octal `0644` is 420 only in the end. So a scalar without quotes whose value would be
/// written differently is carried as a string of the text behind a mark, and becomes its value when the build is done
/// or when kustomize itself goes through JSON.
package enum Lexical {
    /// A code point for private use. A text that itself begins with it gets a second one.
    private static let mark: Unicode.Scalar = "\u{10FFFC}"

    /// A key without a value. kustomize's merge keeps a `null` that is written out, and drops this.
    static let nothing = Value.string(String(mark))

    /// The value of a scalar without quotes.
    static func read(_ bytes: [UInt8]) -> Value {
        let text = String(decoding: bytes, as: UTF8.self)
        switch PlainScalar(bytes) {
        case .string: return string(text)
        case .null: return text.isEmpty ? nothing : .null
        case .bool(let value): return text == (value ? "true" : "false") ? .bool(value) : marked(text)
        case .integer(let value): return text == String(value) ? .integer(value) : marked(text)
        case .large, .float, .timestamp: return marked(text)
        }
    }

    /// The value of a text that is a string whatever it looks like.
    static func string(_ text: String) -> Value { isMarked(text) ? marked(text) : .string(text) }
    static func string(_ bytes: [UInt8]) -> Value { string(String(decoding: bytes, as: UTF8.self)) }

    /// The text of a scalar as its file has it; nil for lists and mappings.
    package static func text(of value: Value) -> String? {
        switch value {
        case .null: "null"
        case .bool(let value): value ? "true" : "false"
        case .integer(let value): String(value)
        case .double(let value): JSONText.text(of: value)
        case .string(let text): isMarked(text) ? String(text.unicodeScalars.dropFirst()) : text
        case .array, .object: nil
        }
    }

    /// The YAML type of a value as a reader takes it.
    static func typeName(of value: Value) -> String {
        switch value {
        case .null: "null"
        case .bool: "boolean"
        case .integer: "integer"
        case .double: "number"
        case .array: "list"
        case .object: "mapping"
        case .string(let text):
            isMarked(text) ? PlainScalar(Array(String(text.unicodeScalars.dropFirst()).utf8)).typeName : "string"
        }
    }

    /// What a text means that takes the place of another scalar's text and keeps its quotes, or the lack of them.
    ///
    /// Where that was a string it stays one: that it was written without quotes cannot be seen any more, and matters for
    /// texts only that look like numbers or booleans.
    package static func replacing(_ old: Value, with text: String) -> Value {
        if case .string(let oldText) = old, !isMarked(oldText) { return string(text) }
        return read(Array(text.utf8))
    }

    /// The value that JSON has for a scalar; any other value is returned as it is.
    static func resolved(_ value: Value) -> Value {
        guard case .string(let marked) = value, isMarked(marked) else { return value }
        let text = String(marked.unicodeScalars.dropFirst())
        switch PlainScalar(Array(text.utf8)) {
        case .string: return .string(text)
        case .null: return .null
        case .bool(let value): return .bool(value)
        case .integer(let value): return .integer(value)
        case .large(let value): return .double(Double(value))
        case .float(let value): return Int(exactly: value).map(Value.integer) ?? .double(value)
        case .timestamp(let time): return .string(time)
        }
    }

    /// A document as JSON has it, for what kustomize does by way of JSON.
    package static func json(_ value: Value) -> Value {
        switch value {
        case .array(let elements): .array(elements.map(json))
        case .object(let object): .object(object.mapValues(json))
        default: resolved(value)
        }
    }

    private static func marked(_ text: String) -> Value { .string("\(mark)\(text)") }

    /// The mark is looked for in every string, so in bytes.
    static func isMarked(_ text: String) -> Bool { text.utf8.first == 0xF4 && text.unicodeScalars.first == mark }
}
