import Documents

/// Makes values of a file's events.
///
/// Guarantees: the recursion is bounded by the limits' depth; the size of the result with every alias written out is
/// bounded by the limits' nodes and bytes, so that nothing that walks the result can be made to run for long.
struct Composer: ~Copyable {
    private enum Anchor {
        /// Its node has begun and not ended; the number tells nodes apart.
        case open(Int)
        case closed(Node)
    }

    private struct Node {
        var value: Value
        /// What a scalar was before it became a value.
        var scalar: Scalar?
        /// How deep it nests; a scalar has 0.
        var height = 0
        var cost = Cost()
    }

    /// What a value takes once its aliases are written out.
    private struct Cost {
        var nodes = 0
        var bytes = 0
    }

    private var events: EventReader
    private let file: String?
    private let limits: DocumentLimits
    private let marked: String?
    private let kept: MemberChoice?
    private var anchors: [String: Anchor] = [:]
    private var spent = Cost()
    private var nodeCount = 0

    init(
        events: consuming EventReader, file: String?, limits: DocumentLimits, markingQuoted marked: String?,
        kept: MemberChoice?
    ) {
        self.events = events
        self.file = file
        self.limits = limits
        self.marked = marked
        self.kept = kept
    }

    mutating func documents() throws(DocumentError) -> [YAMLDocument] {
        var documents: [YAMLDocument] = []
        var count = 0
        while true {
            let event = try next()
            switch event.kind {
            case .streamEnd: return documents
            case .documentStart:
                count += 1
                guard count <= limits.documents else {
                    throw failure(event, .limit, "has more than \(limits.documents) documents")
                }
                anchors = [:]
                let root = try next()
                let value = try node(root, depth: 0).value
                if !value.isNull { documents.append(YAMLDocument(value: value, line: root.line)) }
            default: continue
            }
        }
    }

    private mutating func node(_ event: Event, depth: Int) throws(DocumentError) -> Node {
        if case .alias(let name) = event.kind { return try alias(name, event, depth: depth) }
        nodeCount += 1
        let number = nodeCount
        let before = spent
        if let anchor = event.anchor { anchors[anchor] = .open(number) }
        var node: Node
        switch event.kind {
        case .scalar(let scalar):
            try spend(Cost(nodes: 1, bytes: scalar.bytes.count), at: event)
            let resolved = try resolve(scalar, event)
            node = Node(value: markingQuoted(try value(of: resolved, event), scalar), scalar: resolved)
        case .sequenceStart:
            try spend(Cost(nodes: 1), at: event)
            node = try sequence(event, depth: depth)
        case .mappingStart:
            try spend(Cost(nodes: 1), at: event)
            node = try mapping(event, depth: depth)
        default: throw failure(event, .syntax, "expects a value here")
        }
        guard let anchor = event.anchor else { return node }
        node.cost = Cost(nodes: spent.nodes - before.nodes, bytes: spent.bytes - before.bytes)
        // Where the anchor's name was used again inside, that use is the later one.
        if case .open(number) = anchors[anchor] { anchors[anchor] = .closed(node) }
        return node
    }

    private mutating func alias(_ name: String, _ event: Event, depth: Int) throws(DocumentError) -> Node {
        switch anchors[name] {
        case nil: throw failure(event, .content, "names an anchor '\(name)' that this document has not set before")
        case .open: throw failure(event, .content, "puts the anchor '\(name)' into itself")
        case .closed(let node):
            try spend(node.cost, at: event)
            guard depth + node.height <= limits.depth else { throw tooDeep(event) }
            return node
        }
    }

    private mutating func sequence(_ start: Event, depth: Int) throws(DocumentError) -> Node {
        guard depth < limits.depth else { throw tooDeep(start) }
        var elements: [Value] = []
        var height = 0
        while true {
            let event = try next()
            if case .collectionEnd = event.kind { return Node(value: .array(elements), height: height + 1) }
            let element = try node(event, depth: depth + 1)
            elements.append(element.value)
            height = max(height, element.height)
        }
    }

    private mutating func mapping(_ start: Event, depth: Int) throws(DocumentError) -> Node {
        guard depth < limits.depth else { throw tooDeep(start) }
        var members = Object()
        var height = 0
        while true {
            let event = try next()
            if case .collectionEnd = event.kind { return Node(value: .object(members), height: height + 1) }
            let before = spent
            guard let key = try self.key(event) else {
                height = max(height, try merge(into: &members, depth: depth) - 1)
                continue
            }
            let member = try node(try next(), depth: depth + 1)
            height = max(height, member.height)
            guard kept.map({ $0(key, depth) }) ?? true else {
                // An anchor in it is still held.
                if anchors.isEmpty { spent = before }
                continue
            }
            // Of two equal keys the later one holds, as in `kubectl`.
            members[key] = member.value
        }
    }

    /// The key as text, which JSON's always are; nil for the merge key.
    private mutating func key(_ event: Event) throws(DocumentError) -> String? {
        var scalar = Scalar.null
        switch event.kind {
        case .scalar(let text):
            let cost = Cost(nodes: 1, bytes: text.bytes.count)
            try spend(cost, at: event)
            scalar = try resolve(text, event)
            if let anchor = event.anchor {
                anchors[anchor] = .closed(Node(value: try value(of: scalar, event), scalar: scalar, cost: cost))
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

    private mutating func next() throws(DocumentError) -> Event {
        do {
            return try events.next()
        } catch {
            throw DocumentError(error, of: events, file: file)
        }
    }

    private func resolve(_ scalar: Event.Scalar, _ event: Event) throws(DocumentError) -> Scalar {
        guard let tag = scalar.tag else {
            return scalar.isPlain ? Scalar(plain: scalar.bytes) ?? .string(scalar.text) : .string(scalar.text)
        }
        guard let resolved = Scalar(scalar.text, tag: tag) else {
            throw failure(event, .content, "has the tag \(tag.replacing(Scalar.tagPrefix, with: "!!")), but is none")
        }
        return resolved
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

    private mutating func spend(_ cost: Cost, at event: Event) throws(DocumentError) {
        spent.nodes += cost.nodes
        spent.bytes += cost.bytes
        guard spent.nodes <= limits.nodes, spent.bytes <= limits.bytes else {
            throw failure(
                event, .limit,
                "has more than \(limits.nodes) values or \(limits.bytes) bytes once its aliases are written out")
        }
    }

    private func noMapping(_ event: Event) -> DocumentError {
        failure(event, .content, "merges with '<<' what is no mapping or list of mappings")
    }

    private func tooDeep(_ event: Event) -> DocumentError {
        failure(event, .limit, "nests deeper than \(limits.depth) levels")
    }

    private func failure(_ event: Event, _ code: DocumentError.Code, _ message: String) -> DocumentError {
        DocumentError(code, message, file: file, line: event.line, column: event.column)
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
