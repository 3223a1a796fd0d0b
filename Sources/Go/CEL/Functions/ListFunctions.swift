internal import GoValues

/// Functions of lists.
enum ListFunctions {
    static let global: [String: Function] = [
        "lists.range": Function(1, range),
        "sets.contains": sets("sets.contains") { (left, right, meter) throws(Fault) in
            try contains(left, all: right, &meter)
        },
        "sets.intersects": sets("sets.intersects") { (left, right, meter) throws(Fault) in
            for element in right where try index(of: element, in: left, &meter) != nil { return true }
            return false
        },
        "sets.equivalent": sets("sets.equivalent") { (left, right, meter) throws(Fault) in
            guard try contains(left, all: right, &meter) else { return false }
            return try contains(right, all: left, &meter)
        },
    ]

    static let member: [String: Function] = [
        "isSorted": Function(1, isSorted),
        "sum": Function(1, sum),
        "min": extreme("min") { $0 < 0 },
        "max": extreme("max") { $0 > 0 },
        "join": Function(1...2, join),
        "slice": Function(3, slice),
        "distinct": Function(1, distinct),
        "sort": Function(1, sort),
        "flatten": Function(1...2, flatten),
        "first": end("first") { $0.first },
        "last": end("last") { $0.last },
    ]

    private static func elements(
        _ name: String, _ values: [CELValue], at index: Int = 0, _ meter: inout Meter
    ) throws(Fault) -> [CELValue] {
        guard case .list(let list) = values[index] else { throw Fault.noOverload(name, values) }
        return try meter.elements(of: list)
    }

    private static func index(
        of value: CELValue, in elements: [CELValue], _ meter: inout Meter
    ) throws(Fault) -> Int? {
        for (index, element) in elements.enumerated() where try Comparison.areEqual(element, value, &meter) {
            return index
        }
        return nil
    }

    static func indexOf(_ meter: inout Meter, _ values: [CELValue]) throws(Fault) -> CELValue {
        let elements = try elements("indexOf", values, &meter)
        return .int(Int64(try index(of: values[1], in: elements, &meter) ?? -1))
    }

    static func lastIndexOf(_ meter: inout Meter, _ values: [CELValue]) throws(Fault) -> CELValue {
        let elements = try elements("lastIndexOf", values, &meter)
        guard let index = try index(of: values[1], in: elements.reversed(), &meter) else { return .int(-1) }
        return .int(Int64(elements.count - 1 - index))
    }

    static func reverse(_ meter: inout Meter, _ values: [CELValue]) throws(Fault) -> CELValue {
        .list(CELList(try elements("reverse", values, &meter).reversed()))
    }

    private static func isSorted(_ meter: inout Meter, _ values: [CELValue]) throws(Fault) -> CELValue {
        let elements = try elements("isSorted", values, &meter)
        for (first, second) in zip(elements, elements.dropFirst())
        where try Comparison.order("isSorted", first, second, &meter) > 0 {
            return .bool(false)
        }
        return .bool(true)
    }

    private static func sum(_ meter: inout Meter, _ values: [CELValue]) throws(Fault) -> CELValue {
        let elements = try elements("sum", values, &meter)
        guard var total = elements.first else { return .int(0) }
        if case .duration = total {} else if !total.isNumber { throw Fault.noOverload("sum", values) }
        for element in elements.dropFirst() { total = try Operators.add(&meter, [total, element]) }
        return total
    }

    private static func extreme(_ name: String, _ isBetter: @escaping @Sendable (Int) -> Bool) -> Function {
        Function(1) { (meter, values) throws(Fault) in
            let elements = try elements(name, values, &meter)
            guard var best = elements.first else { throw Fault.evaluation("\(name) called on an empty list") }
            for element in elements.dropFirst()
            where isBetter(try Comparison.order(name, element, best, &meter)) {
                best = element
            }
            return best
        }
    }

    private static func join(_ meter: inout Meter, _ values: [CELValue]) throws(Fault) -> CELValue {
        let elements = try elements("join", values, &meter)
        var separator = GoString()
        if values.count > 1 {
            guard case .string(let given) = values[1] else { throw Fault.noOverload("join", values) }
            separator = given
        }
        var output: [UInt8] = []
        for (index, element) in elements.enumerated() {
            guard case .string(let text) = element else { throw Fault.noOverload("join", [element]) }
            try meter.charge(bytes: text.count + separator.count)
            if index > 0 { output += separator.bytes }
            output += text.bytes
        }
        return .string(GoString(bytes: output))
    }

    private static func slice(_ meter: inout Meter, _ values: [CELValue]) throws(Fault) -> CELValue {
        let elements = try elements("slice", values, &meter)
        guard case .int(let start) = values[1], case .int(let end) = values[2] else {
            throw Fault.noOverload("slice", values)
        }
        guard start >= 0, start <= end, end <= elements.count else {
            throw Fault.evaluation("slice: \(start) to \(end) is no part of a list of \(elements.count) elements")
        }
        return .list(CELList(Array(elements[Int(start)..<Int(end)])))
    }

    private static func range(_ meter: inout Meter, _ values: [CELValue]) throws(Fault) -> CELValue {
        guard case .int(let count) = values[0] else { throw Fault.noOverload("lists.range", values) }
        try meter.charge(Int(clamping: max(count, 0)))
        return .list(CELList((0..<max(count, 0)).map { CELValue.int($0) }))
    }

    private static func distinct(_ meter: inout Meter, _ values: [CELValue]) throws(Fault) -> CELValue {
        var unique: [CELValue] = []
        for element in try elements("distinct", values, &meter)
        where try index(of: element, in: unique, &meter) == nil {
            unique.append(element)
        }
        return .list(CELList(unique))
    }

    private static func flatten(_ meter: inout Meter, _ values: [CELValue]) throws(Fault) -> CELValue {
        var depth: Int64 = 1
        if values.count > 1 {
            guard case .int(let given) = values[1] else { throw Fault.noOverload("flatten", values) }
            guard given >= 0 else { throw Fault.evaluation("flatten: level must be non-negative") }
            depth = given
        }
        var elements = try elements("flatten", values, &meter)
        // A level at a time, and no further than there are lists in it.
        for _ in 0..<min(depth, Int64(CELLimits.valueDepth)) {
            var flat: [CELValue] = []
            var hasChanged = false
            for element in elements {
                guard case .list(let list) = element else {
                    flat.append(element)
                    continue
                }
                hasChanged = true
                flat += try meter.elements(of: list)
            }
            guard hasChanged else { break }
            try meter.charge(flat.count)
            elements = flat
        }
        return .list(CELList(elements))
    }

    private static func end(_ name: String, _ element: @escaping @Sendable ([CELValue]) -> CELValue?) -> Function {
        Function(1) { (meter, values) throws(Fault) in .optional(element(try elements(name, values, &meter))) }
    }

    /// By merging: stable, and bounded also where values have no order.
    private static func sort(_ meter: inout Meter, _ values: [CELValue]) throws(Fault) -> CELValue {
        var runs = try elements("sort", values, &meter).map { [$0] }
        while runs.count > 1 {
            var merged: [[CELValue]] = []
            for index in stride(from: 0, to: runs.count, by: 2) {
                let second = index + 1 < runs.count ? runs[index + 1] : []
                merged.append(try merge(runs[index], second, &meter))
            }
            runs = merged
        }
        return .list(CELList(runs.first ?? []))
    }

    private static func merge(
        _ left: [CELValue], _ right: [CELValue], _ meter: inout Meter
    ) throws(Fault) -> [CELValue] {
        try meter.charge(left.count + right.count)
        var output: [CELValue] = []
        output.reserveCapacity(left.count + right.count)
        var (first, second) = (left[...], right[...])
        while let one = first.first, let other = second.first {
            let isSecond = try Comparison.order("sort", one, other, &meter) > 0
            output.append(isSecond ? other : one)
            if isSecond { second.removeFirst() } else { first.removeFirst() }
        }
        return output + first + second
    }

    // MARK: Sets

    private static func sets(
        _ name: String,
        _ holds: @escaping @Sendable ([CELValue], [CELValue], inout Meter) throws(Fault) -> Bool
    ) -> Function {
        Function(2) { (meter, values) throws(Fault) in
            let left = try elements(name, values, &meter)
            return .bool(try holds(left, try elements(name, values, at: 1, &meter), &meter))
        }
    }

    private static func contains(
        _ elements: [CELValue], all others: [CELValue], _ meter: inout Meter
    ) throws(Fault) -> Bool {
        for other in others where try index(of: other, in: elements, &meter) == nil { return false }
        return true
    }
}
