import GoValues

/// Makes templates of a source: Go's own parser, with its messages.
struct Parser {
    /// How deep blocks and parentheses may nest: the stack of whoever parses or executes has to hold them. Go allows 10,000
    /// parentheses and any number of blocks.
    static let maximalDepth = 1_000

    let name: String
    let source: [UInt8]
    let functions: FunctionTable
    private let nodeLimit: Int
    private var lexer: Lexer
    /// The token that was read last, and those before it that were put back.
    private var tokens = [Token](repeating: Token(kind: .end, offset: 0, end: 0, line: 1), count: 3)
    private var putBack = 0
    /// Where the nodes stand in the source, by their numbers.
    private var offsets: [Int] = []
    private var slots: [GoString: Int] = [:]
    private var found: [(name: GoString, body: [Statement])] = []
    /// Where each name first stands among those found.
    private var firstFound: [GoString: Int] = [:]
    var scope = Scope()

    /// What is known of the template that is being parsed.
    struct Scope {
        /// The names of the variables that are declared.
        private(set) var variables = [Variable.dollar]
        /// How often each of the others is declared.
        private var declarations: [GoString: Int] = [:]
        /// How many loops are around.
        var loops = 0
        /// How many blocks and parentheses are around.
        var depth = 0
        /// Where the current action started; 0 outside.
        var actionLine = 0

        func knows(_ variable: GoString) -> Bool { variable == Variable.dollar || declarations[variable] != nil }

        mutating func declare(_ variable: GoString) {
            variables.append(variable)
            declarations[variable, default: 0] += 1
        }

        /// Forgets all but the first so many.
        mutating func leave(_ count: Int) {
            while variables.count > count {
                let variable = variables.removeLast()
                let left = declarations[variable, default: 1] - 1
                declarations[variable] = left == 0 ? nil : left
            }
        }
    }

    init(name: String, source: [UInt8], functions: FunctionTable, nodeLimit: Int) {
        self.name = name
        self.nodeLimit = nodeLimit
        self.source = source
        self.functions = functions
        lexer = Lexer(source)
    }

    /// The source's own template and all that it defines.
    mutating func parse() throws(TemplateError) -> [GoString: Template] {
        var body: [Statement] = []
        while peek().kind != .end {
            if peek().kind == .leftDelimiter {
                let delimiter = next()
                if nextNonSpace().kind == .keyword(.define) {
                    try parseDefinition()
                    continue
                }
                putBackTwo(delimiter)
            }
            switch try textOrAction() {
            case .statement(let statement): body.append(statement)
            case .end(let end): throw error("unexpected \(end)")
            }
        }
        try add(GoString(name), body)
        return templates()
    }

    private func templates() -> [GoString: Template] {
        let place = Source(name: name, bytes: source, offsets: offsets)
        var templates: [GoString: Template] = [:]
        for (name, body) in found { templates[name] = Template(name: name, body: body, source: place) }
        return templates
    }

    /// Notes a template. An empty one gives way to any other of its name.
    private mutating func add(_ name: GoString, _ body: [Statement]) throws(TemplateError) {
        if let index = firstFound[name], !Statement.areEmpty(found[index].body) {
            if Statement.areEmpty(body) { return }
            throw error("template: multiple definition of template \(GoQuote.quote(name))")
        }
        if firstFound[name] == nil { firstFound[name] = found.count }
        found.append((name, body))
    }
}

// MARK: Tokens

extension Parser {
    mutating func next() -> Token {
        if putBack > 0 {
            putBack -= 1
        } else {
            tokens[0] = lexer.next()
        }
        return tokens[putBack]
    }

    mutating func peek() -> Token {
        if putBack > 0 { return tokens[putBack - 1] }
        putBack = 1
        tokens[0] = lexer.next()
        return tokens[0]
    }

    mutating func nextNonSpace() -> Token {
        var token = next()
        while token.kind == .space { token = next() }
        return token
    }

    mutating func peekNonSpace() -> Token {
        let token = nextNonSpace()
        putBack += 1
        return token
    }

    mutating func putBackOne() { putBack += 1 }

    /// Puts back the last token and one before it.
    mutating func putBackTwo(_ first: Token) {
        tokens[1] = first
        putBack = 2
    }

    mutating func putBackThree(_ first: Token, _ second: Token) {
        tokens[1] = second
        tokens[2] = first
        putBack = 3
    }

    mutating func expect(_ kind: Token.Kind, _ context: String) throws(TemplateError) -> Token {
        let token = nextNonSpace()
        guard token.kind == kind else { throw unexpected(token, context) }
        return token
    }

    func error(_ message: String) -> TemplateError {
        TemplateError(
            .syntax, "template: \(name):\(tokens[0].line): \(message)", source: name, line: tokens[0].line)
    }

    func unexpected(_ token: Token, _ context: String) -> TemplateError {
        guard token.kind == .error, let failure = lexer.failure else {
            return error("unexpected \(lexer.description(of: token)) in \(context)")
        }
        var extra = ""
        if scope.actionLine != 0, scope.actionLine != token.line {
            // Not "action in action".
            let isOfAction = failure.hasSuffix(" action")
            extra = "\(isOfAction ? "" : " in action") started at \(name):\(scope.actionLine)"
        }
        return error(failure + extra)
    }
}

// MARK: Nodes

extension Parser {
    var nodeCount: Int { offsets.count }

    /// Has to come before whatever adds a node for each few bytes of the source.
    func checkSize() throws(TemplateError) {
        guard nodeCount < nodeLimit else {
            throw TemplateError(
                .limit,
                "template: \(name):\(tokens[0].line): the source has too many actions and words: \(nodeCount)",
                source: name, line: tokens[0].line)
        }
    }

    func nodeOffset(of pipeline: Pipeline) -> Int { offsets[pipeline.id] }

    /// Notes a node, and gives its number.
    mutating func node(at offset: Int) -> Int {
        offsets.append(offset)
        return offsets.count - 1
    }

    mutating func variable(at offset: Int, name: GoString, fields: [FieldName]) -> Variable {
        Variable(id: node(at: offset), name: name, slot: slot(of: name), fields: fields)
    }

    private mutating func slot(of name: GoString) -> Int {
        if name == Variable.dollar { return Execution.dollar }
        if let known = slots[name] { return known }
        slots[name] = slots.count
        return slots.count - 1
    }
}

// MARK: Definitions

extension Parser {
    private mutating func parseDefinition() throws(TemplateError) {
        let context = "define clause"
        let token = nextNonSpace()
        guard token.kind == .string || token.kind == .rawString else { throw unexpected(token, context) }
        let name = try unquoted(token)
        _ = try expect(.rightDelimiter, context)
        try defineTemplate(name, context)
    }

    /// Parses up to the `end` of a definition, which sees no variables of what is around it.
    mutating func defineTemplate(_ name: GoString, _ context: String) throws(TemplateError) {
        let outer = scope
        scope = Scope()
        scope.depth = outer.depth
        let (body, end) = try itemList()
        guard end.isEnd else { throw error("unexpected \(end) in \(context)") }
        try add(name, body)
        scope = outer
    }

    func unquoted(_ token: Token) throws(TemplateError) -> GoString {
        do {
            return try GoQuote.unquote(token.text(in: source).bytes)
        } catch {
            throw self.error(error.message)
        }
    }
}
