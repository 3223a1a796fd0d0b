import GoValues

/// Pipelines, commands and their words.
extension Parser {
    /// Declarations, then commands separated by `|`, up to and with the end.
    mutating func pipeline(_ context: String, end: Token.Kind) throws(TemplateError) -> Pipeline {
        let offset = peekNonSpace().offset
        let (variables, isAssignment) = try declarations(context)
        var commands: [Command] = []
        while true {
            let token = nextNonSpace()
            if token.kind == end { break }
            guard startsOperand(token.kind) else { throw unexpected(token, context) }
            putBackOne()
            commands.append(try command())
        }
        try check(commands, context)
        return pipelineNode(at: offset, variables: variables, isAssignment: isAssignment, commands: commands)
    }

    private func startsOperand(_ kind: Token.Kind) -> Bool {
        switch kind {
        case .bool, .characterConstant, .complex, .dot, .field, .identifier, .number, .keyword(.nil), .rawString,
            .string,
            .variable, .leftParenthesis:
            true
        default: false
        }
    }

    private mutating func declarations(
        _ context: String
    ) throws(TemplateError) -> (variables: [Variable], isAssignment: Bool) {
        var variables: [Variable] = []
        while case let token = peekNonSpace(), token.kind == .variable {
            _ = next()
            // Space is a token, so up to three have to be put back where this is no declaration.
            let after = peek()
            let following = peekNonSpace()
            if following.kind == .assign || following.kind == .declare {
                _ = nextNonSpace()
                variables.append(declared(token))
                return (variables, following.kind == .assign)
            }
            guard following.kind == .character, following.value == "," else {
                if after.kind == .space { putBackThree(token, after) } else { putBackTwo(token) }
                break
            }
            _ = nextNonSpace()
            variables.append(declared(token))
            guard context == "range", variables.count < 2 else {
                throw error("too many declarations in \(context)")
            }
            switch peekNonSpace().kind {
            case .variable, .rightDelimiter, .rightParenthesis: continue
            default: throw error("range can only initialize variables")
            }
        }
        return (variables, false)
    }

    private mutating func declared(_ token: Token) -> Variable {
        scope.declare(token.value)
        return variable(at: token.offset, name: token.value, fields: [])
    }

    private func check(_ commands: [Command], _ context: String) throws(TemplateError) {
        guard !commands.isEmpty else { throw error("missing value for \(context)") }
        for (index, command) in commands.enumerated().dropFirst() {
            switch command.first {
            case .bool, .dot, .null, .number, .string:
                throw error("non executable command in pipeline stage \(index + 1)")
            default: continue
            }
        }
    }

    /// Words separated by space, up to a pipe, which is read, or the end, which is not.
    private mutating func command() throws(TemplateError) -> Command {
        let offset = peekNonSpace().offset
        var words: [Expression] = []
        while true {
            _ = peekNonSpace()
            if let word = try operand() { words.append(word) }
            let token = next()
            if token.kind == .space { continue }
            if token.kind == .rightDelimiter || token.kind == .rightParenthesis {
                putBackOne()
            } else if token.kind != .pipe {
                throw unexpected(token, "operand")
            }
            break
        }
        guard let first = words.first else { throw error("empty command") }
        return command(at: offset, first: first, rest: Array(words.dropFirst()))
    }

    /// A term and the fields after it.
    private mutating func operand() throws(TemplateError) -> Expression? {
        guard let term = try term() else { return nil }
        guard peek().kind == .field else { return term }
        let offset = peek().offset
        var fields: [FieldName] = []
        while peek().kind == .field { fields.append(FieldName(GoString(next().value.bytes.dropFirst()))) }
        switch term {
        case .field(let field):
            return expression(at: offset) { .field(Expression.Field(id: $0, names: field.names + fields)) }
        case .variable(let base):
            return .variable(variable(at: offset, name: base.name, fields: base.fields + fields))
        case .bool, .string, .number, .null, .dot:
            throw error("unexpected . after term \(GoQuote.quote(GoString(term.description)))")
        case .function, .chain, .pipeline:
            return expression(at: offset) { .chain(Expression.Chain(id: $0, base: term, fields: fields)) }
        }
    }

    private mutating func term() throws(TemplateError) -> Expression? {
        try checkSize()
        let token = nextNonSpace()
        switch token.kind {
        case .identifier: return try function(token)
        case .dot: return expression(at: token.offset) { .dot(id: $0) }
        case .keyword(.nil): return expression(at: token.offset) { .null(id: $0) }
        case .variable: return try usedVariable(token)
        case .field:
            let names = [FieldName(GoString(token.value.bytes.dropFirst()))]
            return expression(at: token.offset) { .field(Expression.Field(id: $0, names: names)) }
        case .bool: return expression(at: token.offset) { .bool(id: $0, token.value == "true") }
        case .characterConstant, .complex, .number: return try number(token)
        case .leftParenthesis:
            try descend("max expression depth exceeded")
            let inner = try pipeline("parenthesized pipeline", end: .rightParenthesis)
            scope.depth -= 1
            return .pipeline(inner)
        case .string, .rawString:
            let text = try unquoted(token)
            return expression(at: token.offset) {
                .string(Expression.Literal(id: $0, quoted: token.value, text: text))
            }
        default:
            putBackOne()
            return nil
        }
    }

    private mutating func function(_ token: Token) throws(TemplateError) -> Expression {
        guard let callee = functions.callee(token.value) else {
            throw error("function \(GoQuote.quote(token.value)) not defined")
        }
        return expression(at: token.offset) {
            .function(Expression.Function(id: $0, name: token.value, callee: callee))
        }
    }

    private mutating func usedVariable(_ token: Token) throws(TemplateError) -> Expression {
        guard scope.knows(token.value) else {
            throw error("undefined variable \(GoQuote.quote(token.value))")
        }
        return .variable(variable(at: token.offset, name: token.value, fields: []))
    }

    private mutating func number(_ token: Token) throws(TemplateError) -> Expression {
        let constant: NumberConstant
        do {
            switch token.kind {
            case .characterConstant: constant = try NumberConstant(character: token.value.bytes)
            case .complex: constant = try NumberConstant(complex: token.value.bytes)
            default: constant = try NumberConstant(token.value.bytes)
            }
        } catch {
            throw self.error(error.message)
        }
        return expression(at: token.offset) { .number(Expression.Number(id: $0, constant: constant)) }
    }
}
