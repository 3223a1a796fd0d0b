internal import Documents
internal import GoRegexp
internal import GoValues

extension JQParser {
    mutating func function(_ name: String, _ position: Int) throws(JQError) -> JQFunction {
        if let advice = JQParser.advice[name] { throw JQError("has \(name), \(advice)", at: position) }
        switch name {
        case "not": return .not
        case "length": return .length
        case "keys", "keys_unsorted": return .keys
        case "type": return .type
        case "has": return .has(try argument())
        case "startswith": return .startsWith(try argument())
        case "endswith": return .endsWith(try argument())
        case "contains": return .contains(try argument())
        case "IN": return .isAmong(try argument())
        case "test": return .test(try expressionOfTest(position))
        case "any":
            let (generator, condition) = try quantified()
            return .any(of: generator, condition)
        case "all":
            let (generator, condition) = try quantified()
            return .all(of: generator, condition)
        default: throw JQError("has \"\(name)\", which is not supported in paths", at: position)
        }
    }

    private mutating func argument() throws(JQError) -> JQNode {
        try expect("(")
        let part = try expression()
        try expect(")")
        return part.node
    }

    /// `any`, `any(CONDITION)` or `any(GENERATOR; CONDITION)`.
    private mutating func quantified() throws(JQError) -> (JQNode, JQNode) {
        guard take("(") else { return (.elements(.identity), .identity) }
        let first = try expression().node
        let second = take(";") ? try expression().node : nil
        try expect(")")
        return second.map { (first, $0) } ?? (.elements(.identity), first)
    }

    /// `("REGEX")` or `("REGEX"; "FLAGS")`.
    private mutating func expressionOfTest(_ position: Int) throws(JQError) -> String {
        try expect("(")
        guard case .string(var pattern) = token.kind else {
            throw JQError("has test of something else than a text, which is not supported", at: token.position)
        }
        skip()
        if take(";") {
            guard case .string(let flags) = token.kind, flags.allSatisfy({ "gis".contains($0) }) else {
                throw JQError("has test with other flags than g, i and s", at: token.position)
            }
            skip()
            let inline = flags.filter { $0 != "g" }
            if !inline.isEmpty { pattern = "(?\(inline))\(pattern)" }
        }
        try expect(")")
        do {
            _ = try GoRegexp.compiled(GoString(pattern))
            return pattern
        } catch {
            throw JQError("has a regular expression that is none (\(error.message))", at: position)
        }
    }

    /// What people write who take values for places.
    private static let advice: [String: String] = [
        "map": "which makes a new list; .[] | … names the elements of the one that is there",
        "to_entries": byName, "with_entries": byName, "from_entries": byName,
        "del": "but what is named is left alone, not deleted: give its argument alone",
        "path": "but places are what is wanted: give its argument alone",
        "paths": "which gives no fields; .. names all below",
        "sort": "which makes a new list", "sort_by": "which makes a new list", "unique": "which makes a new list",
        "def": notSupported, "reduce": notSupported, "foreach": notSupported, "try": notSupported,
        "label": notSupported,
        "walk": notSupported, "import": notSupported, "env": notSupported,
    ]

    private static let byName =
        "which makes new values; fields are chosen by name with .metadata.annotations | .[keys[] | select(startswith(\"a\"))]"
    private static let notSupported = "which is not supported in paths"
}
