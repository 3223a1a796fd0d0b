import Documents

/// Makes values of a file's events by `kubectl`'s rules.
struct KubectlComposer: Composer, ~Copyable {
    struct Node: ComposedNode {
        var value: Value
        /// What a scalar was before it became a value.
        var scalar: Scalar?
        var height = 0
        var cost = ComposedCost()
    }

    var composition: Composition<Node>
    private let file: String?
    private let marked: String?
    private let kept: MemberChoice?

    init(
        events: consuming EventReader, file: String?, limits: DocumentLimits, markingQuoted marked: String?,
        kept: MemberChoice?
    ) {
        composition = Composition(events: events, limits: limits)
        self.file = file
        self.marked = marked
        self.kept = kept
    }

    mutating func documents() throws(DocumentError) -> [YAMLDocument] {
        var documents: [YAMLDocument] = []
        var count = 0
        while let start = try nextDocument() {
            count += 1
            guard count <= composition.limits.documents else {
                throw failure(start, .limit, "has more than \(composition.limits.documents) documents")
            }
            let root = try next()
            let value = try node(root, depth: 0).value
            if !value.isNull { documents.append(YAMLDocument(value: value, line: root.line)) }
        }
        return documents
    }

    mutating func scalar(_ scalar: Event.Scalar, _ event: Event) throws(DocumentError) -> Node {
        let resolved = try resolve(scalar, event)
        return Node(value: markingQuoted(try value(of: resolved, event), scalar), scalar: resolved)
    }

    mutating func sequence(_ start: Event, depth: Int) throws(DocumentError) -> Node {
        var elements: [Value] = []
        let height = try entries(of: start, depth: depth) { composer, event throws(DocumentError) in
            let element = try composer.node(event, depth: depth + 1)
            elements.append(element.value)
            return element.height
        }
        return Node(value: .array(elements), height: height)
    }

    mutating func mapping(_ start: Event, depth: Int) throws(DocumentError) -> Node {
        var members = Object()
        let height = try entries(of: start, depth: depth) { composer, event throws(DocumentError) in
            try composer.member(event, of: &members, depth: depth)
        }
        return Node(value: .object(members), height: height)
    }

    /// Adds what begins with a key, and returns its height.
    private mutating func member(_ event: Event, of members: inout Object, depth: Int) throws(DocumentError) -> Int {
        let before = composition.spent
        guard let key = try self.key(event) else { return try merge(into: &members, depth: depth) - 1 }
        let member = try node(try next(), depth: depth + 1)
        guard kept.map({ $0(key, depth) }) ?? true else {
            // An anchor in it is still held.
            if composition.anchors.isEmpty { composition.spent = before }
            return member.height
        }
        // Of two equal keys the later one holds, as in `kubectl`.
        members[key] = member.value
        return member.height
    }

    /// The key as text, which JSON's always are; nil for the merge key.
    private mutating func key(_ event: Event) throws(DocumentError) -> String? {
        var scalar = Scalar.null
        switch event.kind {
        case .scalar(let text):
            let cost = ComposedCost(nodes: 1, bytes: text.bytes.count)
            try spend(cost, at: event)
            scalar = try resolve(text, event)
            if let anchor = event.anchor {
                hold(Node(value: try value(of: scalar, event), scalar: scalar), cost: cost, as: anchor)
            }
            if scalar == .merge || text.isImplicit && text.text == "<<" { return nil }
        case .alias(let name):
            scalar = try alias(name, event, depth: 0).scalar ?? .null
        default: break
        }
        guard let key = scalar.key else {
            throw failure(event, .content, "has a key that is no text, number or boolean; put it in quotes")
        }
        return key
    }

    /// Adds the members of the mapping, or the mappings, that stand behind `<<`. They replace those that were given
    /// before; what is given after replaces them. Returns the height of the highest.
    private mutating func merge(into members: inout Object, depth: Int) throws(DocumentError) -> Int {
        let event = try next()
        let node = try self.node(event, depth: depth)
        var sources = [node.value]
        // A list has to stand here itself; an alias to one is refused by `kubectl`, too.
        if case .sequenceStart = event.kind { sources = node.value.array ?? [] }
        // The first of a list counts most.
        for source in sources.reversed() {
            guard let source = source.object else { throw noMapping(event) }
            for (key, value) in source { members[key] = value }
        }
        return node.height
    }

    private func resolve(_ scalar: Event.Scalar, _ event: Event) throws(DocumentError) -> Scalar {
        if let resolved = Scalar(scalar) { return resolved }
        let tag = (scalar.tag ?? "").replacing(Scalar.tagPrefix, with: "!!")
        throw failure(event, .content, "has the tag \(tag), but is none")
    }

    private func value(of scalar: Scalar, _ event: Event) throws(DocumentError) -> Value {
        if case .float(let number) = scalar, !number.isFinite {
            throw failure(event, .content, "has an infinity or not-a-number, which Kubernetes cannot hold")
        }
        return scalar.value
    }

    private func markingQuoted(_ value: Value, _ scalar: Event.Scalar) -> Value {
        guard let marked, case .string(let text) = value, !scalar.isPlain || scalar.tag != nil, text.contains(marked)
        else { return value }
        return .string("\(YAML.quoteMark)\(text)")
    }

    func failure(_ problem: EventProblem) -> DocumentError {
        DocumentError(problem, of: composition.events, file: file)
    }

    func failure(_ problem: ComposerProblem, at event: Event) -> DocumentError {
        failure(event, problem.code, problem.message(composition.limits))
    }

    private func noMapping(_ event: Event) -> DocumentError {
        failure(event, .content, "merges with '<<' what is no mapping or list of mappings")
    }

    private func failure(_ event: Event, _ code: DocumentError.Code, _ message: String) -> DocumentError {
        DocumentError(code, message, file: file, line: event.line, column: event.column)
    }
}

extension Scalar {
    /// Nil where the text is not what its tag says.
    init?(_ scalar: Event.Scalar) {
        if let tag = scalar.tag {
            self.init(scalar.text, tag: tag)
        } else {
            self = (scalar.isPlain ? Scalar(plain: scalar.bytes) : nil) ?? .string(scalar.text)
        }
    }
}

extension DocumentError {
    /// - Parameter events: the reader that had the problem.
    init(_ problem: EventProblem, of events: borrowing EventReader, file: String?) {
        guard problem.stage != .encoding else {
            let (line, column) = events.place(ofByte: problem.byteOffset)
            self.init(.syntax, problem.message, file: file, line: line, column: column)
            return
        }
        let context = problem.context.map { " \($0) that begins on line \(problem.contextLine + 1)" } ?? ""
        self.init(
            problem.stage == .memory ? .limit : .syntax, problem.message + context, file: file, line: problem.line + 1,
            column: problem.column + 1)
    }
}
