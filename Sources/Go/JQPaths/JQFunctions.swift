internal import Documents
internal import GoRegexp
internal import GoValues

/// Functions of values. What jq takes for an error, such as a text wanted of a number, gives nothing here.
extension JQWork {
    func call(_ function: JQFunction, _ item: JQItem) throws(JQError) -> [Value] {
        let value = item.value
        switch function {
        case .not: return [.bool(!value.isTrue)]
        case .type: return [.string(value.typeName)]
        case .length: return try length(of: value).map { [$0] } ?? []
        case .keys: return try keys(of: value).map { [.array($0)] } ?? []
        case .has(let key):
            return try run(key, on: item).compactMap { key -> Value? in
                switch (value, key.value) {
                case (.object(let object), .string(let name)): .bool(object.contains(name))
                case (.array(let elements), .integer(let index)): .bool(elements.indices.contains(index))
                default: nil
                }
            }
        case .startsWith(let part):
            return try texts(value, part, item) { text, part in text.utf8.starts(with: part.utf8) }
        case .endsWith(let part):
            return try texts(value, part, item) { text, part in text.utf8.reversed().starts(with: part.utf8.reversed())
            }
        case .contains(let part):
            var found: [Value] = []
            for part in try run(part, on: item) { found += try contains(value, part.value).map { [.bool($0)] } ?? [] }
            return found
        case .test(let expression):
            guard case .string(let text) = value else { return [] }
            try spend(text)
            guard let compiled = try compiled(expression) else { return [] }
            return [.bool(compiled.matches(GoString(text)))]
        case .any(let generator, let condition):
            return [.bool(try firstHolding(true, generator, condition, item))]
        case .all(let generator, let condition):
            return [.bool(try !firstHolding(false, generator, condition, item))]
        case .isAmong(let others):
            for other in try run(others, on: item) {
                if try compare(value, other.value) == 0 { return [true] }
            }
            return [false]
        }
    }

    /// Whether the condition comes to `wanted` for anything that the generator gives.
    private func firstHolding(
        _ wanted: Bool, _ generator: JQNode, _ condition: JQNode, _ item: JQItem
    ) throws(JQError) -> Bool {
        for one in try run(generator, on: item) {
            for holds in try run(condition, on: one) where holds.value.isTrue == wanted { return true }
        }
        return false
    }

    private func length(of value: Value) throws(JQError) -> Value? {
        switch value {
        case .null: return 0
        case .bool: return nil
        case .integer(let number): return number == .min ? nil : .integer(abs(number))
        case .double(let number): return .double(abs(number))
        case .string(let text):
            try spend(text)
            return .integer(text.unicodeScalars.count)
        case .array(let elements): return .integer(elements.count)
        case .object(let object): return .integer(object.count)
        }
    }

    private func keys(of value: Value) throws(JQError) -> [Value]? {
        switch value {
        case .array(let elements):
            try spend(elements.count)
            return elements.indices.map(Value.integer)
        case .object(let object):
            try spend(object.count)
            return object.keys.sorted().map(Value.string)
        default: return nil
        }
    }

    private func texts(
        _ value: Value, _ part: JQNode, _ item: JQItem, _ holds: (String, String) -> Bool
    ) throws(JQError) -> [Value] {
        guard case .string(let text) = value else { return [] }
        return try run(part, on: item).compactMap { part -> Value? in
            part.value.string.map { .bool(holds(text, $0)) }
        }
    }

    /// Texts contain parts of themselves, lists what each element of the other is contained in, mappings members that contain the
    /// other's. Nil where the two are of different types.
    private func contains(_ value: Value, _ part: Value) throws(JQError) -> Bool? {
        try spend(1)
        switch (value, part) {
        case (.string(let text), .string(let part)):
            try spend(text)
            return text.contains(part)
        case (.array(let elements), .array(let parts)):
            for part in parts {
                var isThere = false
                for element in elements where !isThere { isThere = try contains(element, part) ?? false }
                guard isThere else { return false }
            }
            return true
        case (.object(let object), .object(let parts)):
            for (name, part) in parts {
                guard let member = object[name], try contains(member, part) ?? false else { return false }
            }
            return true
        default: return value.typeName == part.typeName ? try compare(value, part) == 0 : nil
        }
    }

    // MARK: Order

    func holds(_ comparison: JQNode.Comparison, _ left: Value, _ right: Value) throws(JQError) -> Bool {
        let order = try compare(left, right)
        return switch comparison {
        case .equal: order == 0
        case .unequal: order != 0
        case .less: order < 0
        case .lessOrEqual: order <= 0
        case .greater: order > 0
        case .greaterOrEqual: order >= 0
        }
    }

    /// jq's order of all values: null, false, true, numbers, texts, lists, mappings. Negative, zero or positive.
    private func compare(_ left: Value, _ right: Value) throws(JQError) -> Int {
        try spend(1)
        switch (left, right) {
        case (.integer(let left), .integer(let right)): return left < right ? -1 : left == right ? 0 : 1
        case (.string(let left), .string(let right)):
            try spend(left)
            return left == right ? 0 : left.utf8.lexicographicallyPrecedes(right.utf8) ? -1 : 1
        case (.array(let left), .array(let right)):
            for (left, right) in zip(left, right) {
                let order = try compare(left, right)
                if order != 0 { return order }
            }
            return left.count - right.count
        case (.object(let left), .object(let right)):
            let names = (left.keys.sorted().map(Value.string), right.keys.sorted().map(Value.string))
            let order = try compare(.array(names.0), .array(names.1))
            guard order == 0 else { return order }
            for (name, member) in left.sortedByKey() {
                let order = try compare(member, right[name] ?? .null)
                if order != 0 { return order }
            }
            return 0
        default:
            if let left = left.double, let right = right.double { return left < right ? -1 : left == right ? 0 : 1 }
            return left.rank - right.rank
        }
    }

    /// Reading a long text costs more than a step.
    private func spend(_ text: String) throws(JQError) { try spend(text.utf8.count / 64) }
}

extension Value {
    fileprivate var rank: Int {
        switch self {
        case .null: 0
        case .bool(let value): value ? 2 : 1
        case .integer, .double: 3
        case .string: 4
        case .array: 5
        case .object: 6
        }
    }
}
