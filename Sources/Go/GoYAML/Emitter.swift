import GoValues

/// Writes block style as go-yaml's emitter does: a state of column, blanks and indentation, and per scalar the styles that
/// its text allows.
///
/// Recursion is bounded by `GoBounds`: values may refer to themselves.
struct Emitter {
    enum Style {
        /// Version 2 on what JSON would give: a text that YAML reads back differently stops it.
        case v2
        /// Version 2 on what a document gave.
        case v2Plain
        case v3
    }

    enum Interruption: Error {
        case failed(GoError)
        /// Only reading the JSON as YAML shows what a text becomes.
        case needsReading

        var reason: GoError {
            switch self {
            case .failed(let error): error
            case .needsReading: GoError("yaml: a text has to be read to be written")
            }
        }
    }

    /// What a node stands in.
    enum Context {
        case root
        case sequence
        case mapping
        case simpleKey
    }

    /// JSON's keys have to end within so many characters of the text. An escape has at most six.
    private static let safeKeyBytes = 1024 / 6 - 4

    let style: Style
    var output: [UInt8] = []
    var column = 0
    /// Whether the last character was blank.
    var hasBlank = true
    /// Whether the line holds only indentation and indicators so far.
    var isIndentation = true
    private var visited = 0

    init(style: Style) { self.style = style }

    mutating func document(_ value: GoValue) throws(Interruption) -> [UInt8] {
        try node(value, indent: -1, context: .root, depth: 0)
        writeIndent(0)
        return output
    }

    private mutating func node(
        _ value: GoValue, indent: Int, context: Context, depth: Int
    ) throws(Interruption) {
        visited += 1
        guard visited < GoBounds.nodes, output.count < GoBounds.bytes else {
            throw .failed(.limit("yaml: a value is too large"))
        }
        // Go finds out, too, at about this depth.
        guard depth < GoBounds.depth else { throw .failed(GoError("json: unsupported value: it refers to itself")) }
        switch value {
        case .null: writePlain("null")
        case .bool(let value): writePlain(value ? "true" : "false")
        case .int(let value): writePlain(String(value))
        case .int64(let value): writePlain(String(value))
        case .uint64(let value): writePlain(String(value))
        case .float(let value): try number(value)
        case .string(let text): try string(text.bytes, indent: scalarIndent(indent), context: context)
        case .bytes(let bytes): try self.bytes(bytes, indent: indent, context: context, depth: depth)
        case .list(let list) where list.isNil && style != .v3: writePlain("null")
        case .list(let list): try sequence(list.elements, indent: indent, context: context, depth: depth)
        case .map(let map) where map.isNil && style != .v3: writePlain("null")
        case .map(let map): try mapping(map, indent: indent, depth: depth)
        case .object(let object): try self.object(object, indent: indent, context: context, depth: depth)
        }
    }

    private mutating func bytes(
        _ bytes: [UInt8], indent: Int, context: Context, depth: Int
    ) throws(Interruption) {
        if style == .v3 {
            try sequence(bytes.map { .int(Int($0)) }, indent: indent, context: context, depth: depth)
        } else {
            try string(GoJSON.base64(bytes), indent: scalarIndent(indent), context: context)
        }
    }

    private mutating func object(
        _ object: any GoObject, indent: Int, context: Context, depth: Int
    ) throws(Interruption) {
        let form: GoJSONForm
        do {
            form = try GoJSON.form(of: object)
        } catch {
            throw .failed(error)
        }
        switch form {
        case .value(let value): try node(value, indent: indent, context: context, depth: depth + 1)
        case .members(let members):
            // A struct has few fields, and version 3 calls them by their names in lower case.
            let entries = members.map { (style == .v3 ? GoString($0.name.lowercased()) : GoString($0.name), $0.value) }
            let map = GoMap(Dictionary(entries) { _, new in new })
            let keys = style == .v3 ? entries.map(\.0) : nil
            try mapping(map, keys: keys, indent: indent, depth: depth)
        }
    }

    private mutating func sequence(
        _ elements: [GoValue], indent: Int, context: Context, depth: Int
    ) throws(Interruption) {
        guard !elements.isEmpty else { return writePlain("[]") }
        let isIndentless = style != .v3 && context == .mapping && !isIndentation
        let indent = indent < 0 ? 0 : isIndentless ? indent : indent + 2
        for element in elements {
            writeIndent(indent)
            writeIndicator("-", needsBlank: true, isIndentation: true)
            try node(element, indent: indent, context: .sequence, depth: depth + 1)
        }
    }

    private mutating func mapping(
        _ map: GoMap, keys: [GoString]? = nil, indent: Int, depth: Int
    ) throws(Interruption) {
        guard !map.entries.isEmpty else { return writePlain("{}") }
        let indent = indent < 0 ? 0 : indent + 2
        for key in keys ?? KeyOrder(isVersion3: style == .v3).sorted(map.entries.keys) {
            guard style != .v2 || key.count < Emitter.safeKeyBytes else { throw .needsReading }
            writeIndent(indent)
            let scalar = try scalar(key.bytes)
            if scalar.isSimpleKey {
                write(scalar, indent: scalarIndent(indent), context: .simpleKey)
                writeIndicator(":", needsBlank: false)
            } else {
                writeIndicator("?", needsBlank: true, isIndentation: true)
                write(scalar, indent: scalarIndent(indent), context: .mapping)
                writeIndent(indent)
                writeIndicator(":", needsBlank: true, isIndentation: true)
            }
            try node(map[key] ?? .null, indent: indent, context: .mapping, depth: depth + 1)
        }
    }

    private func scalarIndent(_ indent: Int) -> Int { indent < 0 ? 2 : indent + 2 }

    private mutating func string(_ bytes: [UInt8], indent: Int, context: Context) throws(Interruption) {
        write(try scalar(bytes), indent: indent, context: context)
    }

    private func scalar(_ bytes: [UInt8]) throws(Interruption) -> ScalarText {
        let scalar = ScalarText(bytes, isVersion3: style == .v3)
        guard style != .v2 || !scalar.needsReading else { throw .needsReading }
        return scalar
    }

    private mutating func number(_ value: Double) throws(Interruption) {
        if style != .v3 {
            guard value.isFinite else {
                let text = value.isNaN ? "NaN" : value < 0 ? "-Inf" : "+Inf"
                throw .failed(GoError("json: unsupported value: \(text)"))
            }
            if let integer = GoJSON.integerText(value) { return writePlain(integer) }
        }
        if value.isNaN { return writePlain(".nan") }
        if value.isInfinite { return writePlain(value < 0 ? "-.inf" : ".inf") }
        writePlain(String(decoding: GoNumber.format(value), as: UTF8.self))
    }

    /// ASCII that needs no look at what it is.
    private mutating func writePlain(_ text: String) {
        if !hasBlank { put(UInt8(ascii: " ")) }
        output.append(contentsOf: text.utf8)
        column += text.utf8.count
        hasBlank = false
        isIndentation = false
    }
}

extension Emitter {
    mutating func put(_ byte: UInt8) {
        output.append(byte)
        column += 1
    }

    mutating func putBreak() {
        output.append(UInt8(ascii: "\n"))
        column = 0
    }

    mutating func writeIndent(_ indent: Int) {
        if !isIndentation || column > indent || column == indent && !hasBlank { putBreak() }
        while column < indent { put(UInt8(ascii: " ")) }
        hasBlank = true
        isIndentation = true
    }

    mutating func writeIndicator(_ indicator: Unicode.Scalar, needsBlank: Bool, isIndentation: Bool = false) {
        if needsBlank, !hasBlank { put(UInt8(ascii: " ")) }
        put(UInt8(ascii: indicator))
        hasBlank = false
        self.isIndentation = self.isIndentation && isIndentation
    }
}
