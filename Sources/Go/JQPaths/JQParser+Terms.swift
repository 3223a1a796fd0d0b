internal import Documents

extension JQParser {
    mutating func term() throws(JQError) -> Part {
        var part = try start()
        while let next = try suffix(of: part) { part = next }
        return part
    }

    private mutating func start() throws(JQError) -> Part {
        let (kind, position) = (token.kind, token.position)
        switch kind {
        case .field(let name):
            skip()
            return Part(node: .field(.identity, name))
        case .sign("."):
            skip()
            guard case .string(let name) = token.kind else { return Part(node: .identity) }
            skip()
            return Part(node: .field(.identity, name))
        case .sign(".."):
            skip()
            return Part(node: .recursion)
        case .sign("("):
            skip()
            let part = try expression()
            try expect(")")
            return part
        case .sign("-"), .sign("["), .sign("{"), .string, .number:
            return JQParser.value(.literal(try constant()), "a value", position)
        case .name(let name):
            skip()
            return try named(name, position)
        case .sign, .end: throw unexpected()
        }
    }

    /// Nil where the term has come to its end.
    private mutating func suffix(of part: Part) throws(JQError) -> Part? {
        switch token.kind {
        case .field(let name):
            skip()
            return part.with(.field(part.node, name))
        case .sign("."):
            skip()
            if case .string(let name) = token.kind {
                skip()
                return part.with(.field(part.node, name))
            }
            guard token.kind == .sign("[") else { throw unexpected() }
            return try suffix(of: part)
        case .sign("?"):
            // What leads nowhere is no error anyway.
            skip()
            return part
        case .sign("["):
            skip()
            if take("]") { return part.with(.elements(part.node)) }
            return part.with(try bracket(part.node))
        default: return nil
        }
    }

    private mutating func bracket(_ base: JQNode) throws(JQError) -> JQNode {
        switch token.kind {
        case .sign("*"): throw JQError("has [*], which is no jq; all elements are []", at: token.position)
        case .sign(":"): throw noSlices(token.position)
        default: break
        }
        let key = try expression()
        if token.kind == .sign(":") { throw noSlices(token.position) }
        try expect("]")
        guard case .literal(let value) = key.node else { return .element(base, key.node) }
        switch value {
        case .string(let name): return .field(base, name)
        case .integer: return .element(base, key.node)
        default: throw JQError("has a \(value.kindName) in brackets; wanted is a name or a number", at: token.position)
        }
    }

    private func noSlices(_ position: Int) -> JQError {
        JQError("has a slice, which is not supported; use .[], or .[N] for one element", at: position)
    }

    /// A text, a number, or a list or mapping of such.
    private mutating func constant() throws(JQError) -> Value {
        try deeper { (parser: inout JQParser) throws(JQError) -> Value in
            let token = parser.token
            parser.skip()
            switch token.kind {
            case .string(let text): return .string(text)
            case .number(let number): return number
            case .name("true"): return true
            case .name("false"): return false
            case .name("null"): return .null
            case .sign("-"):
                guard case .number(let number) = parser.token.kind else { throw parser.unexpected() }
                parser.skip()
                return number.integer.map { .integer(-$0) } ?? .double(-(number.double ?? 0))
            case .sign("["): return try parser.list()
            case .sign("{"): return try parser.mapping()
            default: throw JQError("builds a list or mapping of anything but constants", at: token.position)
            }
        }
    }

    private mutating func list() throws(JQError) -> Value {
        var elements: [Value] = []
        while !take("]") {
            if !elements.isEmpty { try expect(",") }
            elements.append(try constant())
        }
        return .array(elements)
    }

    private mutating func mapping() throws(JQError) -> Value {
        var members = Object()
        while !take("}") {
            if !members.isEmpty { try expect(",") }
            switch token.kind {
            case .string(let name), .name(let name):
                skip()
                try expect(":")
                members[name] = try constant()
            default: throw unexpected()
            }
        }
        return .object(members)
    }

    // MARK: Words

    private mutating func named(_ name: String, _ position: Int) throws(JQError) -> Part {
        switch name {
        case "true", "false": return JQParser.value(.literal(.bool(name == "true")), "a value", position)
        case "null":
            var part = JQParser.value(.literal(.null), "a value", position)
            part.refusal = JQError("names no field, but gives null; empty stands for no field", at: position)
            return part
        case "empty": return Part(node: .empty)
        case "recurse" where token.kind != .sign("("): return Part(node: .recursion)
        case "if": return try conditional()
        case "select":
            try expect("(")
            let condition = try expression()
            try expect(")")
            return Part(node: .select(condition.node))
        default:
            if let types = JQParser.types[name] { return Part(node: .typed(types)) }
            return JQParser.value(.call(try function(name, position)), "what \(name) makes of it", position)
        }
    }

    /// After `if` or `elif`.
    private mutating func conditional() throws(JQError) -> Part {
        try deeper { (parser: inout JQParser) throws(JQError) -> Part in
            let condition = try parser.expression()
            guard parser.takeName("then") else { throw parser.unexpected() }
            let then = try parser.expression()
            let otherwise: Part
            if parser.takeName("elif") {
                otherwise = try parser.conditional()
            } else {
                otherwise = parser.takeName("else") ? try parser.expression() : Part(node: .identity)
                guard parser.takeName("end") else { throw parser.unexpected() }
            }
            return Part(
                node: .conditional(condition.node, then: then.node, otherwise: otherwise.node),
                refusal: then.refusal ?? otherwise.refusal)
        }
    }

    private static let types: [String: Set<String>] = [
        "nulls": ["null"], "booleans": ["boolean"], "numbers": ["number"], "strings": ["string"], "arrays": ["array"],
        "objects": ["object"], "iterables": ["array", "object"],
        "scalars": ["null", "boolean", "number", "string"],
        "values": ["boolean", "number", "string", "array", "object"],
    ]
}
