package import Documents

extension GoValue {
    /// A document as Go's `encoding/json` reads it into `interface {}`: every number is a `float64`.
    package init(_ document: Value) {
        switch document {
        case .null: self = .null
        case .bool(let value): self = .bool(value)
        case .integer(let value): self = .float(Double(value))
        case .double(let value): self = .float(value)
        case .string(let value): self = .string(GoString(value))
        case .array(let elements): self = .list(GoList(elements.map(GoValue.init)))
        case .object(let object):
            var entries: [GoString: GoValue] = [:]
            entries.reserveCapacity(object.count)
            for (key, value) in object { entries[GoString(key)] = GoValue(value) }
            self = .map(GoMap(entries))
        }
    }

    /// The value as a document, keys in ascending order. A float without a fraction becomes an integer where it is exact;
    /// bytes that are no UTF-8 become U+FFFD.
    ///
    /// Fails on a value that has no form in JSON, or is too large or deep: values may refer to themselves.
    ///
    /// - Parameter nodes: how many values the document may hold.
    package func document(nodes: Int) throws(GoError) -> Value {
        var left = nodes
        return try document(depth: 0, left: &left)
    }

    private func document(depth: Int, left: inout Int) throws(GoError) -> Value {
        left -= 1
        guard depth < GoBounds.depth, left >= 0 else {
            throw .limit("a value is too large or too deep for a document")
        }
        switch self {
        case .null: return .null
        case .bool(let value): return .bool(value)
        case .int(let value): return .integer(value)
        case .int64(let value): return .integer(Int(value))
        case .uint64(let value): return Int(exactly: value).map { .integer($0) } ?? .double(Double(value))
        case .float(let value): return try number(value)
        case .string(let text): return .string(text.string)
        case .bytes(let bytes): return .string(GoString(bytes: bytes).string)
        case .list(let list):
            var elements: [Value] = []
            elements.reserveCapacity(list.count)
            for element in list.elements { elements.append(try element.document(depth: depth + 1, left: &left)) }
            return .array(elements)
        case .map(let map):
            var object = Object(minimumCapacity: map.count)
            for key in map.sortedKeys {
                object[key.string] = try (map[key] ?? .null).document(depth: depth + 1, left: &left)
            }
            return .object(object)
        case .object(let object):
            guard let beneath = object.underlying else {
                throw GoError("a value of type \(object.typeName) has no form as a document")
            }
            return try beneath.document(depth: depth + 1, left: &left)
        }
    }

    private func number(_ value: Double) throws(GoError) -> Value {
        guard value.isFinite else { throw GoError("\(value) has no form as a document") }
        if value.magnitude < 9_007_199_254_740_992, let integer = Int(exactly: value) { return .integer(integer) }
        return .double(value)
    }
}
