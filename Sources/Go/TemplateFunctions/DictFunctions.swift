import GoTemplate
import GoValues

/// sprig's functions on maps. Where Go takes keys in any order, here it is the order of their bytes.
enum DictFunctions {
    static func add(to entries: inout FunctionEntries) {
        addAccess(to: &entries)
        addSelection(to: &entries)
        addMerging(to: &entries)
        addCopies(to: &entries)
        entries.add("dig", variadic: .any) { try dig($0) }
    }

    private static func addAccess(to entries: inout FunctionEntries) {
        entries.add("dict", variadic: .any) { arguments in
            var entries: [GoString: GoValue] = [:]
            for index in stride(from: 0, to: arguments.count, by: 2) {
                entries[try arguments[index].spelled()] =
                    index + 1 < arguments.count ? arguments[index + 1] : .string("")
            }
            return .map(entries)
        }
        entries.add("get", .map, .string) { $0.map(0)?[$0.text(1)] ?? .string("") }
        entries.add("hasKey", .map, .string) { .bool($0.map(0)?[$0.text(1)] != nil) }
        entries.addCalling("set", [.map, .string, .any]) { invocation, arguments in
            guard let map = arguments.map(0) else { throw GoError("assignment to entry in nil map") }
            map[arguments.text(1)] = arguments[2]
            try invocation.session.didChange(map)
            return .map(map)
        }
        entries.add("unset", .map, .string) { arguments in
            guard let map = arguments.map(0) else { return .map(GoMap()) }
            map[arguments.text(1)] = nil
            return .map(map)
        }
    }

    private static func addSelection(to entries: inout FunctionEntries) {
        entries.add("keys", variadic: .map) { arguments in
            .strings(arguments.indices.flatMap { arguments.map($0)?.sortedKeys ?? [] })
        }
        entries.add("values", .map) { arguments in
            guard let map = arguments.map(0) else { return .list([]) }
            return .list(map.sortedKeys.map { map[$0] ?? .null })
        }
        entries.add("pluck", .string, variadic: .map) { arguments in
            let key = arguments.text(0)
            return .list(arguments.indices.dropFirst().compactMap { arguments.map($0)?[key] })
        }
        entries.add("pick", .map, variadic: .string) { arguments in
            var picked: [GoString: GoValue] = [:]
            for index in arguments.indices.dropFirst() {
                let key = arguments.text(index)
                if let value = arguments.map(0)?[key] { picked[key] = value }
            }
            return .map(picked)
        }
        entries.add("omit", .map, variadic: .string) { arguments in
            var rest = arguments.map(0)?.entries ?? [:]
            for index in arguments.indices.dropFirst() { rest[arguments.text(index)] = nil }
            return .map(rest)
        }
    }

    private static func addMerging(to entries: inout FunctionEntries) {
        for (name, overwrites) in [("merge", false), ("mergeOverwrite", true)] {
            let body: TemplateFunction.Body = { invocation, arguments in
                let target = arguments.map(0) ?? GoMap()
                var merging = MapMerging(overwrites: overwrites, session: invocation.session)
                for index in arguments.indices.dropFirst() {
                    if let source = arguments.map(index) { try merging.merge(source, into: target) }
                }
                return .map(target)
            }
            let capital = name.prefix(1).uppercased() + name.dropFirst()
            for name in [name, "must" + capital] {
                entries.addCalling(name, [.map], variadic: .map, body: body)
            }
        }
    }

    private static func addCopies(to entries: inout FunctionEntries) {
        for name in ["deepCopy", "mustDeepCopy"] {
            entries.addCalling(name, [.any]) { invocation, arguments in
                guard !arguments[0].isNull else { throw GoError("reflect: call of reflect.Value.Type on zero Value") }
                return try copy(arguments[0], session: invocation.session, depth: 0)
            }
        }
    }

    private static func copy(_ value: GoValue, session: RenderSession, depth: Int) throws -> GoValue {
        try session.charge(steps: 1)
        guard depth < GoBounds.depth else { throw GoError.limit("deepCopy: the value is too deep") }
        switch value {
        case .list(let list):
            guard !list.isNil else { return value }
            let elements = try list.elements.map { try copy($0, session: session, depth: depth + 1) }
            return try held(.list(GoList(elements, type: list.type)), session)
        case .map(let map):
            guard !map.isNil else { return value }
            let entries = try map.entries.mapValues { try copy($0, session: session, depth: depth + 1) }
            return try held(.map(GoMap(entries, type: map.type)), session)
        // Go copies the fields that can be seen, of which a version has none.
        case .object(is VersionObject): return .object(VersionObject(.zero, isPointer: true))
        default: return value
        }
    }

    /// Counted at once: what is shared in what is copied is copied each time.
    private static func held(_ value: GoValue, _ session: RenderSession) throws -> GoValue {
        try session.hold(value)
        return value
    }

    /// The value that the keys lead to; the last argument is the map, the one before what to give where a key is absent.
    private static func dig(_ arguments: [GoValue]) throws(GoError) -> GoValue {
        guard let last = arguments.last, arguments.count >= 3 else {
            throw GoError("dig needs at least three arguments")
        }
        var map = try plainMap(last)
        var keys: [GoString] = []
        for value in arguments.dropLast(2) {
            guard case .string(let key) = value else { throw conversionError(value, to: "string") }
            keys.append(key)
        }
        for key in keys.dropLast() {
            guard let next = map[key] else { return arguments[arguments.count - 2] }
            map = try plainMap(next)
        }
        return map[keys[keys.count - 1]] ?? arguments[arguments.count - 2]
    }

    private static func plainMap(_ value: GoValue) throws(GoError) -> GoMap {
        guard value.typeName == GoMapType.any.name, case .map(let map) = value.underlying else {
            throw conversionError(value, to: "map[string]interface {}")
        }
        return map
    }

    private static func conversionError(_ value: GoValue, to type: String) -> GoError {
        let name = value.isNull ? "nil" : value.typeName
        return GoError("interface conversion: interface {} is \(name), not \(type)")
    }
}

/// Merging of maps as the library mergo does it, its surprises included: without overwriting, zero values count as
/// absent; nested maps are merged in place; what is taken over is shared, not copied.
private struct MapMerging {
    let overwrites: Bool
    let session: RenderSession

    mutating func merge(_ source: GoMap, into target: GoMap, depth: Int = 0) throws {
        guard depth < GoBounds.depth else { throw GoError.limit("merge: the values are too deep") }
        try session.charge(steps: source.count)
        try session.didChange(target)
        guard source.original !== target.original else { return }
        for (key, value) in source.entries {
            let present = target[key]
            if value.isNull {
                if overwrites { target[key] = .null }
                continue
            }
            if case .map(let map) = value.underlying, case .map(let existing)? = present?.underlying {
                try merge(map, into: existing, depth: depth + 1)
                if existing.count > 0 { continue }
            }
            guard overwrites || present?.isEmpty ?? true else { continue }
            guard target.type != .string || source.type == .string else {
                throw GoError(
                    "reflect.Value.SetMapIndex: value of type interface {} is not assignable to type string")
            }
            target[key] = value
        }
        try session.didChange(target)
    }
}

extension GoValue {
    /// What sprig takes as not given: nil, zero, false and what has no elements.
    var isEmpty: Bool {
        switch self {
        case .map(let map): map.count == 0
        case .list(let list): list.count == 0
        default: !isTrue
        }
    }
}
