internal import GoValues

/// One evaluation: the variables, what macros have bound so far, and what is left of the allowance.
///
/// It recurses as deep as the expression nests, which the parser has bounded.
struct Evaluator {
    let variables: CELVariables
    var meter: Meter
    /// The variables of the macros around, outermost first.
    var locals: [CELValue] = []

    init(variables: CELVariables, cost: Int) {
        self.variables = variables
        meter = Meter(limit: cost)
    }

    mutating func evaluate(_ node: Node) throws(Fault) -> CELValue {
        try meter.charge(1)
        switch node.kind {
        case .constant(let value): return value
        case .local(let place): return locals[place]
        case .and(let operands): return try logic(operands, decisive: false)
        case .or(let operands): return try logic(operands, decisive: true)
        default:
            do throws(Fault) {
                let value = try evaluateParts(node)
                try meter.charge(copyOf: value)
                return value
            } catch {
                throw error.placed(at: node.offset)
            }
        }
    }

    private mutating func evaluateParts(_ node: Node) throws(Fault) -> CELValue {
        switch node.kind {
        case .constant(let value): return value
        case .local(let place): return locals[place]
        case .and(let operands): return try logic(operands, decisive: false)
        case .or(let operands): return try logic(operands, decisive: true)
        case .path(let path): return try value(of: path)
        case .select(let operand, let name, let isOptional):
            return try Selection.field(name, of: try evaluate(operand), isOptional: isOptional)
        case .has(let operand, let name): return .bool(try Selection.has(name, in: try evaluate(operand)))
        case .index(let operand, let index, let isOptional):
            let (container, key) = (try evaluate(operand), try evaluate(index))
            try meter.charge(copyOf: key)
            return try Selection.element(key, of: container, isOptional: isOptional)
        case .call(let function, let arguments):
            var values: [CELValue] = []
            values.reserveCapacity(arguments.count)
            for argument in arguments { values.append(try evaluate(argument)) }
            return try function.body(&meter, values)
        case .list(let elements): return try list(elements)
        case .map(let entries): return try map(entries)
        case .conditional(let condition, let first, let second):
            guard case .bool(let isFirst) = try evaluate(condition) else {
                throw Fault.evaluation("the condition before '?' is not a bool")
            }
            return try evaluate(isFirst ? first : second)
        case .comprehension(let loop): return try comprehension(loop)
        case .bind(let value, let body):
            locals.append(try evaluate(value))
            defer { locals.removeLast() }
            return try evaluate(body)
        case .orElse(let optional, let other, let unwraps):
            return try orElse(try evaluate(optional), other, unwraps: unwraps)
        case .optionalMap(let optional, let body, let isFlat):
            return try optionalMap(try evaluate(optional), body, isFlat: isFlat)
        }
    }

    /// `&&` and `||`: one operand that decides is enough, whatever becomes of the others, in whatever order they stand.
    private mutating func logic(_ operands: [Node], decisive: Bool) throws(Fault) -> CELValue {
        var fault: Fault?
        for operand in operands {
            do throws(Fault) {
                let value = try evaluate(operand)
                guard case .bool(let isTrue) = value else {
                    throw Fault.noOverload(decisive ? "_||_" : "_&&_", [value]).placed(at: operand.offset)
                }
                if isTrue == decisive { return value }
            } catch {
                guard error.code != .limit else { throw error }
                fault = fault ?? error
            }
        }
        if let fault { throw fault }
        return .bool(!decisive)
    }

    /// The longest begin of the path that is a variable's name counts, or else the longest that is a type's.
    private func value(of path: Node.Path) throws(Fault) -> CELValue {
        let longest = variables.hasQualifiedNames ? path.names.count : 1
        for length in (1...longest).reversed() {
            let name = length == 1 ? path.names[0] : path.names[..<length].joined(separator: ".")
            guard let value = variables[name] else { continue }
            return try members(path.names[length...], of: value)
        }
        guard let length = path.typeLength else {
            throw Fault(.unknownName, "unknown variable \(path.names[0].quotedBriefly)", at: path.offset)
        }
        let type = CELValue.type(path.names[..<length].joined(separator: "."))
        return try members(path.names[length...], of: type)
    }

    private func members(_ names: ArraySlice<String>, of value: CELValue) throws(Fault) -> CELValue {
        var current = value
        for name in names { current = try Selection.field(name, of: current, isOptional: false) }
        return current
    }

    private mutating func list(_ elements: [(value: Node, isOptional: Bool)]) throws(Fault) -> CELValue {
        var values: [CELValue] = []
        values.reserveCapacity(elements.count)
        for element in elements {
            let value = try evaluate(element.value)
            guard element.isOptional else {
                values.append(value)
                continue
            }
            if let value = try Self.content(of: value) { values.append(value) }
        }
        return .list(CELList(values))
    }

    private mutating func map(_ entries: [(key: Node, value: Node, isOptional: Bool)]) throws(Fault) -> CELValue {
        var map = MadeMap()
        for entry in entries {
            let key = try evaluate(entry.key)
            let value = try evaluate(entry.value)
            try meter.charge(copyOf: key)
            do throws(Fault) {
                if !entry.isOptional {
                    try map.add(key, value)
                } else if let value = try Self.content(of: value) {
                    try map.add(key, value)
                }
            } catch {
                throw error.placed(at: entry.key.offset)
            }
        }
        return .map(CELMap(map))
    }

    private static func content(of value: CELValue) throws(Fault) -> CELValue? {
        guard case .optional(let content) = value else {
            throw Fault.evaluation("an optional is needed after '?', not a value of type \(value.typeName)")
        }
        return content
    }

    private mutating func orElse(_ optional: CELValue, _ other: Node, unwraps: Bool) throws(Fault) -> CELValue {
        guard case .optional(let content) = optional else {
            throw Fault.noOverload(unwraps ? "orValue" : "or", [optional])
        }
        if let content { return unwraps ? content : optional }
        let value = try evaluate(other)
        if unwraps { return value }
        guard case .optional = value else { throw Fault.noOverload("or", [optional, value]) }
        return value
    }

    private mutating func optionalMap(_ optional: CELValue, _ body: Node, isFlat: Bool) throws(Fault) -> CELValue {
        guard case .optional(let content) = optional else {
            throw Fault.noOverload(isFlat ? "optFlatMap" : "optMap", [optional])
        }
        guard let content else { return .optional(nil) }
        locals.append(content)
        defer { locals.removeLast() }
        let value = try evaluate(body)
        guard isFlat else { return .optional(value) }
        guard case .optional = value else { throw Fault.noOverload("optFlatMap", [optional, value]) }
        return value
    }
}
