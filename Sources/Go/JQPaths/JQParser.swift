internal import Documents

/// Reads an expression, and refuses what names no places.
struct JQParser {
    /// A part of an expression.
    struct Part {
        var node: JQNode
        /// Why it names no places; nil where it does.
        var refusal: JQError?

        func with(_ node: JQNode) -> Part { Part(node: node, refusal: refusal) }
    }

    /// Of brackets and operators in each other, all of which recur on the stack.
    private static let deepest = 64

    private var tokens: ArraySlice<JQLexer.Token>
    private var depth = 0

    init(_ tokens: [JQLexer.Token]) { self.tokens = tokens[...] }

    var token: JQLexer.Token { tokens.first ?? JQLexer.Token(kind: .end, position: 0) }

    /// The whole text as one expression that names places.
    mutating func whole() throws(JQError) -> JQNode {
        guard token.kind != .end else { throw JQError("is empty") }
        guard token.kind != .sign("/") else { throw JQError("is a JSON pointer; those stand under jsonPointers") }
        let part = try expression()
        guard token.kind == .end else { throw unexpected() }
        if let refusal = part.refusal { throw refusal }
        guard !part.node.mayBeWhole else {
            throw JQError(
                "may name the whole object, of which nothing would be left to keep in sync; name a field of it")
        }
        return part.node
    }

    // MARK: Tokens

    mutating func skip() { tokens = tokens.dropFirst() }

    mutating func take(_ sign: String) -> Bool {
        guard token.kind == .sign(sign) else { return false }
        skip()
        return true
    }

    mutating func takeName(_ name: String) -> Bool {
        guard token.kind == .name(name) else { return false }
        skip()
        return true
    }

    mutating func expect(_ sign: String) throws(JQError) {
        guard take(sign) else {
            throw isAtEnd ? JQError("ends where \"\(sign)\" is missing") : unexpected()
        }
    }

    var isAtEnd: Bool { token.kind == .end }

    func unexpected() -> JQError {
        switch token.kind {
        case .end: JQError("ends too early")
        case .sign("-"):
            JQError(
                "has an unexpected \"-\"; a name with other characters than letters, digits and _ is written .[\"a-b\"]",
                at: token.position)
        case .sign("="), .sign("|="), .sign("+="), .sign("-="), .sign("*="), .sign("/="), .sign("%="), .sign("//="):
            JQError("assigns something; only the place is wanted, and == compares", at: token.position)
        case .sign("+"), .sign("*"), .sign("/"), .sign("%"):
            JQError("reckons with values, which is not supported", at: token.position)
        case .sign(let sign): JQError("has an unexpected \"\(sign)\"", at: token.position)
        case .name("as"):
            JQError(
                "has a variable, which is not supported; use select(…) or if … then … else empty end",
                at: token.position)
        case .name(let name): JQError("has an unexpected \"\(name)\"", at: token.position)
        case .field(let name): JQError("has an unexpected \".\(name)\"", at: token.position)
        case .string, .number: JQError("has an unexpected value", at: token.position)
        }
    }

    mutating func deeper<Result>(
        _ read: (inout JQParser) throws(JQError) -> Result
    ) throws(JQError) -> Result {
        guard depth < JQParser.deepest else {
            throw JQError("has more than \(JQParser.deepest) levels in each other", at: token.position)
        }
        depth += 1
        let result = try read(&self)
        depth -= 1
        return result
    }

    // MARK: Operators, the weakest first

    mutating func expression() throws(JQError) -> Part {
        try deeper { (parser: inout JQParser) throws(JQError) -> Part in
            let first = try parser.commas()
            guard parser.take("|") else { return first }
            let second = try parser.expression()
            return Part(node: .pipe(first.node, second.node), refusal: first.refusal ?? second.refusal)
        }
    }

    private mutating func commas() throws(JQError) -> Part {
        var part = try alternatives()
        while take(",") {
            let other = try alternatives()
            part = Part(node: .comma(part.node, other.node), refusal: part.refusal ?? other.refusal)
        }
        return part
    }

    private mutating func alternatives() throws(JQError) -> Part {
        try deeper { (parser: inout JQParser) throws(JQError) -> Part in
            let first = try parser.disjunction()
            guard parser.take("//") else { return first }
            let second = try parser.alternatives()
            return Part(node: .alternative(first.node, second.node), refusal: first.refusal ?? second.refusal)
        }
    }

    private mutating func disjunction() throws(JQError) -> Part {
        var part = try conjunction()
        while token.kind == .name("or") {
            let position = token.position
            skip()
            part = JQParser.value(.either(part.node, try conjunction().node), "a condition", position)
        }
        return part
    }

    private mutating func conjunction() throws(JQError) -> Part {
        var part = try comparison()
        while token.kind == .name("and") {
            let position = token.position
            skip()
            part = JQParser.value(.both(part.node, try comparison().node), "a condition", position)
        }
        return part
    }

    private mutating func comparison() throws(JQError) -> Part {
        let left = try term()
        guard case .sign(let sign) = token.kind, let comparison = JQNode.Comparison(rawValue: sign) else { return left }
        let position = token.position
        skip()
        let right = try term()
        return JQParser.value(.comparison(comparison, left.node, right.node), "a comparison", position)
    }

    /// What is a value and names no place.
    static func value(_ node: JQNode, _ what: String, _ position: Int) -> Part {
        Part(node: node, refusal: JQError("names no field, but gives \(what)", at: position))
    }
}
