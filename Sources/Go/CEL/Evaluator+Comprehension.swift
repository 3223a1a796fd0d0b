/// The loops of macros.
extension Evaluator {
    mutating func comprehension(_ loop: Node.Comprehension) throws(Fault) -> CELValue {
        let elements = try Elements(of: try evaluate(loop.range), pairs: loop.variables == 2, &meter)
        switch loop.goal {
        case .all: return try search(loop, elements, decisive: false)
        case .exists: return try search(loop, elements, decisive: true)
        case .existsOne:
            var count = 0
            for index in 0..<elements.count where try isTrue(loop.body, elements, index) { count += 1 }
            return .bool(count == 1)
        case .list:
            var values: [CELValue] = []
            for index in 0..<elements.count where try passes(loop, elements, index) {
                values.append(try evaluate(loop.body, elements, index))
            }
            return .list(CELList(values))
        case .map, .mergedMap: return try makeMap(loop, elements)
        }
    }

    /// `all` and `exists`: one element that decides is enough, whatever becomes of the others.
    private mutating func search(
        _ loop: Node.Comprehension, _ elements: Elements, decisive: Bool
    ) throws(Fault) -> CELValue {
        var fault: Fault?
        for index in 0..<elements.count {
            do throws(Fault) {
                if try isTrue(loop.body, elements, index) == decisive { return .bool(decisive) }
            } catch {
                guard error.code != .limit else { throw error }
                fault = fault ?? error
            }
        }
        if let fault { throw fault }
        return .bool(!decisive)
    }

    private mutating func makeMap(_ loop: Node.Comprehension, _ elements: Elements) throws(Fault) -> CELValue {
        var map = MadeMap()
        for index in 0..<elements.count where try passes(loop, elements, index) {
            let value = try evaluate(loop.body, elements, index)
            guard loop.goal == .mergedMap else {
                let key = elements.first(index)
                try meter.charge(copyOf: key)
                try map.add(key, value)
                continue
            }
            guard case .map(let entries) = value else { throw Fault.noOverload("transformMapEntry", [value]) }
            for (key, value) in try meter.entries(of: entries) { try map.add(key, value) }
        }
        return .map(CELMap(map))
    }

    private mutating func passes(
        _ loop: Node.Comprehension, _ elements: Elements, _ index: Int
    ) throws(Fault) -> Bool {
        guard let filter = loop.filter else { return true }
        return try isTrue(filter, elements, index)
    }

    private mutating func isTrue(_ condition: Node, _ elements: Elements, _ index: Int) throws(Fault) -> Bool {
        let value = try evaluate(condition, elements, index)
        guard case .bool(let isTrue) = value else {
            throw Fault(.evaluation, "the condition gives \(value.typeName), a bool is needed", at: condition.offset)
        }
        return isTrue
    }

    private mutating func evaluate(_ body: Node, _ elements: Elements, _ index: Int) throws(Fault) -> CELValue {
        try meter.charge(1)
        let first = elements.first(index)
        try meter.charge(copyOf: first)
        locals.append(first)
        let second = elements.second(index)
        if let second { locals.append(second) }
        defer { locals.removeLast(second == nil ? 1 : 2) }
        if let second { try meter.charge(copyOf: second) }
        return try evaluate(body)
    }
}

/// What a loop goes through.
private struct Elements {
    private enum Source {
        case list(CELList)
        case keys([CELValue])
        case entries([(key: CELValue, value: CELValue)])
    }

    private let source: Source
    private let isPairs: Bool
    let count: Int

    init(of range: CELValue, pairs: Bool, _ meter: inout Meter) throws(Fault) {
        isPairs = pairs
        switch range {
        case .list(let list):
            source = .list(list)
            count = list.count
        case .map(let map):
            let entries = try meter.entries(of: map)
            source = pairs ? .entries(entries) : .keys(entries.map(\.key))
            count = map.count
        default: throw Fault.evaluation("a value of type \(range.typeName) has no elements to go through")
        }
    }

    /// The value of the first variable, or of the only one.
    func first(_ index: Int) -> CELValue {
        switch source {
        case .list(let list): isPairs ? .int(Int64(index)) : list[index]
        case .keys(let keys): keys[index]
        case .entries(let entries): entries[index].key
        }
    }

    /// The value of the second variable; nil where there is only one.
    func second(_ index: Int) -> CELValue? {
        guard isPairs else { return nil }
        switch source {
        case .list(let list): return list[index]
        case .keys: return nil
        case .entries(let entries): return entries[index].value
        }
    }
}
