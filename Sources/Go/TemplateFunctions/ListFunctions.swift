import GoValues

/// sprig's functions on lists. Those with `must` differ in Go only: a panic and an error read the same in a template.
enum ListFunctions {
    static func add(to entries: inout FunctionEntries) {
        entries.add("list", variadic: .any) { .list($0) }
        entries.alias("list", as: "tuple")
        addGrowing(to: &entries)
        addEnds(to: &entries)
        addReordering(to: &entries)
        addChunks(to: &entries)
        ListSearch.add(to: &entries)
    }

    /// The elements of a slice. Anything else fails as sprig does.
    static func elements(
        of value: GoValue, failing message: @autoclosure () -> String
    ) throws(GoError) -> [GoValue] {
        if case .list(let list) = value { return list.elements }
        if value.isNull { throw .nilDereference }
        guard let elements = value.sequence else { throw GoError("\(message()) \(value.kindName)") }
        return elements
    }

    /// Adds a function and its twin with `must`.
    static func addBoth(
        _ name: String, _ parameters: GoType..., variadic: GoType? = nil, to entries: inout FunctionEntries,
        body: @escaping FunctionEntries.Body
    ) {
        entries.add(name, parameters, variadic: variadic, body: body)
        let capital = name.prefix(1).uppercased() + name.dropFirst()
        entries.add("must" + capital, parameters, variadic: variadic, body: body)
    }

    private static func addGrowing(to entries: inout FunctionEntries) {
        addBoth("append", .any, .any, to: &entries) { arguments in
            .list(try elements(of: arguments[0], failing: "Cannot push on type") + [arguments[1]])
        }
        addBoth("push", .any, .any, to: &entries) { arguments in
            .list(try elements(of: arguments[0], failing: "Cannot push on type") + [arguments[1]])
        }
        addBoth("prepend", .any, .any, to: &entries) { arguments in
            .list([arguments[1]] + (try elements(of: arguments[0], failing: "Cannot prepend on type")))
        }
        entries.add("concat", variadic: .any) { arguments in
            var result: [GoValue] = []
            for value in arguments {
                if value.isNull { throw GoError.nilDereference }
                guard let elements = value.sequence else {
                    throw GoError("Cannot concat type \(value.kindName) as list")
                }
                result += elements
            }
            return result.isEmpty ? .list(.absent(.any)) : .list(result)
        }
    }

    private static func addEnds(to entries: inout FunctionEntries) {
        addBoth("first", .any, to: &entries) { arguments in
            try elements(of: arguments[0], failing: "Cannot find first on type").first ?? .null
        }
        addBoth("last", .any, to: &entries) { arguments in
            try elements(of: arguments[0], failing: "Cannot find last on type").last ?? .null
        }
        addBoth("rest", .any, to: &entries) { arguments in
            let elements = try elements(of: arguments[0], failing: "Cannot find rest on type")
            return elements.isEmpty ? .list(.absent(.any)) : .list(Array(elements.dropFirst()))
        }
        addBoth("initial", .any, to: &entries) { arguments in
            let elements = try elements(of: arguments[0], failing: "Cannot find initial on type")
            return elements.isEmpty ? .list(.absent(.any)) : .list(Array(elements.dropLast()))
        }
    }

    private static func addReordering(to entries: inout FunctionEntries) {
        addBoth("reverse", .any, to: &entries) { arguments in
            .list(try elements(of: arguments[0], failing: "Cannot find reverse on type").reversed())
        }
        addBoth("compact", .any, to: &entries) { arguments in
            .list(try elements(of: arguments[0], failing: "Cannot compact on type").filter { !$0.isEmpty })
        }
        entries.add("sortAlpha", .any) { arguments in
            guard arguments[0].kindName == "slice" else { return .strings([try arguments[0].spelled()]) }
            let sorted = try arguments[0].spelledElements().sorted()
            // Go sorts a list of texts in place.
            guard case .list(let list) = arguments[0], list.type == .string else { return .strings(sorted) }
            list.elements = sorted.map { .string($0) }
            return arguments[0]
        }
    }

    private static func addChunks(to entries: inout FunctionEntries) {
        addBoth("chunk", .int, .any, to: &entries) { arguments in
            let elements = try elements(of: arguments[1], failing: "Cannot chunk type")
            let type = GoListType.named("[][]interface {}")
            let size = arguments.int(0)
            if size == 0 { throw GoError("runtime error: makeslice: len out of range") }
            guard size > 0 else { return try chunksBackwards(of: elements, size: size, type: type) }
            let chunks = stride(from: 0, to: elements.count, by: size).map { start in
                GoValue.list(Array(elements[start..<min(elements.count, start + size)]))
            }
            return .list(GoList(chunks, type: type))
        }
        addBoth("slice", .any, variadic: .any, to: &entries) { arguments in
            let elements = try elements(
                of: arguments[0], failing: "list should be type of slice or array but")
            guard !elements.isEmpty else { return .null }
            let start = arguments.count > 1 ? Int(arguments[1].asInt64) : 0
            let end = arguments.count > 2 ? Int(arguments[2].asInt64) : elements.count
            guard start >= 0, start <= end, end <= elements.count else {
                throw GoError("reflect.Value.Slice: slice index out of bounds")
            }
            let part = Array(elements[start..<end])
            if case .list(let list) = arguments[0].underlying { return .list(GoList(part, type: list.type)) }
            return .list(part)
        }
    }

    /// Go's reckoning with a negative size comes to no chunk, to one of a single element, or fails.
    private static func chunksBackwards(
        of elements: [GoValue], size: Int, type: GoListType
    ) throws(GoError) -> GoValue {
        let isSingle = elements.count == 1 && size < -1
        guard isSingle || elements.count > 1 && elements.count - 1 <= size.magnitude else {
            throw GoError("runtime error: makeslice: len out of range")
        }
        return .list(GoList(isSingle ? [.list(elements)] : [], type: type))
    }
}
