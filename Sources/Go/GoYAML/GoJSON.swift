package import Documents
import FoundationEssentials
package import GoValues

/// What `encoding/json` sees of an object.
package enum GoJSONForm {
    case value(GoValue)
    /// A struct's members, in their order.
    case members([(name: String, value: GoValue)])
}

/// An object that says itself what JSON is made of it, as Go's do with field tags or `MarshalJSON`.
package protocol GoJSONObject: GoObject {
    var json: GoJSONForm { get }
}

/// JSON as Go's `encoding/json` reads and writes it.
package enum GoJSON {
    /// In one line, with the keys of maps in ascending order. `escapesHTML` is what `json.Marshal` does: `<`, `>` and `&`
    /// become escapes.
    package static func marshal(_ value: GoValue, escapesHTML: Bool = true) throws(GoError) -> [UInt8] {
        var writer = JSONWriter(escapesHTML: escapesHTML, isIndented: false)
        try writer.write(value, depth: 0)
        return writer.output
    }

    /// `json.MarshalIndent` with two spaces and no prefix.
    package static func marshalIndented(_ value: GoValue) throws(GoError) -> [UInt8] {
        var writer = JSONWriter(escapesHTML: true, isIndented: true)
        try writer.write(value, depth: 0)
        return writer.output
    }

    /// `json.Unmarshal` into an `interface {}`. Of the limits, those on bytes and nodes count; one that is passed is an error
    /// that ends the render. How deep a text may nest is as in Go.
    package static func unmarshal(_ bytes: [UInt8], limits: DocumentLimits) throws(GoError) -> GoValue {
        let (value, problem) = try read(bytes, limits: limits)
        if let problem { throw problem }
        return value
    }

    /// `json.Unmarshal` into a `map[string]interface {}`; `null` gives nil.
    package static func unmarshalMap(_ bytes: [UInt8], limits: DocumentLimits) throws(GoError) -> GoMap? {
        let (map, problem) = try readMap(bytes, limits: limits)
        if let problem { throw problem }
        return map
    }

    /// The same, with what Go has read by then in spite of an error: a map with nothing in the place of numbers that no
    /// `float64` holds.
    package static func readMap(
        _ bytes: [UInt8], limits: DocumentLimits
    ) throws(GoError) -> (map: GoMap?, problem: GoError?) {
        switch try read(bytes, limits: limits) {
        case (.map(let map), let problem): return (map, problem)
        case (.null, nil): return (nil, nil)
        // A number that is too large for a map is a number all the same.
        case (.null, _): throw mismatch(.float(0), "map[string]interface {}")
        case (let value, _): throw mismatch(value, "map[string]interface {}")
        }
    }

    /// `json.Unmarshal` into an `[]interface {}`; `null` gives nil.
    package static func unmarshalList(_ bytes: [UInt8], limits: DocumentLimits) throws(GoError) -> GoList? {
        switch try read(bytes, limits: limits) {
        case (.list(let list), nil): return list
        case (.list, let problem?): throw problem
        case (.null, nil): return nil
        case (.null, _): throw mismatch(.float(0), "[]interface {}")
        case (let value, _): throw mismatch(value, "[]interface {}")
        }
    }

    private static func read(
        _ bytes: [UInt8], limits: DocumentLimits
    ) throws(GoError) -> (value: GoValue, problem: GoError?) {
        guard bytes.count <= limits.bytes else { throw .limit("json: the text is larger than \(limits.bytes) bytes") }
        var reader = GoJSONReader(bytes, nodeLimit: limits.nodes)
        let value = try reader.document()
        return (value, reader.problem)
    }

    private static func mismatch(_ value: GoValue, _ type: String) -> GoError {
        GoError("json: cannot unmarshal \(kind(of: value)) into Go value of type \(type)")
    }

    /// What messages of `encoding/json` call a value.
    static func kind(of value: GoValue) -> String {
        switch value {
        case .null: "null"
        case .bool: "bool"
        case .string, .bytes: "string"
        case .list: "array"
        case .map, .object: "object"
        case .int, .int64, .uint64, .float: "number"
        }
    }

    static func form(of object: any GoObject) throws(GoError) -> GoJSONForm {
        if let object = object as? any GoJSONObject { return object.json }
        if let underlying = object.underlying { return .value(underlying) }
        switch object.kindName {
        case "struct", "ptr": return .members(object.fields)
        default: throw GoError("json: unsupported type: \(object.typeName)")
        }
    }

    static func base64(_ bytes: [UInt8]) -> [UInt8] { Array(Data(bytes).base64EncodedString().utf8) }

    /// The digits that JSON has for a number and YAML takes for an integer: it has no fraction, and fits 64 bits.
    static func integerText(_ value: Double) -> String? {
        guard value.magnitude < 18_446_744_073_709_551_616, value.rounded() == value else { return nil }
        // All integers up to here are exact, so their shortest digits are all their digits.
        if value.magnitude < 9_007_199_254_740_992 { return String(Int(value)) }
        let text = String(decoding: GoNumber.format(value, verb: UInt8(ascii: "f"), precision: -1), as: UTF8.self)
        return Int(text) != nil || UInt64(text) != nil ? text : nil
    }
}

/// Appends JSON. Recursion is bounded by `GoBounds`: values may refer to themselves.
private struct JSONWriter {
    private(set) var output: [UInt8] = []
    private let escapesHTML: Bool
    private let isIndented: Bool
    private var visited = 0

    init(escapesHTML: Bool, isIndented: Bool) {
        self.escapesHTML = escapesHTML
        self.isIndented = isIndented
    }

    mutating func write(_ value: GoValue, depth: Int) throws(GoError) {
        visited += 1
        guard visited < GoBounds.nodes, output.count < GoBounds.bytes else {
            throw .limit("json: a value is too large")
        }
        // Go finds out, too, at about this depth.
        guard depth < GoBounds.depth else { throw GoError("json: unsupported value: it refers to itself") }
        switch value {
        case .null: append("null")
        case .bool(let value): append(value ? "true" : "false")
        case .int(let value): append(String(value))
        case .int64(let value): append(String(value))
        case .uint64(let value): append(String(value))
        case .float(let value): try write(value)
        case .string(let text): write(text.bytes)
        case .bytes(let bytes): write(GoJSON.base64(bytes))
        case .list(let list) where list.isNil: append("null")
        case .list(let list): try write(list.elements, depth: depth)
        case .map(let map) where map.isNil: append("null")
        case .map(let map):
            try write(members: map.entries.sorted { $0.key < $1.key }.map { ($0.key, $0.value) }, depth: depth)
        case .object(let object):
            switch try GoJSON.form(of: object) {
            case .value(let value): try write(value, depth: depth + 1)
            case .members(let members): try write(members: members.map { (GoString($0.name), $0.value) }, depth: depth)
            }
        }
    }

    private mutating func append(_ text: String) { output.append(contentsOf: text.utf8) }

    private mutating func write(_ value: Double) throws(GoError) {
        guard value.isFinite else {
            throw GoError("json: unsupported value: \(value.isNaN ? "NaN" : value < 0 ? "-Inf" : "+Inf")")
        }
        if value.magnitude < 9_007_199_254_740_992, let integer = Int(exactly: value), integer != 0 {
            return append(String(integer))
        }
        let isSmallOrLarge = value != 0 && (value.magnitude < 1e-6 || value.magnitude >= 1e21)
        guard isSmallOrLarge else {
            output += GoNumber.format(value, verb: UInt8(ascii: "f"), precision: -1)
            return
        }
        var text = GoNumber.format(value, verb: UInt8(ascii: "e"), precision: -1)
        // e-09 is written e-9.
        let tail = text.suffix(4)
        if tail.starts(with: "e-0".utf8) { text.remove(at: text.count - 2) }
        output += text
    }

    private mutating func write(_ elements: [GoValue], depth: Int) throws(GoError) {
        guard !elements.isEmpty else { return append("[]") }
        output.append(UInt8(ascii: "["))
        for (index, element) in elements.enumerated() {
            if index > 0 { output.append(UInt8(ascii: ",")) }
            breakLine(depth + 1)
            try write(element, depth: depth + 1)
        }
        breakLine(depth)
        output.append(UInt8(ascii: "]"))
    }

    private mutating func write(members: [(GoString, GoValue)], depth: Int) throws(GoError) {
        guard !members.isEmpty else { return append("{}") }
        output.append(UInt8(ascii: "{"))
        for (index, (key, value)) in members.enumerated() {
            if index > 0 { output.append(UInt8(ascii: ",")) }
            breakLine(depth + 1)
            write(key.bytes)
            append(isIndented ? ": " : ":")
            try write(value, depth: depth + 1)
        }
        breakLine(depth)
        output.append(UInt8(ascii: "}"))
    }

    private mutating func breakLine(_ depth: Int) {
        guard isIndented else { return }
        output.append(UInt8(ascii: "\n"))
        output.append(contentsOf: repeatElement(UInt8(ascii: " "), count: depth * 2))
    }

    private mutating func write(_ text: [UInt8]) {
        output.append(UInt8(ascii: "\""))
        var start = 0
        var index = 0
        while index < text.count {
            let byte = text[index]
            guard needsLook(byte) else {
                index += 1
                continue
            }
            output.append(contentsOf: text[start..<index])
            index += byte < 0x80 ? writeASCII(byte) : writeRune(text, at: index)
            start = index
        }
        output.append(contentsOf: text[start...])
        output.append(UInt8(ascii: "\""))
    }

    private func needsLook(_ byte: UInt8) -> Bool {
        switch byte {
        case 0..<0x20, UInt8(ascii: "\""), UInt8(ascii: "\\"), 0x80...: true
        case UInt8(ascii: "<"), UInt8(ascii: ">"), UInt8(ascii: "&"): escapesHTML
        default: false
        }
    }

    /// Gives the size of what it wrote.
    private mutating func writeRune(_ text: [UInt8], at index: Int) -> Int {
        let rune = GoRune.decode(text, at: index)
        if rune.value == GoRune.error, rune.size == 1 {
            append("\\ufffd")
        } else if rune.value == 0x2028 || rune.value == 0x2029 {
            append(rune.value == 0x2028 ? "\\u2028" : "\\u2029")
        } else {
            output += text[index..<index + rune.size]
        }
        return rune.size
    }

    private mutating func writeASCII(_ byte: UInt8) -> Int {
        switch byte {
        case UInt8(ascii: "\""): append("\\\"")
        case UInt8(ascii: "\\"): append("\\\\")
        case 0x08: append("\\b")
        case 0x09: append("\\t")
        case 0x0A: append("\\n")
        case 0x0C: append("\\f")
        case 0x0D: append("\\r")
        case UInt8(ascii: "<") where escapesHTML: append("\\u003c")
        case UInt8(ascii: ">") where escapesHTML: append("\\u003e")
        case UInt8(ascii: "&") where escapesHTML: append("\\u0026")
        case 0..<0x20:
            append(byte < 0x10 ? "\\u000" : "\\u00")
            append(String(byte, radix: 16))
        default: output.append(byte)
        }
        return 1
    }
}
