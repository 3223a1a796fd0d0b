import Documents
import GoValues
import GoYAML

/// Values as Go has them once kustomize is done with them.
enum JSONText {
    /// A number as Go's `encoding/json` writes it.
    static func text(of number: Double) -> String {
        guard let bytes = try? GoJSON.marshal(.float(number)) else { return "" }
        return String(decoding: bytes, as: UTF8.self)
    }

    /// The value with integers kept as such, and with texts behind the mark resolved.
    static func goValue(_ value: Value) -> GoValue {
        switch value {
        case .null: .null
        case .bool(let value): .bool(value)
        case .integer(let value): .int(value)
        case .double(let value): .float(value)
        case .string(let text): Lexical.isMarked(text) ? resolved(value) : .string(GoString(text))
        case .array(let elements): .list(GoList(elements.map { goValue($0) }))
        case .object(let object): map(object)
        }
    }

    private static func map(_ object: Object) -> GoValue {
        var entries: [GoString: GoValue] = [:]
        entries.reserveCapacity(object.count)
        for (key, value) in object { entries[GoString(key)] = goValue(value) }
        return .map(GoMap(entries))
    }

    private static func resolved(_ value: Value) -> GoValue {
        let text = Lexical.text(of: value) ?? ""
        if Lexical.isString(value) { return .string(GoString(text)) }
        if case .large(let number) = PlainScalar(Array(text.utf8)) { return .uint64(number) }
        let resolved = Lexical.resolved(value)
        if case .string(let text) = resolved { return .string(GoString(text)) }
        return goValue(resolved)
    }
}
