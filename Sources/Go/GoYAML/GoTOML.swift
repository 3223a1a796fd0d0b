package import Documents
package import GoValues

/// TOML as Helm's functions write and read it: `github.com/BurntSushi/toml`.
package enum GoTOML {
    /// The TOML of a value. Fails where Go's does: on a list with nil in it, for one.
    package static func marshal(_ value: GoValue) throws(GoError) -> [UInt8] {
        var writer = TOMLWriter()
        try writer.encode([], value, depth: 0)
        return writer.output
    }

    /// `toml.Unmarshal` into a `map[string]interface {}`: integers are `int64`, lists of tables have their own type, points
    /// in time are `GoTOMLTime`. Of the limits, those on bytes and nodes count; one that is passed is an error that ends the
    /// render.
    package static func unmarshal(_ bytes: [UInt8], limits: DocumentLimits) throws(GoError) -> GoMap {
        guard bytes.count <= limits.bytes else { throw .limit("toml: the text is larger than \(limits.bytes) bytes") }
        var reader = TOMLReader(bytes, nodeLimit: limits.nodes)
        return try reader.document()
    }
}

/// A `time.Time` that a TOML text holds.
package final class GoTOMLTime: GoJSONObject {
    /// As `fmt` prints it.
    package let text: GoString?
    /// As JSON has it.
    package let timestamp: String

    init(text: String, timestamp: String) {
        self.text = GoString(text)
        self.timestamp = timestamp
    }

    package var typeName: String { "time.Time" }
    package var kindName: String { "struct" }
    package var json: GoJSONForm { .value(.string(GoString(timestamp))) }
}

/// Appends TOML. Recursion is bounded by `GoBounds`: values may refer to themselves.
private struct TOMLWriter {
    private(set) var output: [UInt8] = []
    private var visited = 0

    mutating func encode(_ key: [GoString], _ value: GoValue, depth: Int) throws(GoError) {
        try visit(depth)
        switch value.underlying {
        case .null: return
        case .map(let map): try table(key, map, depth: depth)
        case .list(let list):
            if try isTables(list.elements, depth: depth) {
                try tables(key, list.elements, depth: depth)
            } else {
                try keyValue(key, value, isInline: false, depth: depth)
            }
        default: try keyValue(key, value, isInline: false, depth: depth)
        }
    }

    private mutating func visit(_ depth: Int) throws(GoError) {
        visited += 1
        guard depth < GoBounds.depth, visited < GoBounds.nodes, output.count < GoBounds.bytes else {
            throw .limit("toml: a value is too large, or refers to itself")
        }
    }

    private mutating func table(_ key: [GoString], _ map: GoMap, depth: Int) throws(GoError) {
        if key.count == 1 { breakLine() }
        if !key.isEmpty {
            write("\(indent(key))[")
            output += name(key)
            write("]")
            breakLine()
        }
        try members(key, map, isInline: false, depth: depth)
    }

    private mutating func tables(_ key: [GoString], _ elements: [GoValue], depth: Int) throws(GoError) {
        guard !key.isEmpty else { throw GoError("toml: top-level values must be Go maps or structs") }
        for element in elements {
            guard case .map(let map) = element.underlying else { continue }
            breakLine()
            write("\(indent(key))[[")
            output += name(key)
            write("]]")
            breakLine()
            try members(key, map, isInline: false, depth: depth + 1)
        }
    }

    /// First what is no table: all that follows a table's head belongs to it.
    private mutating func members(_ key: [GoString], _ map: GoMap, isInline: Bool, depth: Int) throws(GoError) {
        var plain: [GoString] = []
        var tables: [GoString] = []
        for name in map.sortedKeys {
            if try isTable(map[name] ?? .null, depth: depth + 1) {
                tables.append(name)
            } else {
                plain.append(name)
            }
        }
        if isInline { write("{") }
        for (names, isLast) in [(plain, tables.isEmpty), (tables, true)] {
            for (index, name) in names.enumerated() {
                guard let value = map[name], !value.isNull else { continue }
                guard isInline else {
                    try encode(key + [name], value, depth: depth + 1)
                    continue
                }
                try keyValue([name], value, isInline: true, depth: depth + 1)
                if !isLast || index != names.count - 1 { write(", ") }
            }
        }
        if isInline { write("}") }
    }

    private mutating func isTable(_ value: GoValue, depth: Int) throws(GoError) -> Bool {
        switch value.underlying {
        case .map: true
        case .list(let list): try isTables(list.elements, depth: depth)
        default: false
        }
    }

    /// Whether a list holds tables only.
    private mutating func isTables(_ elements: [GoValue], depth: Int) throws(GoError) -> Bool {
        try visit(depth)
        var areAll = !elements.isEmpty
        for element in elements {
            switch element.underlying {
            case .null: throw GoError("toml: cannot encode array with nil element")
            case .map: continue
            case .list(let list): _ = try isTables(list.elements, depth: depth + 1)
            default: break
            }
            areAll = false
        }
        return areAll
    }

    private mutating func keyValue(
        _ key: [GoString], _ value: GoValue, isInline: Bool, depth: Int
    ) throws(GoError) {
        guard let last = key.last else { return try element(value, depth: depth) }
        write(indent(key))
        output += quotedName(last)
        write(" = ")
        try element(value, depth: depth)
        if !isInline { breakLine() }
    }

    private mutating func element(_ value: GoValue, depth: Int) throws(GoError) {
        try visit(depth)
        if case .object(let object) = value, let object = object as? any GoJSONObject,
            case .value(let value) = object.json
        {
            return try element(value, depth: depth + 1)
        }
        switch value.underlying {
        case .string(let text): writeQuoted(text)
        case .bool(let value): write(value ? "true" : "false")
        case .int(let value): write(String(value))
        case .int64(let value): write(String(value))
        case .uint64(let value): write(String(value))
        case .float(let value): write(value)
        case .bytes(let bytes): write("[\(bytes.map(String.init).joined(separator: ", "))]")
        case .list(let list):
            write("[")
            for (index, element) in list.elements.enumerated() {
                if index > 0 { write(", ") }
                try self.element(element, depth: depth + 1)
            }
            write("]")
        case .map(let map): try members([], map, isInline: true, depth: depth + 1)
        case .null: throw GoError("toml: cannot encode array with nil element")
        case .object(let object): throw GoError("unsupported type: \(object.kindName)")
        }
    }

    private mutating func write(_ value: Double) {
        if value.isNaN { return write("nan") }
        if value.isInfinite { return write(value < 0 ? "-inf" : "inf") }
        let text = GoNumber.format(value)
        output += text
        if !text.contains(UInt8(ascii: ".")), !text.contains(UInt8(ascii: "e")) { write(".0") }
    }

    private mutating func write(_ text: String) { output.append(contentsOf: text.utf8) }

    private mutating func breakLine() {
        if !output.isEmpty { write("\n") }
    }

    private func indent(_ key: [GoString]) -> String { String(repeating: "  ", count: max(key.count - 1, 0)) }

    private func name(_ key: [GoString]) -> [UInt8] {
        Array(key.map(quotedName).joined(separator: [UInt8(ascii: ".")]))
    }

    private func quotedName(_ name: GoString) -> [UInt8] {
        let isBare = !name.isEmpty && name.bytes.allSatisfy { TOMLReader.isBareKey($0) }
        return isBare ? name.bytes : TOMLWriter.quoted(name)
    }

    private mutating func writeQuoted(_ text: GoString) { output += TOMLWriter.quoted(text) }

    private static func quoted(_ text: GoString) -> [UInt8] {
        var output = [UInt8(ascii: "\"")]
        for byte in text.bytes {
            switch byte {
            case UInt8(ascii: "\""): output += "\\\"".utf8
            case UInt8(ascii: "\\"): output += "\\\\".utf8
            case 0x08: output += "\\b".utf8
            case 0x09: output += "\\t".utf8
            case 0x0A: output += "\\n".utf8
            case 0x0C: output += "\\f".utf8
            case 0x0D: output += "\\r".utf8
            case 0..<0x20, 0x7F: output += "\\u00\(byte < 0x10 ? "0" : "")\(String(byte, radix: 16))".utf8
            default: output.append(byte)
            }
        }
        return output + [UInt8(ascii: "\"")]
    }
}
