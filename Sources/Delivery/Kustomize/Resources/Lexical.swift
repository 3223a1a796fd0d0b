package import Documents
import GoValues
import YAML

/// Scalars whose text says more than their value.
///
/// kustomize works on YAML nodes, which keep the text: a number `1.10` that a replacement or an annotation turns into a
/// string is `1.10` again, and an octal `0644` is 420 only in the end. So a scalar without quotes whose value would be
/// written differently is carried as a string of the text behind a mark, and becomes its value when the build is done
/// or when kustomize itself goes through JSON.
package enum Lexical {
    /// A code point for private use. A text that itself begins with a mark gets this one before it.
    private static let mark: Unicode.Scalar = "\u{10FFFC}"

    /// Stands before texts in quotes, and those of blocks: whatever takes their place in a merge stays a string.
    private static let quoteMark: Unicode.Scalar = "\u{10FFFB}"

    /// A key without a value. kustomize's merge keeps a `null` that is written out, and drops this.
    static let nothing = Value.string(String(mark))

    /// The same between brackets, `{key: }`, which kustomize writes as `''` in between, so that it is a text in the end.
    static let nothingInBrackets = Value.string("\(mark)\(mark)")

    /// The value of a scalar without quotes.
    static func read(_ bytes: [UInt8]) -> Value {
        let text = String(decoding: bytes, as: UTF8.self)
        switch PlainScalar(bytes) {
        case .string: return string(text)
        case .null: return text == "null" ? .null : marked(text)
        case .bool(let value): return text == (value ? "true" : "false") ? .bool(value) : marked(text)
        case .integer(let value): return text == String(value) ? .integer(value) : marked(text)
        case .large, .float, .timestamp: return marked(text)
        }
    }

    /// The value of a scalar with one of YAML's own tags; nil where it is something else.
    static func read(_ bytes: [UInt8], tag: String) -> Value? {
        let plain = PlainScalar(bytes)
        guard plain.fits(tag: tag) else { return nil }
        switch (tag, plain) {
        case ("float", .integer(let value)) where value.magnitude > 1 << 53: return Scalar.float(Double(value)).value
        case ("null", _): return .null
        default: return read(bytes)
        }
    }

    /// What a value is that stands between brackets. kustomize writes it with quotes in between where it is empty or holds a
    /// colon, so that it is a text in the end; a time is the only value of another type that can hold one.
    static func inBrackets(_ value: Value) -> Value {
        switch value {
        case .array(let elements): return .array(elements.map(inBrackets))
        case .object(let object): return .object(object.mapValues(inBrackets))
        case nothing: return nothingInBrackets
        case .string(let text) where isMarked(text) && !isInBrackets(text):
            guard case .timestamp = plain(text), text.utf8.contains(UInt8(ascii: ":")) else { return value }
            return marked(text)
        default: return value
        }
    }

    /// The same for a scalar that is taken out of brackets.
    static func outOfBrackets(_ value: Value) -> Value {
        guard case .string(let text) = value, isInBrackets(text) else { return value }
        return marked(unmarked(text))
    }

    /// The value of a text that is a string whatever it looks like.
    static func string(_ text: String) -> Value { isMarked(text) ? quoted(text) : .string(text) }

    /// The same for a text in quotes, or of a block.
    static func quoted(_ text: String) -> Value { .string("\(quoteMark)\(text)") }

    /// The text of a scalar as its file has it; nil for lists and mappings.
    package static func text(of value: Value) -> String? {
        switch value {
        case .null: "null"
        case .bool(let value): value ? "true" : "false"
        case .integer(let value): String(value)
        case .double(let value): JSONText.text(of: value)
        case .string(let text): isMarked(text) ? unmarked(text) : text
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
        case .string(let text): isMarked(text) ? plain(text).typeName : "string"
        }
    }

    static func isString(_ value: Value) -> Bool {
        guard case .string(let text) = value else { return false }
        return !isMarked(text) || plain(text) == .string
    }

    /// Whether a scalar is in quotes, or has to be in the end.
    static func isQuoted(_ value: Value) -> Bool {
        guard case .string(let text) = value else { return false }
        if text.unicodeScalars.first == quoteMark { return true }
        return !isMarked(text) && PlainScalar(Array(text.utf8)) != .string
    }

    /// A null whose text is another than `null`.
    static func isMarkedNull(_ text: String) -> Bool { isMarked(text) && plain(text) == .null }

    private static func plain(_ text: String) -> PlainScalar {
        text.unicodeScalars.first == quoteMark ? .string : PlainScalar(Array(unmarked(text).utf8))
    }

    private static func unmarked(_ text: String) -> String {
        String(text.unicodeScalars.dropFirst(isInBrackets(text) ? 2 : 1))
    }

    /// Whether two marks say that a scalar is a text in the end.
    private static func isInBrackets(_ text: String) -> Bool {
        text.unicodeScalars.starts(with: [mark, mark])
    }

    /// The text that a scalar is as a key; nil for numbers, booleans and other values that are no text in the end. Nothing, and
    /// a time between brackets, are written with quotes in between.
    static func key(of value: Value) -> String? {
        if value == nothing { return "" }
        guard case .string(let text) = value, isInBrackets(text) || isString(value) else { return nil }
        return self.text(of: value)
    }

    /// What a text means that takes the place of another scalar's text, and keeps its type and quotes.
    package static func replacing(_ old: Value, with text: String) -> Value {
        guard isString(old) else { return read(Array(text.utf8)) }
        return isQuoted(old) ? quoted(text) : string(text)
    }

    /// The value that JSON has for a scalar; any other value is returned as it is.
    static func resolved(_ value: Value) -> Value {
        guard case .string(let marked) = value, isMarked(marked) else { return value }
        let text = unmarked(marked)
        if isInBrackets(marked) { return .string(text) }
        switch plain(marked) {
        case .string: return .string(text)
        case .null: return .null
        case .bool(let value): return .bool(value)
        case .integer(let value): return .integer(value)
        case .large(let value): return .double(Double(value))
        case .float(let value): return Scalar.float(value).value
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

    /// What kustomize makes of a document that has gone through JSON: numbers have the text that `%g` gives them, so
    /// 1000000 in an annotation is `1e+06`.
    static func written(_ value: Value) -> Value {
        switch value {
        case .integer(let number): number.magnitude < 1_000_000 ? value : written(Double(number))
        case .double(let number): written(number)
        case .array(let elements): .array(elements.map(written))
        case .object(let object): .object(object.mapValues(written))
        case .null, .bool, .string: value
        }
    }

    private static func written(_ number: Double) -> Value {
        marked(String(decoding: GoNumber.format(number), as: UTF8.self))
    }

    private static func marked(_ text: String) -> Value { .string("\(mark)\(text)") }

    /// Whether a text has a mark, which is no part of it. Looked for in every string, so first in bytes.
    static func isMarked(_ text: String) -> Bool {
        guard text.utf8.first == 0xF4, let first = text.unicodeScalars.first else { return false }
        return first == mark || first == quoteMark
    }
}
