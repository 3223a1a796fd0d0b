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
        return Pipeline(
            id: node(at: offset), variables: variables, isAssignment: isAssignment, commands: commands)
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
            guard following.kind == .character, source[following.offset] == UInt8(ascii: ",") else {
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
        let name = token.text(in: source)
        scope.declare(name)
        return variable(at: token.offset, name: name, fields: [])
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
        var first: Expression?
        var rest: [Expression] = []
        while true {
            _ = peekNonSpace()
            if let word = try operand() {
                if first == nil { first = word } else { rest.append(word) }
            }
            let token = next()
            if token.kind == .space { continue }
            if token.kind == .rightDelimiter || token.kind == .rightParenthesis {
                putBackOne()
            } else if token.kind != .pipe {
                throw unexpected(token, "operand")
            }
            break
        }
        guard let first else { throw error("empty command") }
        return Command(id: node(at: offset), first: first, rest: rest)
    }

    /// A term and the fields after it.
    private mutating func operand() throws(TemplateError) -> Expression? {
        guard let term = try term() else { return nil }
        let next = peek()
        guard next.kind == .field else { return term }
        switch term {
        case .bool, .string, .number, .null, .dot:
            throw error("unexpected . after term \(GoQuote.quote(GoString(term.description)))")
        case .field, .variable, .function, .chain, .pipeline:
            return .chain(Expression.Chain(id: node(at: next.offset), base: term, fields: fields()))
        }
    }

    /// A term; of fields and variables with the fields after it.
    private mutating func term() throws(TemplateError) -> Expression? {
        try checkSize()
        let token = nextNonSpace()
        switch token.kind {
        case .identifier: return try function(token)
        case .dot: return .dot(id: node(at: token.offset))
        case .keyword(.nil): return .null(id: node(at: token.offset))
        case .variable:
            let name = token.text(in: source)
            guard scope.knows(name) else { throw error("undefined variable \(GoQuote.quote(name))") }
            let offset = offset(ofFieldsAfter: token)
            return .variable(variable(at: offset, name: name, fields: fields()))
        case .field:
            let id = node(at: offset(ofFieldsAfter: token))
            return .field(Expression.Field(id: id, names: fields(after: token)))
        case .bool: return .bool(id: node(at: token.offset), source[token.offset] == UInt8(ascii: "t"))
        case .characterConstant, .complex, .number: return try number(token)
        case .leftParenthesis:
            try descend("max expression depth exceeded")
            let inner = try pipeline("parenthesized pipeline", end: .rightParenthesis)
            scope.depth -= 1
            return .pipeline(inner)
        case .string, .rawString:
            let literal = Expression.Literal(
                id: node(at: token.offset), quoted: token.text(in: source), text: try unquoted(token))
            return .string(literal)
        default:
            putBackOne()
            return nil
        }
    }

    /// Where a term with fields after it is said to stand: at the first of them.
    private mutating func offset(ofFieldsAfter token: Token) -> Int {
        let next = peek()
        return next.kind == .field ? next.offset : token.offset
    }

    /// The names of all fields that come next.
    private mutating func fields(after first: Token? = nil) -> [FieldName] {
        var names: [FieldName] = []
        if let first {
            // Most have as many, `.Values.image.tag`.
            names.reserveCapacity(3)
            names.append(FieldName(source[(first.offset + 1)..<first.end]))
        }
        while peek().kind == .field {
            let token = next()
            names.append(FieldName(source[(token.offset + 1)..<token.end]))
        }
        return names
    }

    private mutating func function(_ token: Token) throws(TemplateError) -> Expression {
        let name = token.text(in: source)
        guard let callee = functions.callee(name) else {
            throw error("function \(GoQuote.quote(name)) not defined")
        }
        return .function(Expression.Function(id: node(at: token.offset), name: name, callee: callee))
    }

    private mutating func number(_ token: Token) throws(TemplateError) -> Expression {
        let constant: NumberConstant
        let bytes = token.text(in: source).bytes
        do {
            switch token.kind {
            case .characterConstant: constant = try NumberConstant(character: bytes)
            case .complex: constant = try NumberConstant(complex: bytes)
            default: constant = try NumberConstant(bytes)
            }
        } catch {
            throw self.error(error.message)
        }
        return .number(Expression.Number(id: node(at: token.offset), constant: constant))
    }
}
