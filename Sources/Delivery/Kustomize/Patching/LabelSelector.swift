/// A selector of labels as Kubernetes writes it: `app=web,tier in (a, b),!old`. An empty one fits anything.
struct LabelSelector {
    private enum Requirement {
        case exists(String)
        case absent(String)
        case within(String, Set<String>)
        case outside(String, Set<String>)
        case greater(String, Int)
        case less(String, Int)

        /// Whether a label can be called so, and have such a value.
        var isValid: Bool {
            switch self {
            case .exists(let key), .absent(let key), .greater(let key, _), .less(let key, _): LabelSyntax.isKey(key)
            case .within(let key, let values), .outside(let key, let values):
                LabelSyntax.isKey(key) && values.allSatisfy { $0.isEmpty || LabelSyntax.isName($0) }
            }
        }
    }

    private var requirements: [Requirement] = []

    var isEmpty: Bool { requirements.isEmpty }

    init(_ text: String) throws(KustomizeError) {
        var rest = text[...]
        LabelSelector.skipSpace(&rest)
        while !rest.isEmpty {
            guard let requirement = LabelSelector.requirement(&rest), requirement.isValid else {
                throw KustomizeError(.invalid, "'\(text)' is no selector of labels")
            }
            requirements.append(requirement)
            LabelSelector.skipSpace(&rest)
            guard !rest.isEmpty else { return }
            guard rest.removeFirst() == "," else {
                throw KustomizeError(.invalid, "'\(text)' is no selector of labels")
            }
            LabelSelector.skipSpace(&rest)
            guard !rest.isEmpty else { throw KustomizeError(.invalid, "'\(text)' ends in a comma") }
        }
    }

    func matches(_ labels: [String: String]) -> Bool {
        requirements.allSatisfy { requirement in
            switch requirement {
            case .exists(let key): labels[key] != nil
            case .absent(let key): labels[key] == nil
            case .within(let key, let values): labels[key].map(values.contains) ?? false
            case .outside(let key, let values): !(labels[key].map(values.contains) ?? false)
            case .greater(let key, let bound): labels[key].flatMap(Int.init).map { $0 > bound } ?? false
            case .less(let key, let bound): labels[key].flatMap(Int.init).map { $0 < bound } ?? false
            }
        }
    }

    private static func requirement(_ rest: inout Substring) -> Requirement? {
        if take("!", &rest) {
            let key = word(&rest)
            return key.isEmpty ? nil : .absent(key)
        }
        let key = word(&rest)
        guard !key.isEmpty else { return nil }
        if take("!=", &rest) { return .outside(key, [word(&rest)]) }
        if take("==", &rest) || take("=", &rest) { return .within(key, [word(&rest)]) }
        if take(">", &rest) { return Int(word(&rest)).map { .greater(key, $0) } }
        if take("<", &rest) { return Int(word(&rest)).map { .less(key, $0) } }
        if rest.isEmpty || rest.first == "," { return .exists(key) }
        switch word(&rest) {
        case "in": return values(&rest).map { .within(key, $0) }
        case "notin": return values(&rest).map { .outside(key, $0) }
        default: return nil
        }
    }

    /// `(a, b)`
    private static func values(_ rest: inout Substring) -> Set<String>? {
        guard take("(", &rest) else { return nil }
        var values: Set<String> = []
        while true {
            values.insert(word(&rest))
            if take(")", &rest) { return values }
            guard take(",", &rest) else { return nil }
        }
    }

    private static func word(_ rest: inout Substring) -> String {
        skipSpace(&rest)
        let word = rest.prefix { !"!=<>(), \t\n\r".contains($0) }
        rest = rest.dropFirst(word.count)
        skipSpace(&rest)
        return String(word)
    }

    private static func take(_ text: String, _ rest: inout Substring) -> Bool {
        skipSpace(&rest)
        guard rest.hasPrefix(text) else { return false }
        rest = rest.dropFirst(text.count)
        return true
    }

    private static func skipSpace(_ rest: inout Substring) { rest = rest.drop { $0.isWhitespace } }
}
