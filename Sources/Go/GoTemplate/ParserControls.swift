import GoValues

/// Text, actions and control structures.
extension Parser {
    /// What ends a list of statements.
    enum Terminator: CustomStringConvertible {
        case end(offset: Int)
        case otherwise(offset: Int)

        var isEnd: Bool {
            if case .end = self { true } else { false }
        }

        var description: String { isEnd ? "{{end}}" : "{{else}}" }
    }

    enum Item {
        case statement(Statement)
        case end(Terminator)
    }

    /// Statements up to an `end` or `else`.
    mutating func itemList() throws(TemplateError) -> (body: [Statement], end: Terminator) {
        var body: [Statement] = []
        while peekNonSpace().kind != .end {
            switch try textOrAction() {
            case .statement(let statement): body.append(statement)
            case .end(let end): return (body, end)
            }
        }
        throw error("unexpected EOF")
    }

    mutating func textOrAction() throws(TemplateError) -> Item {
        try checkSize()
        let token = nextNonSpace()
        switch token.kind {
        case .text:
            let id = node(at: token.offset)
            return .statement(.text(Statement.Text(id: id, bytes: token.text(in: source).bytes)))
        case .leftDelimiter:
            scope.actionLine = token.line
            let item = try action()
            scope.actionLine = 0
            return item
        default: throw unexpected(token, "input")
        }
    }

    private mutating func action() throws(TemplateError) -> Item {
        let token = nextNonSpace()
        if case .keyword(let keyword) = token.kind, let item = try control(keyword, token) { return item }
        putBackOne()
        let first = peek()
        let pipeline = try pipeline("command", end: .rightDelimiter)
        return .statement(.action(Statement.Action(id: node(at: first.offset), pipeline: pipeline)))
    }

    /// A control structure; nil for a keyword that starts none.
    private mutating func control(_ keyword: Token.Keyword, _ token: Token) throws(TemplateError) -> Item? {
        switch keyword {
        case .block: return .statement(try block())
        case .break:
            try expectLoop("{{break}}")
            return .statement(.breakLoop(id: node(at: token.offset)))
        case .continue:
            try expectLoop("{{continue}}")
            return .statement(.continueLoop(id: node(at: token.offset)))
        case .else: return .end(try otherwise())
        case .end: return .end(.end(offset: try expect(.rightDelimiter, "end").offset))
        case .if, .range, .with: return .statement(try branch(keyword))
        case .template: return .statement(try templateCall())
        case .define, .nil: return nil
        }
    }

    private mutating func expectLoop(_ keyword: String) throws(TemplateError) {
        let token = nextNonSpace()
        guard token.kind == .rightDelimiter else { throw unexpected(token, keyword) }
        guard scope.loops > 0 else { throw error("\(keyword) outside {{range}}") }
    }

    private mutating func otherwise() throws(TemplateError) -> Terminator {
        let token = peekNonSpace()
        // "else if" and "else with" are an "else" and an "if" or "with" inside it.
        if token.kind == .keyword(.if) || token.kind == .keyword(.with) { return .otherwise(offset: token.offset) }
        return .otherwise(offset: try expect(.rightDelimiter, "else").offset)
    }

    private mutating func branch(_ keyword: Token.Keyword) throws(TemplateError) -> Statement {
        let variables = scope.variables.count
        try descend("blocks are nested too deep: \(Self.maximalDepth) levels are allowed")
        let pipeline = try pipeline(keyword.rawValue, end: .rightDelimiter)
        if keyword == .range { scope.loops += 1 }
        let (body, end) = try itemList()
        if keyword == .range { scope.loops -= 1 }
        let otherwise = end.isEnd ? nil : try alternative(keyword)
        scope.depth -= 1
        scope.leave(variables)
        let branch = Statement.Branch(
            id: node(at: nodeOffset(of: pipeline)), pipeline: pipeline, body: body, otherwise: otherwise)
        return keyword == .if ? .condition(branch) : keyword == .with ? .with(branch) : .range(branch)
    }

    /// What follows an `else`, its `end` included.
    private mutating func alternative(_ keyword: Token.Keyword) throws(TemplateError) -> [Statement] {
        if keyword != .range, peek().kind == .keyword(keyword) {
            _ = next()
            return [try branch(keyword)]
        }
        let (body, end) = try itemList()
        guard end.isEnd else { throw error("expected end; found \(end)") }
        return body
    }

    mutating func descend(_ message: String) throws(TemplateError) {
        guard scope.depth < Self.maximalDepth else { throw error(message) }
        scope.depth += 1
    }

    private mutating func block() throws(TemplateError) -> Statement {
        let context = "block clause"
        let token = nextNonSpace()
        let name = try templateName(token, context)
        let pipeline = try pipeline(context, end: .rightDelimiter)
        try defineTemplate(name, context)
        return .template(Statement.TemplateCall(id: node(at: token.offset), name: name, pipeline: pipeline))
    }

    private mutating func templateCall() throws(TemplateError) -> Statement {
        let context = "template clause"
        let token = nextNonSpace()
        let name = try templateName(token, context)
        var data: Pipeline?
        if nextNonSpace().kind != .rightDelimiter {
            putBackOne()
            data = try pipeline(context, end: .rightDelimiter)
        }
        return .template(Statement.TemplateCall(id: node(at: token.offset), name: name, pipeline: data))
    }

    private func templateName(_ token: Token, _ context: String) throws(TemplateError) -> GoString {
        guard token.kind == .string || token.kind == .rawString else { throw unexpected(token, context) }
        return try unquoted(token)
    }
}
