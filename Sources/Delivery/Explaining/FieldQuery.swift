package import Documents

/// The field that somebody asks for: `spec.template.spec.containers[name=app].image`, or a JSON pointer, `/spec/replicas`.
package struct FieldQuery: Sendable, Hashable {
    private enum Step: Sendable, Hashable {
        case member(String)
        case place(Int)
        /// The element with a member of this text.
        case element(String, String)
        /// A pointer's, which says only in a document what it is.
        case token(String)
    }

    private let steps: [Step]

    /// Nil where the text is neither.
    package init?(_ text: String) {
        guard text.utf8.count <= 4_096 else { return nil }
        if text.hasPrefix("/") {
            guard let pointer = Pointer(text) else { return nil }
            steps = pointer.tokens.map(Step.token)
            return
        }
        var steps: [Step] = []
        var rest = (text.hasPrefix(".") ? text.dropFirst() : text[...])
        guard !rest.isEmpty else { return nil }
        while !rest.isEmpty {
            guard let step = rest.first == "[" ? FieldQuery.bracket(&rest) : FieldQuery.member(&rest) else {
                return nil
            }
            steps.append(step)
            guard rest.first == "." else {
                guard rest.isEmpty || rest.first == "[" else { return nil }
                continue
            }
            rest = rest.dropFirst()
            guard !rest.isEmpty else { return nil }
        }
        self.steps = steps
    }

    private static func member(_ rest: inout Substring) -> Step? {
        let name = rest.prefix { $0 != "." && $0 != "[" }
        rest = rest.dropFirst(name.count)
        return name.isEmpty || name.contains("]") ? nil : .member(String(name))
    }

    /// `[0]`, `[name=app]` or `["a.name/with.dots"]`.
    private static func bracket(_ rest: inout Substring) -> Step? {
        let inner: Substring
        if rest.hasPrefix("[\"") {
            guard let end = rest.range(ofQuotedEnd: "\"]"),
                let name = (try? JSON.parse(String(rest[..<end].dropFirst()) + "\"", limits: .file))?.string
            else { return nil }
            rest = rest[end...].dropFirst(2)
            return .member(name)
        }
        guard let end = rest.firstIndex(of: "]") else { return nil }
        inner = rest[..<end].dropFirst()
        rest = rest[end...].dropFirst()
        if let place = Int(inner) { return place >= 0 ? .place(place) : nil }
        guard let sign = inner.firstIndex(of: "=") else { return nil }
        return .element(String(inner[..<sign]), String(inner[sign...].dropFirst()))
    }

    /// The tokens of a pointer to the field; nil where the document has none.
    package func tokens(in document: Value) -> [String]? {
        var tokens: [String] = []
        var value = document
        for step in steps {
            guard let token = FieldQuery.token(step, in: value), let next = value[Pointer(tokens: [token])] else {
                return nil
            }
            tokens.append(token)
            value = next
        }
        return tokens
    }

    private static func token(_ step: Step, in value: Value) -> String? {
        switch step {
        case .member(let name), .token(let name): name
        case .place(let index): String(index)
        case .element(let name, let text):
            value.array?.firstIndex { element in
                element[name].map { ($0.string ?? $0.json()) == text } ?? false
            }.map { String($0) }
        }
    }
}

extension Substring {
    /// Where a quoted text ends, whose quotes have no backslash before them.
    fileprivate func range(ofQuotedEnd end: String) -> Substring.Index? {
        dropFirst(2).ranges(of: end).first { range in self[..<range.lowerBound].last != "\\" }?.lowerBound
    }
}
