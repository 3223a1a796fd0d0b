import Documents

/// Finds all values that a path leads to, and makes what is missing where that is asked for.
struct NodeFinder {
    /// A step to one value.
    enum Place {
        case key(String)
        case index(Int)
    }

    /// What a new value at the end of a path is.
    let new: Value?

    /// What a new scalar is until it is set: neither string nor number.
    static let unsetScalar = Lexical.nothing

    /// Changes every value at the end of the path; gives how many there are. The flag says whether a value is new.
    func change(
        _ body: inout Value, at path: NodePath, _ change: (inout Value, Bool) throws(KustomizeError) -> Void
    ) throws(KustomizeError) -> Int {
        try visit(&body, path.steps[...], isNew: false, change)
    }

    private func visit(
        _ value: inout Value, _ steps: ArraySlice<NodePath.Step>, isNew: Bool,
        _ change: (inout Value, Bool) throws(KustomizeError) -> Void
    ) throws(KustomizeError) -> Int {
        guard let step = steps.first else {
            try change(&value, isNew)
            return 1
        }
        let rest = steps.dropFirst()
        switch step {
        case .field(let name): return try visitField(&value, name, rest, change)
        case .last: return try visitField(&value, "-", rest, change)
        case .index(let index): return try visitIndex(&value, index, rest, change)
        case .element(let key, let pattern): return try visitElements(&value, key, pattern, rest, change)
        case .every: return try visitEvery(&value, rest, change)
        case .broken(let text): throw NodePath.broken(text)
        }
    }

    private func visitField(
        _ value: inout Value, _ name: String, _ rest: ArraySlice<NodePath.Step>,
        _ change: (inout Value, Bool) throws(KustomizeError) -> Void
    ) throws(KustomizeError) -> Int {
        if value.isAbsent { return 0 }
        guard case .object(var members) = value else { throw NodePath.misfit(value, "a mapping with '\(name)'") }
        let isNew = members[name] == nil
        guard var member = members[name] ?? made(before: rest) else { return 0 }
        value = .null
        members[name] = .null
        defer {
            members[name] = member
            value = .object(members)
        }
        return try visit(&member, rest, isNew: isNew, change)
    }

    /// What is made for a field before the next step.
    private func made(before rest: ArraySlice<NodePath.Step>) -> Value? {
        guard let new else { return nil }
        switch rest.first {
        case nil: return new
        case .index?, .element?, .broken?: return .array([])
        default: return .object(Object())
        }
    }

    private func visitIndex(
        _ value: inout Value, _ index: Int, _ rest: ArraySlice<NodePath.Step>,
        _ change: (inout Value, Bool) throws(KustomizeError) -> Void
    ) throws(KustomizeError) -> Int {
        guard case .array(var elements) = value else { throw NodePath.misfit(value, "a list") }
        let isNew = elements.count == index
        if isNew, let element = made(before: rest) { elements.append(element) }
        guard elements.indices.contains(index) else {
            throw KustomizeError(.invalid, "the list has no element \(index), only \(elements.count) in all")
        }
        value = .null
        defer { value = .array(elements) }
        return try visit(&elements[index], rest, isNew: isNew, change)
    }

    private func visitEvery(
        _ value: inout Value, _ rest: ArraySlice<NodePath.Step>,
        _ change: (inout Value, Bool) throws(KustomizeError) -> Void
    ) throws(KustomizeError) -> Int {
        if value.isAbsent { return 0 }
        guard case .array(var elements) = value else { throw NodePath.misfit(value, "a list") }
        value = .null
        defer { value = .array(elements) }
        var count = 0
        for index in elements.indices { count += try visit(&elements[index], rest, isNew: false, change) }
        return count
    }

    private func visitElements(
        _ value: inout Value, _ key: String, _ pattern: String, _ rest: ArraySlice<NodePath.Step>,
        _ change: (inout Value, Bool) throws(KustomizeError) -> Void
    ) throws(KustomizeError) -> Int {
        if value.isAbsent, new == nil { return 0 }
        guard case .array(var elements) = value else { throw NodePath.misfit(value, "a list") }
        let pattern = try ElementPattern(pattern)
        value = .null
        defer { value = .array(elements) }
        var count = 0
        for _ in 0..<2 {
            for index in elements.indices where pattern.matches(elements[index], key) {
                // An element that is a text itself is where the path ends.
                count += try visit(&elements[index], key.isEmpty ? [] : rest, isNew: false, change)
            }
            guard count == 0, new != nil else { return count }
            let scalar = Lexical.read(Array(pattern.text.utf8))
            elements.append(key.isEmpty ? scalar : [key: scalar])
        }
        return count
    }
}

/// The value in `[name=value]`: a regular expression that has to fit somewhere.
private struct ElementPattern {
    let text: String
    private let expression: Regex<AnyRegexOutput>?

    init(_ text: String) throws(KustomizeError) {
        self.text = text
        guard text.utf8.contains(where: #"\.+*?()|[]{}^$"#.utf8.contains) else {
            expression = nil
            return
        }
        guard let expression = try? Regex(text) else {
            throw KustomizeError(.invalid, "'\(text)' is no regular expression")
        }
        self.expression = expression
    }

    func matches(_ element: Value, _ key: String) -> Bool {
        guard let text = key.isEmpty ? Lexical.text(of: element) : element.object?[key].flatMap(Lexical.text) else {
            return false
        }
        if let expression { return (try? expression.firstMatch(in: text)) != nil }
        return self.text.isEmpty || text.contains(self.text)
    }
}
