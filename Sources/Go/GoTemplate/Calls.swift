import GoValues

/// What a function gets: the words after it, and the value of the command before.
struct Arguments {
    let words: [Expression]
    let final: Operand?

    static var none: Arguments { Arguments(words: [], final: nil) }

    var isEmpty: Bool { words.isEmpty && final == nil }
    var count: Int { words.count + (final == nil ? 0 : 1) }
}

/// Functions and methods, and the types of their arguments.
extension Execution {
    /// - Parameter node: what a failure of the function is said to have happened at.
    func call(
        _ function: Expression.Function, node: Int, dot: Operand, _ arguments: Arguments
    ) throws(TemplateError) -> Operand {
        switch function.callee {
        case .function(let target):
            let values = try values(of: arguments, target.signature, target.name, dot: dot)
            return try guarded(target.name, node) {
                try target.body(Invocation(execution: self, node: node), values)
            }
        case .builtin(let builtin):
            return try call(builtin, node: node, dot: dot, arguments)
        }
    }

    func call(
        _ method: GoMethod, name: String, node: Int, dot: Operand, _ arguments: Arguments
    ) throws(TemplateError) -> Operand {
        if let refusal = method.refusal {
            try checkCount(of: arguments, method.signature, name)
            throw error(refusal)
        }
        let values = try values(of: arguments, method.signature, name, dot: dot)
        return try guarded(name, node) {
            let result = try method.body(values)
            if case .string(let text) = result { try session.charge(bytes: text.count) }
            return result
        }
    }

    /// What a function gives, or an error that says where it was called.
    func guarded(_ name: String, _ node: Int, _ body: () throws -> GoValue) throws(TemplateError) -> Operand {
        do {
            let value = try body()
            try session.hold(value)
            return Operand(value, isInterface: value.isNull)
        } catch {
            self.node = node
            throw failure(of: name, error)
        }
    }

    private func failure(of name: String, _ error: any Error) -> TemplateError {
        let inner = error as? TemplateError
        if let inner, inner.isFinal { return inner }
        if let bound = error as? GoError, bound.isLimit {
            return located(TemplateError(.limit, "error calling \(name): \(bound.message)"))
        }
        let message = inner?.message ?? (error as? GoError)?.message ?? "\(error)"
        return self.error(
            "error calling \(name): \(message)", cause: inner?.cause ?? message,
            beneath: [message.utf8.count] + (inner?.beneath ?? []))
    }

    private func values(
        of arguments: Arguments, _ signature: GoSignature, _ name: String, dot: Operand
    ) throws(TemplateError) -> [GoValue] {
        try checkCount(of: arguments, signature, name)
        var values: [GoValue] = []
        values.reserveCapacity(arguments.count)
        for word in arguments.words {
            let type = type(of: values.count, signature)
            values.append(try argument(word, type, dot: dot).value)
        }
        if let final = arguments.final {
            values.append(try validated(final, type(of: values.count, signature)).value)
        }
        return values
    }

    func checkCount(
        of arguments: Arguments, _ signature: GoSignature, _ name: String
    ) throws(TemplateError) {
        let wanted = signature.parameters.count
        if signature.variadic == nil, arguments.count != wanted {
            throw error("wrong number of args for \(name): want \(wanted) got \(arguments.count)")
        }
        if arguments.count < wanted {
            throw error("wrong number of args for \(name): want at least \(wanted) got \(arguments.words.count)")
        }
    }

    private func type(of index: Int, _ signature: GoSignature) -> GoType {
        index < signature.parameters.count ? signature.parameters[index] : signature.variadic ?? .any
    }

    /// The value of a word for a parameter of a type.
    func argument(_ word: Expression, _ type: GoType, dot: Operand) throws(TemplateError) -> Operand {
        node = word.id
        switch word {
        case .null:
            guard type.acceptsNil else { throw error("cannot assign nil to \(type.name)") }
            return .invalid
        case .bool, .number, .string: return try literal(word, type)
        default: return try validated(try evaluateWord(word, dot: dot), type)
        }
    }

    private func literal(_ word: Expression, _ type: GoType) throws(TemplateError) -> Operand {
        if type == .any || type == .reflection { return try evaluateWord(word, dot: .invalid) }
        if case .named(_, kind: "int64") = type { return try literal(word, .int64) }
        switch (word, type) {
        case (.bool(_, let value), .bool): return Operand(.bool(value))
        case (.string(let literal), .string): return Operand(.string(literal.text))
        case (.number(let number), .float):
            if let float = number.constant.float { return Operand(.float(float)) }
        case (.number(let number), .int):
            if let int = number.constant.int { return Operand(.int(Int(int))) }
        case (.number(let number), .int64):
            if let int = number.constant.int { return Operand(.int64(int)) }
        case (.number(let number), .uint64):
            if let uint = number.constant.uint { return Operand(.uint64(uint)) }
        default: break
        }
        guard let wanted = Self.literalNames[type] else {
            throw error("can't handle \(word) for arg of type \(type.name)")
        }
        throw error("expected \(wanted); found \(word)")
    }

    private static let literalNames: [GoType: String] = [
        .bool: "bool", .string: "string", .float: "float", .int: "integer", .int64: "integer",
        .uint64: "unsigned integer",
    ]

    /// A value that may be assigned to a type.
    func validated(_ operand: Operand, _ type: GoType) throws(TemplateError) -> Operand {
        if type == .any || type == .reflection { return operand }
        if operand.isInvalid {
            guard type.acceptsNil else { throw error("invalid value; expected \(type.name)") }
            return operand
        }
        guard !operand.value.isNull, type.accepts(operand.value) else {
            let found = operand.value.isNull ? operand.typeName : operand.value.typeName
            throw error("wrong type for value; expected \(type.name); got \(found)")
        }
        // A named map loses its type, and so its methods, where the plain one is declared.
        if type == .map, case .map(let map) = operand.value, map.type != .any {
            return Operand(.map(GoMap(map, as: .any)))
        }
        return operand
    }
}
