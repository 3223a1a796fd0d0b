import GoValues

/// Pipelines and their words.
extension Execution {
    func evaluate(_ pipeline: Pipeline, dot: Operand) throws(TemplateError) -> Operand {
        node = pipeline.id
        var value: Operand?
        for command in pipeline.commands {
            value = try evaluate(command, dot: dot, final: value).unwrapped
        }
        let result = value ?? .invalid
        for variable in pipeline.variables {
            if pipeline.isAssignment {
                try assign(variable, result)
            } else {
                declare(variable, result)
            }
        }
        return result
    }

    /// - Parameter final: what the command before gave, which becomes the last argument.
    private func evaluate(
        _ command: Command, dot: Operand, final: Operand?
    ) throws(TemplateError) -> Operand {
        try session.charge(steps: 1)
        let first = command.first
        switch first {
        case .field(let field):
            node = field.id
            let arguments = Arguments(words: command.rest, final: final)
            return try follow(field.names[...], from: dot, of: field.id, dot: dot, arguments)
        case .chain(let chain):
            return try evaluate(chain, dot: dot, Arguments(words: command.rest, final: final))
        case .variable(let variable):
            return try evaluate(variable, dot: dot, Arguments(words: command.rest, final: final), first)
        case .function(let function):
            node = function.id
            let arguments = Arguments(words: command.rest, final: final)
            return try call(function, node: command.id, dot: dot, arguments)
        case .pipeline(let pipeline):
            try refuseArguments(command, final)
            return try evaluateInner(pipeline, dot: dot)
        case .dot, .null, .bool, .number, .string:
            node = first.id
            try refuseArguments(command, final)
            return try literal(first, dot: dot)
        }
    }

    @inline(never)
    private func literal(_ word: Expression, dot: Operand) throws(TemplateError) -> Operand {
        switch word {
        case .bool(_, let value): return Operand(.bool(value))
        case .dot: return dot
        case .number(let number): return try constant(number)
        case .string(let literal): return Operand(.string(literal.text))
        default: throw error("nil is not a command")
        }
    }

    @inline(never)
    private func refuseArguments(_ command: Command, _ final: Operand?) throws(TemplateError) {
        if !command.rest.isEmpty || final != nil {
            throw error("can't give argument to non-function \(command.first)")
        }
    }

    func evaluateInner(_ pipeline: Pipeline, dot: Operand) throws(TemplateError) -> Operand {
        try session.enter()
        let value = try evaluate(pipeline, dot: dot)
        session.leave()
        return value
    }

    @inline(never)
    private func evaluate(
        _ variable: Variable, dot: Operand, _ arguments: Arguments, _ word: Expression
    ) throws(TemplateError) -> Operand {
        node = variable.id
        let value = try value(of: variable)
        if variable.fields.isEmpty {
            guard arguments.isEmpty else { throw error("can't give argument to non-function \(word)") }
            return value
        }
        return try follow(variable.fields[...], from: value, of: variable.id, dot: dot, arguments)
    }

    @inline(never)
    private func evaluate(
        _ chain: Expression.Chain, dot: Operand, _ arguments: Arguments
    ) throws(TemplateError) -> Operand {
        node = chain.id
        if case .null = chain.base {
            throw error("indirection through explicit nil in \(Expression.chain(chain))")
        }
        let base = try evaluateWord(chain.base, dot: dot)
        return try follow(chain.fields[...], from: base, of: chain.id, dot: dot, arguments)
    }

    /// A word that is no literal, by itself.
    func evaluateWord(_ word: Expression, dot: Operand) throws(TemplateError) -> Operand {
        node = word.id
        switch word {
        case .dot: return dot
        case .field(let field): return try follow(field.names[...], from: dot, of: field.id, dot: dot, .none)
        case .variable(let variable): return try evaluate(variable, dot: dot, .none, word)
        case .pipeline(let pipeline): return try evaluateInner(pipeline, dot: dot)
        case .function(let function): return try call(function, node: function.id, dot: dot, .none)
        case .chain(let chain): return try evaluate(chain, dot: dot, .none)
        case .number(let number): return try constant(number)
        case .bool(_, let value): return Operand(.bool(value))
        case .string(let literal): return Operand(.string(literal.text))
        case .null: return .invalid
        }
    }

    /// A number whose type nothing but its text tells.
    @inline(never)
    func constant(_ number: Expression.Number) throws(TemplateError) -> Operand {
        node = number.id
        let constant = number.constant
        if let complex = constant.complex {
            return Operand(.object(GoComplex(real: complex.real, imaginary: complex.imaginary)))
        }
        if let float = constant.float, constant.looksLikeFloat { return Operand(.float(float)) }
        guard let int = constant.int else { throw error("\(constant.text) overflows int") }
        return Operand(.int(Int(int)))
    }
}

// MARK: Fields

extension Execution {
    /// The fields one after the other; the last may be a method that takes the arguments.
    @inline(never)
    private func follow(
        _ names: ArraySlice<FieldName>, from receiver: Operand, of node: Int, dot: Operand, _ arguments: Arguments
    ) throws(TemplateError) -> Operand {
        if let recorder = session.recorder { note(names, from: receiver, recorder) }
        var value = receiver
        var index = names.startIndex
        while index < names.endIndex - 1 {
            value = try field(names[index], of: value, at: node, dot: dot, .none)
            index += 1
        }
        return try field(names[index], of: value, at: node, dot: dot, arguments)
    }

    /// Notes the way to a field of values that have names, as far as it leads through them.
    @inline(never)
    private func note(_ names: ArraySlice<FieldName>, from receiver: Operand, _ recorder: OutputRecorder) {
        var value = Optional(receiver.value)
        var path: [String]?
        for name in names {
            path = value.flatMap(recorder.path) ?? path
            path?.append(name.text)
            guard case .map(let map)? = value else {
                value = nil
                continue
            }
            value = map.entries[name.key]
        }
        if let path { recorder.read(path) }
    }

    private func field(
        _ name: FieldName, of receiver: Operand, at node: Int, dot: Operand, _ arguments: Arguments
    ) throws(TemplateError) -> Operand {
        switch receiver.value {
        case .map(let map):
            if case .named(let type) = map.type, let method = type.methods(name.text, map) {
                let result = try call(method, name: name.text, node: node, dot: dot, arguments)
                if case .string(let text) = result.value { try session.charge(bytes: text.count) }
                return result
            }
            return try entry(name, of: map, arguments)
        case .object(let object):
            if let found = try member(name, of: object, at: node, dot: dot, arguments) { return found }
        case .null:
            guard receiver.isInterface else {
                if templates.missingKey == .error {
                    throw error("nil data; no entry for key \(GoQuote.quote(name.key))")
                }
                return .invalid
            }
            throw error("nil pointer evaluating interface {}.\(name.text)")
        default: break
        }
        throw error("can't evaluate field \(name.text) in type \(receiver.typeName)")
    }

    private func entry(_ name: FieldName, of map: GoMap, _ arguments: Arguments) throws(TemplateError) -> Operand {
        guard arguments.isEmpty else { throw error("\(name.text) is not a method but has arguments") }
        let isInterface = map.type != .string
        if let value = map.entries[name.key] { return Operand(value, isInterface: isInterface) }
        switch templates.missingKey {
        case .invalid: return .invalid
        case .zero: return Operand(map.type.zero, isInterface: isInterface)
        case .error: throw error("map has no entry for key \(GoQuote.quote(name.key))")
        }
    }

    /// A method, field or entry of an object; nil where it has none of that name.
    private func member(
        _ name: FieldName, of object: any GoObject, at node: Int, dot: Operand, _ arguments: Arguments
    ) throws(TemplateError) -> Operand? {
        if let method = object.method(name.text) {
            return try call(method, name: name.text, node: node, dot: dot, arguments)
        }
        if let value = object.field(name.text) {
            guard arguments.isEmpty else {
                throw error("\(name.text) has arguments but cannot be invoked as function")
            }
            return Operand(value, isInterface: value.isNull)
        }
        guard case .map(let map)? = object.underlying else { return nil }
        return try entry(name, of: map, arguments)
    }
}
