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
        // The annotations are written anew in the end, which brings to light what is put below a null there.
        if new != nil, path.isOfAnnotation, body["metadata"]?["annotations"]?.isAbsent == true {
            body["metadata"]?["annotations"] = .object(Object())
        }
        return try visit(&body, path.steps[...], isNew: false, change)
    }

    private func visit(
        _ value: inout Value, _ steps: ArraySlice<NodePath.Step>, isNew: Bool,
        _ change: (inout Value, Bool) throws(KustomizeError) -> Void
    ) throws(KustomizeError) -> Int {
        guard let step = steps.first else {
            try change(&value, isNew)
            return 1
        }
        if value.isAbsent { return try visitNull(steps, change) }
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

    /// What is made below a null is found, and lost: a null keeps nothing.
    private func visitNull(
        _ steps: ArraySlice<NodePath.Step>, _ change: (inout Value, Bool) throws(KustomizeError) -> Void
    ) throws(KustomizeError) -> Int {
        switch steps.first {
        case .every?: return 0
        case .broken(let text)?: throw NodePath.broken(text)
        case .index(let index)? where new == nil || index > 0:
            throw KustomizeError(.invalid, "the list has no element \(index), it is null")
        default:
            guard new != nil, var made = made(before: steps) else { return 0 }
            return try visit(&made, steps, isNew: false, change)
        }
    }

    private func visitField(
        _ value: inout Value, _ name: String, _ rest: ArraySlice<NodePath.Step>,
        _ change: (inout Value, Bool) throws(KustomizeError) -> Void
    ) throws(KustomizeError) -> Int {
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
        guard case .array(var elements) = value else { throw NodePath.misfit(value, "a list") }
        let pattern = try ElementPattern(pattern)
        value = .null
        defer { value = .array(elements) }
        var count = 0
        for isNew in [false, true] {
            for index in elements.indices where pattern.matches(elements[index], key) {
                // An element that is a text itself is where the path ends.
                count += try visit(&elements[index], key.isEmpty ? [] : rest, isNew: isNew, change)
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
    private let expression: Expression?

    init(_ text: String) throws(KustomizeError) {
        self.text = text
        expression = Expression.isNeeded(for: text) ? try Expression(text) : nil
    }

    func matches(_ element: Value, _ key: String) -> Bool {
        guard let scalar = key.isEmpty ? element : element.object?[key], let bare = Lexical.text(of: scalar) else {
            return false
        }
        // The expression sees the quotes that the file has, or that the text needs.
        let text = Lexical.isQuoted(scalar) ? "\"\(bare)\"" : bare
        if let expression { return expression.matches(text) }
        return self.text.isEmpty || text.contains(self.text)
    }
}
