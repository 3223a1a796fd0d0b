internal import GoValues

/// Reads an expression, by recursive descent; its bounds bound what is made of it, too.
struct Parser {
    private var lexer: Lexer
    private var token: Token
    private let limits: CELLimits
    private var nesting = 0
    private var nodes = 0

    /// - Throws: where the text is no expression, or passes a bound.
    static func parse(_ text: String, limits: CELLimits) throws(Fault) -> Syntax {
        guard text.utf8.count <= limits.bytes else {
            throw Fault(.limit, "the expression is longer than \(limits.bytes) bytes")
        }
        var parser = try Parser(text, limits: limits)
        let syntax = try parser.expression()
        guard parser.token.kind == .end else { throw parser.expected("an operator or the end of the expression") }
        return syntax
    }

    private init(_ text: String, limits: CELLimits) throws(Fault) {
        lexer = Lexer(text)
        self.limits = limits
        token = try lexer.next()
    }

    // MARK: Tokens

    private mutating func advance() throws(Fault) { token = try lexer.next() }

    private func isAt(_ symbol: String) -> Bool { token.kind == .symbol(symbol) }

    private mutating func take(_ symbol: String) throws(Fault) -> Bool {
        guard isAt(symbol) else { return false }
        try advance()
        return true
    }

    private mutating func require(_ symbol: String, or others: String = "") throws(Fault) {
        guard try take(symbol) else { throw expected("\(others)'\(symbol)'") }
    }

    private func expected(_ what: String) -> Fault {
        Fault(.syntax, "expected \(what), found \(token.description)", at: token.offset)
    }

    private mutating func node(_ kind: Syntax.Kind, at offset: Int, over parts: [Syntax] = []) throws(Fault) -> Syntax {
        let depth = parts.reduce(0) { max($0, $1.depth) } + 1
        nodes += 1
        guard depth <= limits.depth else { throw tooDeep(at: offset) }
        guard nodes <= limits.nodes else {
            throw Fault(.limit, "the expression has more than \(limits.nodes) parts", at: offset)
        }
        return Syntax(kind: kind, offset: offset, depth: depth)
    }

    private func tooDeep(at offset: Int) -> Fault {
        Fault(.limit, "the expression nests deeper than \(limits.depth) levels", at: offset)
    }

    // MARK: Operators

    private mutating func expression() throws(Fault) -> Syntax {
        nesting += 1
        defer { nesting -= 1 }
        guard nesting <= limits.depth else { throw tooDeep(at: token.offset) }
        let condition = try disjunction()
        let offset = token.offset
        guard try take("?") else { return condition }
        let first = try disjunction()
        try require(":")
        let second = try expression()
        return try node(.conditional(condition, first, second), at: offset, over: [condition, first, second])
    }

    private mutating func disjunction() throws(Fault) -> Syntax {
        let first = try conjunction()
        guard isAt("||") else { return first }
        let offset = token.offset
        var operands = [first]
        while try take("||") { operands.append(try conjunction()) }
        return try node(.or(operands), at: offset, over: operands)
    }

    private mutating func conjunction() throws(Fault) -> Syntax {
        let first = try binary(0)
        guard isAt("&&") else { return first }
        let offset = token.offset
        var operands = [first]
        while try take("&&") { operands.append(try binary(0)) }
        return try node(.and(operands), at: offset, over: operands)
    }

    /// Operators that take two values, by how weakly they bind.
    private static let levels: [[String]] = [
        ["<", "<=", ">=", ">", "==", "!=", "in"], ["+", "-"], ["*", "/", "%"],
    ]

    private mutating func binary(_ level: Int) throws(Fault) -> Syntax {
        guard level < Self.levels.count else { return try unary() }
        var left = try binary(level + 1)
        while let name = operatorName(among: Self.levels[level]) {
            let offset = token.offset
            try advance()
            let right = try binary(level + 1)
            left = try node(.call(name, [left, right]), at: offset, over: [left, right])
        }
        return left
    }

    private func operatorName(among names: [String]) -> String? {
        switch token.kind {
        case .symbol(let symbol) where names.contains(symbol): "_\(symbol)_"
        case .word("in") where names.contains("in"): "@in"
        default: nil
        }
    }

    private mutating func unary() throws(Fault) -> Syntax {
        for symbol in ["!", "-"] where isAt(symbol) {
            let offset = token.offset
            var count = 0
            while isAt(symbol), symbol == "!" || !isBeforeNumber {
                count += 1
                try advance()
            }
            guard count > 0 else { break }
            var operand = try member()
            // Twice is as good as any even number of times.
            for _ in 0..<(count % 2 == 0 ? 2 : 1) {
                operand = try node(.call("\(symbol)_", [operand]), at: offset, over: [operand])
            }
            return operand
        }
        return try member()
    }

    /// A minus right before a number belongs to it.
    private var isBeforeNumber: Bool {
        var ahead = lexer
        switch (try? ahead.next())?.kind {
        case .int, .double, .leastMagnitude: return true
        default: return false
        }
    }

    // MARK: Members

    private mutating func member() throws(Fault) -> Syntax {
        var operand = try primary()
        while true {
            let offset = token.offset
            if try take(".") {
                operand = try selection(of: operand, at: offset)
            } else if try take("[") {
                let isOptional = try take("?")
                let index = try expression()
                try require("]")
                operand = try node(
                    .index(operand, index, isOptional: isOptional), at: offset, over: [operand, index])
            } else if isAt("{"), operand.path != nil {
                throw Fault(.syntax, "messages of protocol buffers are not supported: use a map", at: offset)
            } else {
                return operand
            }
        }
    }

    private mutating func selection(of operand: Syntax, at offset: Int) throws(Fault) -> Syntax {
        let isOptional = try take("?")
        let name: String
        switch token.kind {
        case .word(let word) where !Token.keywords.contains(word): name = word
        case .quotedWord(let word): name = word
        default: throw expected("the name of a field")
        }
        let isQuoted = token.kind == .quotedWord(name)
        let place = token.offset
        try advance()
        guard isAt("("), !isOptional, !isQuoted else {
            return try node(.select(operand, name, isOptional: isOptional), at: offset, over: [operand])
        }
        let arguments = try arguments()
        return try node(.memberCall(operand, name, arguments), at: place, over: [operand] + arguments)
    }

    private mutating func arguments() throws(Fault) -> [Syntax] {
        try require("(")
        var arguments: [Syntax] = []
        guard !(try take(")")) else { return arguments }
        repeat { arguments.append(try expression()) } while try take(",")
        try require(")", or: "',' or ")
        return arguments
    }

    // MARK: What stands for itself

    private mutating func primary() throws(Fault) -> Syntax {
        let offset = token.offset
        if try take("(") {
            let inner = try expression()
            try require(")")
            return inner
        }
        if try take("[") { return try list(at: offset) }
        if try take("{") { return try map(at: offset) }
        if try take(".") { return try name(isRooted: true, at: offset) }
        if case .word(let word) = token.kind, !Token.keywords.contains(word) {
            return try name(isRooted: false, at: offset)
        }
        let isNegative = try take("-")
        let literal: CELValue
        switch (token.kind, isNegative) {
        case (.int(let value), _): literal = .int(isNegative ? -value : value)
        case (.leastMagnitude, true): literal = .int(.min)
        case (.leastMagnitude, false):
            throw Fault(.syntax, "the number does not fit a signed integer of 64 bits", at: offset)
        case (.double(let value), _): literal = .double(isNegative ? -value : value)
        case (.uint(let value), false): literal = .uint(value)
        case (.string(let bytes), false): literal = .string(GoString(bytes: bytes))
        case (.bytes(let bytes), false): literal = .bytes(bytes)
        case (.word("true"), false): literal = .bool(true)
        case (.word("false"), false): literal = .bool(false)
        case (.word("null"), false): literal = .null
        default: throw expected("a value, a name or '('")
        }
        try advance()
        return try node(.literal(literal), at: offset)
    }

    private mutating func name(isRooted: Bool, at offset: Int) throws(Fault) -> Syntax {
        guard case .word(let word) = token.kind, !Token.keywords.contains(word) else { throw expected("a name") }
        guard !Token.reserved.contains(word) else {
            throw Fault(.syntax, "\(word.quotedBriefly) is a reserved word, not a name", at: token.offset)
        }
        try advance()
        guard isAt("(") else { return try node(.name(word, isRooted: isRooted), at: offset) }
        let arguments = try arguments()
        return try node(.call(word, arguments), at: offset, over: arguments)
    }

    private mutating func list(at offset: Int) throws(Fault) -> Syntax {
        var elements: [Syntax.Element] = []
        while !isAt("]"), elements.isEmpty ? !isAt(",") : true {
            let isOptional = try take("?")
            elements.append(Syntax.Element(value: try expression(), isOptional: isOptional))
            guard isAt(",") else { break }
            try advance()
        }
        if elements.isEmpty { _ = try take(",") }
        try require("]", or: "',' or ")
        return try node(.list(elements), at: offset, over: elements.map(\.value))
    }

    private mutating func map(at offset: Int) throws(Fault) -> Syntax {
        var entries: [Syntax.Entry] = []
        while !isAt("}"), entries.isEmpty ? !isAt(",") : true {
            let isOptional = try take("?")
            let key = try expression()
            try require(":")
            entries.append(Syntax.Entry(key: key, value: try expression(), isOptional: isOptional))
            guard isAt(",") else { break }
            try advance()
        }
        if entries.isEmpty { _ = try take(",") }
        try require("}", or: "',' or ")
        return try node(.map(entries), at: offset, over: entries.flatMap { [$0.key, $0.value] })
    }
}
