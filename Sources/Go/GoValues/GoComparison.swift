/// How Go's templates compare: `eq`, `lt` and their kin, and `reflect.DeepEqual`.
package enum GoComparison {
    private static let badType = GoError("invalid type for comparison")

    /// Whether the first is equal to any of the others.
    package static func isEqual(_ first: GoValue, toAnyOf others: [GoValue]) throws(GoError) -> Bool {
        guard !others.isEmpty else { throw GoError("missing argument for comparison") }
        for other in others where try isEqual(first, other) { return true }
        return false
    }

    private static func isEqual(_ first: GoValue, _ second: GoValue) throws(GoError) -> Bool {
        switch (first.underlying, second.underlying) {
        case (.bool(let left), .bool(let right)): return left == right
        case (.float(let left), .float(let right)): return left == right
        case (.string(let left), .string(let right)): return left == right
        case (.null, .null): return true
        case (.null, .list(let list)), (.list(let list), .null): return list.isNil
        case (.null, .map(let map)), (.map(let map), .null): return map.isNil
        case (.null, _), (_, .null): return false
        case (.list(let left), .list(let right)) where left.isNil || right.isNil: return left.isNil == right.isNil
        case (.object(let left as GoComplex), .object(let right as GoComplex)):
            return left.real == right.real && left.imaginary == right.imaginary
        case (let left, let right):
            if let left = Integer(left), let right = Integer(right) { return left == right }
            guard isBasic(left) == isBasic(right), !isBasic(left) else {
                throw GoError("incompatible types for comparison: \(first.typeName) and \(second.typeName)")
            }
            return try isSame(first, second)
        }
    }

    /// Values that are no numbers, texts or truth values.
    private static func isSame(_ first: GoValue, _ second: GoValue) throws(GoError) -> Bool {
        guard first.kindName == second.kindName else {
            let left = try text(first, "%s")
            throw GoError(
                "non-comparable types \(left): \(first.typeName), \(second.typeName): \(try text(second, "%v"))")
        }
        guard case .object(let left) = first, case .object(let right) = second, left.kindName != "slice",
            left.kindName != "map"
        else { throw GoError("non-comparable type \(try text(second, "%s")): \(second.typeName)") }
        return left === right
    }

    private static func text(_ value: GoValue, _ format: GoString) throws(GoError) -> String {
        GoString(bytes: try GoFormat.sprintf(format, [value])).string
    }

    /// Whether the first is less than the second. Numbers and texts have an order.
    package static func isLess(_ first: GoValue, than second: GoValue) throws(GoError) -> Bool {
        let (left, right) = (first.underlying, second.underlying)
        guard isBasic(left), isBasic(right) else { throw badType }
        switch (left, right) {
        case (.float(let left), .float(let right)): return left < right
        case (.string(let left), .string(let right)): return left < right
        case (.bool, .bool): throw badType
        default:
            guard let left = Integer(left), let right = Integer(right) else {
                if case .object = left, case .object = right { throw badType }
                throw GoError("incompatible types for comparison: \(first.typeName) and \(second.typeName)")
            }
            return left < right
        }
    }

    private static func isBasic(_ value: GoValue) -> Bool {
        switch value {
        case .bool, .int, .int64, .uint64, .float, .string: true
        case .object(let object): object is GoComplex
        case .null, .bytes, .list, .map: false
        }
    }

    /// `reflect.DeepEqual`: of the same types, and equal all the way down.
    package static func isDeepEqual(_ first: GoValue, _ second: GoValue) throws(GoError) -> Bool {
        var walk = DeepComparison()
        return try walk.isEqual(first, second, depth: 0)
    }
}

/// Integers of any sign and width, which Go's templates compare by value.
private enum Integer: Equatable, Comparable {
    // The order of the cases is that of the numbers.
    case negative(Int64)
    case natural(UInt64)

    init?(_ value: GoValue) {
        switch value {
        case .int(let int): self = int < 0 ? .negative(Int64(int)) : .natural(UInt64(int))
        case .int64(let int): self = int < 0 ? .negative(int) : .natural(UInt64(int))
        case .uint64(let int): self = .natural(int)
        default: return nil
        }
    }
}

private struct DeepComparison {
    private var visited = 0

    mutating func isEqual(_ first: GoValue, _ second: GoValue, depth: Int) throws(GoError) -> Bool {
        visited += 1
        guard visited < GoBounds.nodes, depth < GoBounds.depth else {
            throw .limit("values are too large or too deep to be compared")
        }
        switch (first, second) {
        case (.null, .null): return true
        case (.bool(let left), .bool(let right)): return left == right
        case (.int(let left), .int(let right)): return left == right
        case (.int64(let left), .int64(let right)): return left == right
        case (.uint64(let left), .uint64(let right)): return left == right
        case (.float(let left), .float(let right)): return left == right
        case (.string(let left), .string(let right)): return left == right
        case (.bytes(let left), .bytes(let right)): return left == right
        case (.list(let left), .list(let right)): return try isEqual(left, right, depth: depth)
        case (.map(let left), .map(let right)): return try isEqual(left, right, depth: depth)
        case (.object(let left), .object(let right)): return try isEqual(left, right, depth: depth)
        default: return false
        }
    }

    private mutating func isEqual(_ left: GoList, _ right: GoList, depth: Int) throws(GoError) -> Bool {
        guard left.type == right.type, left.count == right.count, left.isNil == right.isNil else { return false }
        if left === right { return true }
        for (first, second) in zip(left.elements, right.elements) {
            guard try isEqual(first, second, depth: depth + 1) else { return false }
        }
        return true
    }

    private mutating func isEqual(_ left: GoMap, _ right: GoMap, depth: Int) throws(GoError) -> Bool {
        guard left.type == right.type, left.count == right.count, left.isNil == right.isNil else { return false }
        if left.original === right.original { return true }
        for (key, first) in left.entries {
            guard let second = right[key], try isEqual(first, second, depth: depth + 1) else { return false }
        }
        return true
    }

    private mutating func isEqual(
        _ left: any GoObject, _ right: any GoObject, depth: Int
    ) throws(GoError) -> Bool {
        guard left !== right else { return true }
        guard left.typeName == right.typeName, left.fields.count == right.fields.count else { return false }
        if let first = left.underlying, let second = right.underlying {
            return try isEqual(first, second, depth: depth + 1)
        }
        for (first, second) in zip(left.fields, right.fields) {
            guard try isEqual(first.value, second.value, depth: depth + 1) else { return false }
        }
        return !left.fields.isEmpty
    }
}
