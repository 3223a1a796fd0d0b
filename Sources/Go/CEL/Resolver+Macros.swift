/// Macros: calls whose arguments are not evaluated before, but looked at as they are written.
extension Resolver {
    mutating func has(_ arguments: [Syntax], at offset: Int) throws(Fault) -> Node {
        guard arguments.count == 1 else {
            throw Self.wrongCount("has", taken: 1...1, given: arguments.count, at: offset)
        }
        guard case .select(let operand, let name, let isOptional) = arguments[0].kind, !isOptional else {
            throw Fault(.syntax, "expected a field such as a.b in has()", at: arguments[0].offset)
        }
        return Node(kind: .has(try resolve(operand), name), offset: offset)
    }

    mutating func bind(_ arguments: [Syntax], at offset: Int) throws(Fault) -> Node {
        guard arguments.count == 3 else {
            throw Self.wrongCount("cel.bind", taken: 3...3, given: arguments.count, at: offset)
        }
        let name = try variable(arguments[0], of: "cel.bind")
        let value = try resolve(arguments[1])
        return Node(kind: .bind(value, try resolve(arguments[2], with: [name])), offset: offset)
    }

    /// The macros that are called on a value; nil where this is none of them. As in cel-go a call with another number of
    /// arguments is no macro.
    mutating func macro(
        _ target: Syntax, _ name: String, _ arguments: [Syntax], at offset: Int
    ) throws(Fault) -> Node? {
        switch (name, arguments.count) {
        case ("all", 2), ("all", 3): return try loop(.all, target, name, arguments, at: offset)
        case ("exists", 2), ("exists", 3): return try loop(.exists, target, name, arguments, at: offset)
        case ("exists_one", 2), ("existsOne", 2), ("existsOne", 3):
            return try loop(.existsOne, target, name, arguments, at: offset)
        case ("map", 2): return try loop(.list, target, name, arguments, at: offset)
        case ("map", 3): return try loop(.list, target, name, arguments, variables: 1, filters: true, at: offset)
        case ("filter", 2):
            let element = try variable(arguments[0], of: name)
            let range = try resolve(target)
            let condition = try resolve(arguments[1], with: [element])
            let body = try resolve(arguments[0], with: [element])
            let loop = Node.Comprehension(goal: .list, range: range, variables: 1, filter: condition, body: body)
            return Node(kind: .comprehension(loop), offset: offset)
        case ("transformList", 3): return try loop(.list, target, name, arguments, at: offset)
        case ("transformList", 4):
            return try loop(.list, target, name, arguments, variables: 2, filters: true, at: offset)
        case ("transformMap", 3): return try loop(.map, target, name, arguments, at: offset)
        case ("transformMap", 4):
            return try loop(.map, target, name, arguments, variables: 2, filters: true, at: offset)
        case ("transformMapEntry", 3): return try loop(.mergedMap, target, name, arguments, at: offset)
        case ("transformMapEntry", 4):
            return try loop(.mergedMap, target, name, arguments, variables: 2, filters: true, at: offset)
        case ("optMap", 2), ("optFlatMap", 2):
            let value = try variable(arguments[0], of: name)
            let optional = try resolve(target)
            let body = try resolve(arguments[1], with: [value])
            return Node(kind: .optionalMap(optional, body, isFlat: name == "optFlatMap"), offset: offset)
        case ("or", 1), ("orValue", 1):
            let optional = try resolve(target)
            return Node(
                kind: .orElse(optional, try resolve(arguments[0]), unwraps: name == "orValue"), offset: offset)
        default: return nil
        }
    }

    /// - Parameter variables: how many of the arguments are names; all but the last where nil.
    private mutating func loop(
        _ goal: Node.Comprehension.Goal, _ target: Syntax, _ name: String, _ arguments: [Syntax],
        variables: Int? = nil, filters: Bool = false, at offset: Int
    ) throws(Fault) -> Node {
        let count = variables ?? arguments.count - 1
        var names: [String] = []
        for argument in arguments.prefix(count) { names.append(try variable(argument, of: name)) }
        guard Set(names).count == names.count else {
            throw Fault(.syntax, "\(name)() needs two names that differ", at: arguments[1].offset)
        }
        let range = try resolve(target)
        let filter = filters ? try resolve(arguments[count], with: names) : nil
        let body = try resolve(arguments[arguments.count - 1], with: names)
        let loop = Node.Comprehension(goal: goal, range: range, variables: count, filter: filter, body: body)
        return Node(kind: .comprehension(loop), offset: offset)
    }

    private func variable(_ syntax: Syntax, of macro: String) throws(Fault) -> String {
        guard case .name(let name, isRooted: false) = syntax.kind else {
            throw Fault(.syntax, "expected the name of a variable in \(macro)()", at: syntax.offset)
        }
        return name
    }
}
