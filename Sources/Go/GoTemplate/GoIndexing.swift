package import GoValues

/// Go's template functions on lists, maps and strings: `len`, `index` and `slice`.
package enum GoIndexing {
    /// - Parameter isInterface: whether a nil was found in a place for interfaces, for the message.
    static func length(of value: GoValue, isInterface: Bool) throws(GoError) -> Int {
        switch value.underlying {
        case .string(let text): return text.count
        case .bytes(let bytes): return bytes.count
        case .list(let list): return list.count
        case .map(let map): return map.count
        case .null where isInterface: throw GoError("len of nil pointer")
        case .null: throw GoError("reflect: call of reflect.Value.Type on zero Value")
        default:
            let isPointer = value.kindName == "ptr"
            throw GoError("len of type \(isPointer ? String(value.typeName.dropFirst()) : value.typeName)")
        }
    }

    /// `index x 1 "a"` is `x[1]["a"]`. What a map lacks is its zero value.
    package static func index(_ value: GoValue, _ indexes: [GoValue]) throws(GoError) -> GoValue {
        guard !value.isNull else { throw GoError("index of untyped nil") }
        var item = value
        for index in indexes {
            switch item.underlying {
            case .null: throw GoError("index of nil pointer")
            case .string(let text):
                item = .object(GoByte(text.bytes[try position(index, below: text.count, of: "string")]))
            case .bytes(let bytes): item = .object(GoByte(bytes[try position(index, below: bytes.count)]))
            case .list(let list): item = list.elements[try position(index, below: list.count)]
            case .map(let map): item = map[try key(index)] ?? map.type.zero
            default: throw GoError("can't index item of type \(item.typeName)")
            }
        }
        return item
    }

    /// `slice x 1 2` is `x[1:2]`. A third index, the capacity, is checked and has no effect.
    package static func slice(_ value: GoValue, _ indexes: [GoValue]) throws(GoError) -> GoValue {
        guard !value.isNull else { throw GoError("slice of untyped nil") }
        guard indexes.count <= 3 else { throw GoError("too many slice indexes: \(indexes.count)") }
        switch value.underlying {
        case .string(let text):
            guard indexes.count < 3 else { throw GoError("cannot 3-index slice a string") }
            return .string(GoString(text.bytes[try range(indexes, text.count)]))
        case .bytes(let bytes): return .bytes(Array(bytes[try range(indexes, bytes.count)]))
        case .list(let list):
            return .list(GoList(Array(list.elements[try range(indexes, list.count)]), type: list.type))
        default: throw GoError("can't slice item of type \(value.typeName)")
        }
    }

    private static func range(_ indexes: [GoValue], _ count: Int) throws(GoError) -> Range<Int> {
        var bounds = [0, count, count]
        for (offset, index) in indexes.enumerated() { bounds[offset] = try number(index, upTo: count) }
        guard bounds[0] <= bounds[1] else { throw GoError("invalid slice index: \(bounds[0]) > \(bounds[1])") }
        guard bounds[1] <= bounds[2] else { throw GoError("invalid slice index: \(bounds[1]) > \(bounds[2])") }
        return bounds[0]..<bounds[1]
    }

    private static func position(
        _ index: GoValue, below count: Int, of kind: String = "slice"
    ) throws(GoError) -> Int {
        let position = try number(index, upTo: count)
        guard position < count else { throw GoError("reflect: \(kind) index out of range") }
        return position
    }

    private static func number(_ index: GoValue, upTo count: Int) throws(GoError) -> Int {
        let number: Int
        switch index.underlying {
        case .int(let value): number = value
        case .int64(let value): number = Int(value)
        case .uint64(let value): number = Int(truncatingIfNeeded: value)
        case .null: throw GoError("cannot index slice/array with nil")
        default: throw GoError("cannot index slice/array with type \(index.typeName)")
        }
        guard number >= 0, number <= count else { throw GoError("index out of range: \(number)") }
        return number
    }

    private static func key(_ index: GoValue) throws(GoError) -> GoString {
        guard !index.isNull else { throw GoError("value is nil; should be of type string") }
        guard case .string(let key) = index else {
            throw GoError("value has type \(index.typeName); should be string")
        }
        return key
    }
}
