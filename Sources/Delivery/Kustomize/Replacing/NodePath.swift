import Documents

/// A path as replacements and vars write it: `spec.containers.[name=web].image`.
struct NodePath {
    enum Step: Equatable {
        case field(String)
        case index(Int)
        /// The last element, `-`.
        case last
        /// `[name=value]`; without a name an element itself is meant.
        case element(key: String, value: String)
        /// `*`
        case every
        /// `[something]`, which is no path.
        case broken(String)
    }

    let text: String
    let steps: [Step]

    init(_ text: String) throws(KustomizeError) {
        try FieldPath.checkDepth(text, at: UInt8(ascii: "."))
        self.text = text
        steps = NodePath.split(text).map(NodePath.step)
    }

    /// For targets, which have no empty steps.
    init(target text: String) throws(KustomizeError) {
        try self.init(text)
        guard !FieldPath.split(text, at: UInt8(ascii: ".")).contains("") else {
            throw KustomizeError(.invalid, "the path '\(text)' has an empty step")
        }
    }

    /// For vars, whose lists are written `containers[0]`.
    init(variable text: String) throws(KustomizeError) {
        try FieldPath.checkDepth(text, at: UInt8(ascii: "."))
        self.text = text
        steps = NodePath.split(text).flatMap(NodePath.withoutIndex).map(NodePath.step)
    }

    /// At dots that are neither behind a backslash nor between brackets. Brackets around something without `=` go.
    private static func split(_ text: String) -> [String] {
        var result: [String] = []
        var bracketed: [String] = []
        for part in FieldPath.split(text, at: UInt8(ascii: ".")) {
            if bracketed.isEmpty, !part.hasPrefix("[") || part.hasSuffix("]") {
                result.append(part)
                continue
            }
            bracketed.append(part)
            guard part.hasSuffix("]") else { continue }
            result.append(joined(bracketed))
            bracketed = []
        }
        if !bracketed.isEmpty { result.append(joined(bracketed)) }
        return result.map { $0.split(separator: " ").isEmpty ? "" : $0 }.filter { !$0.isEmpty }
    }

    private static func joined(_ parts: [String]) -> String {
        let text = parts.joined(separator: ".")
        guard !text.contains("=") else { return text }
        let start = text.drop { $0 == "[" || $0 == "]" }
        return String(start.reversed().drop { $0 == "[" || $0 == "]" }.reversed())
    }

    /// `containers[0]` as `containers` and `0`.
    private static func withoutIndex(_ part: String) -> [String] {
        guard part.hasSuffix("]"), let open = part.lastIndex(of: "[") else { return [part] }
        let index = part[part.index(after: open)...].dropLast()
        guard !index.isEmpty, index.allSatisfy(\.isNumber) else { return [part] }
        return [String(part[..<open]), String(index)].filter { !$0.isEmpty }
    }

    static func step(_ text: String) -> Step {
        if let index = Int(text), index >= 0 { return .index(index) }
        if text == "-" { return .last }
        if text == "*" { return .every }
        guard text.hasPrefix("["), text.hasSuffix("]") else { return .field(text) }
        let parts = text.dropFirst().dropLast().split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
        guard parts.count == 2 else { return .broken(text) }
        return .element(key: String(parts[0]), value: String(parts[1]))
    }

    /// Whether it is below `metadata.annotations`.
    var isOfAnnotation: Bool {
        steps.count > 2 && steps.starts(with: [.field("metadata"), .field("annotations")])
    }

    /// The fields at its beginning.
    var names: [String] {
        var names: [String] = []
        for step in steps {
            guard case .field(let name) = step else { break }
            names.append(name)
        }
        return names
    }

    // MARK: Reading

    /// The value at the path's end; nil where a step finds nothing.
    func value(in body: Value) throws(KustomizeError) -> Value? {
        var value = body
        for step in steps {
            guard let next = try NodePath.follow(step, in: value) else { return nil }
            value = next
        }
        return value
    }

    private static func follow(_ step: Step, in value: Value) throws(KustomizeError) -> Value? {
        if value.isAbsent { return nil }
        switch step {
        case .field(let name):
            guard let members = value.object else { throw misfit(value, "a mapping with '\(name)'") }
            return members[name]
        case .index(let index):
            guard let elements = value.array else { throw misfit(value, "a list") }
            return elements.indices.contains(index) ? elements[index] : nil
        case .last:
            guard let elements = value.array else { throw misfit(value, "a list") }
            return elements.last
        case .element(let key, let wanted):
            guard let elements = value.array else { throw misfit(value, "a list") }
            return elements.first { element in
                let text = key.isEmpty ? Lexical.text(of: element) : element.object?[key].flatMap(Lexical.text)
                return text == wanted
            }
        case .every: throw KustomizeError(.invalid, "'*' cannot be used where one value is wanted")
        case .broken(let text): throw broken(text)
        }
    }

    static func misfit(_ value: Value, _ wanted: String) -> KustomizeError {
        KustomizeError(.invalid, "a \(value.kindName) stands where \(wanted) is expected")
    }

    static func broken(_ text: String) -> KustomizeError {
        KustomizeError(.invalid, "'\(text)' has to be [name=value]")
    }
}
