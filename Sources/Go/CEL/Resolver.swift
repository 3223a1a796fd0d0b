internal import GoValues

/// Looks names up and writes macros out. What is not known is refused here, before anything is evaluated.
struct Resolver {
    /// The names of variables that there will be; nil where that is not known.
    let variables: Set<String>?
    /// The variables of macros around, outermost first.
    private var scopes: [String] = []

    /// For patterns that are compiled here.
    private var meter: Meter

    init(variables: Set<String>?, limits: CELLimits) {
        self.variables = variables
        meter = Meter(limit: limits.cost)
    }

    mutating func resolve(_ syntax: Syntax) throws(Fault) -> Node {
        let kind: Node.Kind
        switch syntax.kind {
        case .literal(let value): kind = .constant(value)
        case .name(let name, let isRooted):
            kind = try path([name], isRooted: isRooted, at: syntax.offset, root: syntax.offset)
        case .select(let operand, let name, let isOptional):
            if let path = syntax.path {
                kind = try self.path(path.names, isRooted: path.isRooted, at: syntax.offset, root: path.offset)
            } else {
                kind = .select(try resolve(operand), name, isOptional: isOptional)
            }
        case .index(let operand, let index, let isOptional):
            kind = .index(try resolve(operand), try resolve(index), isOptional: isOptional)
        case .call(let name, let arguments): return try call(name, arguments, at: syntax.offset)
        case .memberCall(let target, let name, let arguments):
            return try memberCall(target, name, arguments, at: syntax.offset)
        case .list(let elements):
            var resolved: [(value: Node, isOptional: Bool)] = []
            for element in elements { resolved.append((try resolve(element.value), element.isOptional)) }
            kind = .list(resolved)
        case .map(let entries):
            var resolved: [(key: Node, value: Node, isOptional: Bool)] = []
            for entry in entries {
                resolved.append((try resolve(entry.key), try resolve(entry.value), entry.isOptional))
            }
            kind = .map(resolved)
        case .and(let operands): kind = .and(try all(operands))
        case .or(let operands): kind = .or(try all(operands))
        case .conditional(let condition, let first, let second):
            kind = .conditional(try resolve(condition), try resolve(first), try resolve(second))
        }
        return Node(kind: kind, offset: syntax.offset)
    }

    func isLocal(_ name: String) -> Bool { scopes.contains(name) }

    mutating func all(_ parts: [Syntax]) throws(Fault) -> [Node] {
        var nodes: [Node] = []
        for part in parts { nodes.append(try resolve(part)) }
        return nodes
    }

    /// Resolves with variables of a macro.
    mutating func resolve(_ syntax: Syntax, with names: [String]) throws(Fault) -> Node {
        scopes += names
        defer { scopes.removeLast(names.count) }
        return try resolve(syntax)
    }

    // MARK: Names

    private func path(
        _ names: [String], isRooted: Bool, at offset: Int, root: Int
    ) throws(Fault) -> Node.Kind {
        if !isRooted, let place = scopes.lastIndex(of: names[0]) {
            return names.dropFirst().reduce(.local(place)) {
                .select(Node(kind: $0, offset: offset), $1, isOptional: false)
            }
        }
        let prefixes = (1...names.count).reversed().map { ($0, names.prefix($0).joined(separator: ".")) }
        let typeLength = prefixes.first { CELValue.typeNames.contains($0.1) }?.0
        if let variables {
            guard typeLength != nil || prefixes.contains(where: { variables.contains($0.1) }) else {
                throw unknownVariable(names[0], among: variables, at: root)
            }
        }
        return .path(Node.Path(names: names, typeLength: typeLength, offset: root))
    }

    private func unknownVariable(_ name: String, among known: Set<String>, at offset: Int) -> Fault {
        let longest = 12
        let names = known.sorted().prefix(longest).joined(separator: ", ")
        let hint = known.isEmpty ? "there are none" : "known are \(names)\(known.count > longest ? ", …" : "")"
        return Fault(.unknownName, "unknown variable \(name.quotedBriefly): \(hint)", at: offset)
    }

    // MARK: Calls

    private mutating func call(_ name: String, _ arguments: [Syntax], at offset: Int) throws(Fault) -> Node {
        if name == "has" { return try has(arguments, at: offset) }
        return try callNode(FunctionTable.global[name], name, arguments, at: offset)
    }

    private mutating func memberCall(
        _ target: Syntax, _ name: String, _ arguments: [Syntax], at offset: Int
    ) throws(Fault) -> Node {
        if let path = target.path, !isLocal(path.names[0]) {
            let qualified = (path.names + [name]).joined(separator: ".")
            if qualified == "cel.bind" { return try bind(arguments, at: offset) }
            if let function = FunctionTable.global[qualified] {
                return try callNode(function, qualified, arguments, at: offset)
            }
        }
        if let node = try macro(target, name, arguments, at: offset) { return node }
        return try callNode(FunctionTable.member[name], name, [target] + arguments, isMember: true, at: offset)
    }

    private mutating func callNode(
        _ function: Function?, _ name: String, _ arguments: [Syntax], isMember: Bool = false, at offset: Int
    ) throws(Fault) -> Node {
        guard let function else {
            let kind = isMember ? "method" : "function"
            throw Fault(.unknownName, "unknown \(kind) \(name.quotedBriefly)", at: offset)
        }
        guard function.arity.contains(arguments.count) else {
            throw Self.wrongCount(
                name, taken: function.arity, isMember ? 1 : 0, given: arguments.count, at: offset)
        }
        let nodes = try all(arguments)
        let call = Node(kind: .call(function, nodes), offset: offset)
        guard function.isCheckedEarly, nodes.count > 1, case .constant(.string(let pattern)) = nodes[1].kind else {
            return call
        }
        do throws(Fault) {
            _ = try meter.pattern(pattern)
        } catch {
            throw error.placed(at: nodes[1].offset)
        }
        return call
    }

    /// - Parameter hidden: how many of the arguments are not written within the parentheses.
    static func wrongCount(
        _ name: String, taken: ClosedRange<Int>, _ hidden: Int = 0, given: Int, at offset: Int
    ) -> Fault {
        let (least, most) = (taken.lowerBound - hidden, taken.upperBound - hidden)
        let range = least == most ? "\(least)" : most > 100 ? "\(least) or more" : "\(least) to \(most)"
        let noun = least == 1 && most == 1 ? "argument" : "arguments"
        return Fault(.unknownName, "\(name)() takes \(range) \(noun), not \(given - hidden)", at: offset)
    }
}
