internal import GoValues

/// Equality and order of values.
enum Comparison {
    /// Numbers of all types compare by value; values of types that differ are not equal, which is no error.
    static func areEqual(
        _ left: CELValue, _ right: CELValue, _ meter: inout Meter, depth: Int = 0
    ) throws(Fault) -> Bool {
        try meter.charge(1)
        switch (left, right) {
        case (.null, .null): return true
        case (.bool(let left), .bool(let right)): return left == right
        case (.string(let left), .string(let right)):
            try meter.charge(bytes: min(left.count, right.count))
            return left == right
        case (.bytes(let left), .bytes(let right)):
            try meter.charge(bytes: min(left.count, right.count))
            return left == right
        case (.list(let left), .list(let right)): return try areEqual(left, right, &meter, depth: depth)
        case (.map(let left), .map(let right)): return try areEqual(left, right, &meter, depth: depth)
        case (.timestamp(let left), .timestamp(let right)): return left == right
        case (.duration(let left), .duration(let right)): return left == right
        case (.type(let left), .type(let right)): return left == right
        case (.extended(let left), .extended(let right)): return left == right
        case (.optional(let left), .optional(let right)):
            guard let left, let right else { return left == nil && right == nil }
            try checkDepth(depth)
            return try areEqual(left, right, &meter, depth: depth + 1)
        default: return compareNumbers(left, right) == .some(0)
        }
    }

    private static func checkDepth(_ depth: Int) throws(Fault) {
        guard depth < CELLimits.valueDepth else {
            throw Fault(.limit, "the values nest deeper than \(CELLimits.valueDepth) levels")
        }
    }

    private static func areEqual(
        _ left: CELList, _ right: CELList, _ meter: inout Meter, depth: Int
    ) throws(Fault) -> Bool {
        guard left.count == right.count else { return false }
        try checkDepth(depth)
        let (left, right) = (try meter.elements(of: left), try meter.elements(of: right))
        for index in 0..<left.count {
            guard try areEqual(left[index], right[index], &meter, depth: depth + 1) else { return false }
        }
        return true
    }

    private static func areEqual(
        _ left: CELMap, _ right: CELMap, _ meter: inout Meter, depth: Int
    ) throws(Fault) -> Bool {
        guard left.count == right.count else { return false }
        try checkDepth(depth)
        for (key, value) in try meter.entries(of: left) {
            try meter.charge(copyOf: key)
            guard let other = right[key] else { return false }
            try meter.charge(copyOf: other)
            guard try areEqual(value, other, &meter, depth: depth + 1) else { return false }
        }
        return true
    }

    /// Below, at or above zero, as the left one comes before the right one, with it or after it.
    ///
    /// - Throws: where values of these types have no order.
    static func order(_ name: String, _ left: CELValue, _ right: CELValue, _ meter: inout Meter) throws(Fault) -> Int {
        switch (left, right) {
        case (.bool(let left), .bool(let right)): return (left ? 1 : 0) - (right ? 1 : 0)
        case (.string(let left), .string(let right)):
            try meter.charge(bytes: min(left.count, right.count))
            return left == right ? 0 : left < right ? -1 : 1
        case (.bytes(let left), .bytes(let right)):
            try meter.charge(bytes: min(left.count, right.count))
            return left == right ? 0 : left.lexicographicallyPrecedes(right) ? -1 : 1
        case (.timestamp(let left), .timestamp(let right)): return left == right ? 0 : left < right ? -1 : 1
        case (.duration(let left), .duration(let right)): return left == right ? 0 : left < right ? -1 : 1
        default:
            if let order = compareNumbers(left, right) { return order }
            guard left.isNumber, right.isNumber else { throw Fault.noOverload(name, [left, right]) }
            throw Fault.evaluation("not-a-number cannot be ordered")
        }
    }

    /// Nil where one is not-a-number, or no number at all.
    static func compareNumbers(_ left: CELValue, _ right: CELValue) -> Int? {
        switch (left, right) {
        case (.int(let left), .int(let right)): order(left, right)
        case (.uint(let left), .uint(let right)): order(left, right)
        case (.int(let left), .uint(let right)): left < 0 ? -1 : order(UInt64(left), right)
        case (.uint(let left), .int(let right)): right < 0 ? 1 : order(left, UInt64(right))
        case (.double(let left), .double(let right)): order(left, right)
        // By way of doubles, and so not exactly, as cel-go has it.
        case (.double(let left), .int(let right)): order(left, Double(right))
        case (.int(let left), .double(let right)): order(Double(left), right)
        case (.double(let left), .uint(let right)): order(left, Double(right))
        case (.uint(let left), .double(let right)): order(Double(left), right)
        default: nil
        }
    }

    private static func order<Number: Comparable>(_ left: Number, _ right: Number) -> Int? {
        left == right ? 0 : left < right ? -1 : left > right ? 1 : nil
    }
}

extension CELValue {
    var isNumber: Bool {
        switch self {
        case .int, .uint, .double: true
        default: false
        }
    }
}
