import Documents
import YAML

/// Makes the value of a text's first document.
///
/// The recursion is bounded by the limits' depth, and the result, with every alias written out, by their nodes and bytes.
struct NodeComposer: ~Copyable {
    private var events: EventReader
    private let limits: DocumentLimits
    private let firstLine: Int
    /// Whether keys pass that are lists or mappings. They get a text that `BrokenKey` knows.
    private let allowsBrokenKeys: Bool
    private(set) var hasBrokenKey = false
    private var anchors: [String: Anchor] = [:]
    private var nodeCount = 0
    /// How many brackets are open.
    private var flowDepth = 0
    /// The keys of the two outermost levels that lead to what is read.
    private var outerKeys = ["", ""]
    /// What this text, and those before it in its file, came to.
    private(set) var spent: Cost
    private let text: [UInt8]
    /// Looked for where a block asks for it first.
    private var textEnd: TextEnd?
    /// Whether the document's kind is that of a list, whose objects are documents of their own.
    private var isList = false

    init(
        _ bytes: [UInt8], limits: DocumentLimits, firstLine: Int, spent: Cost, allowsBrokenKeys: Bool
    ) throws(DocumentError) {
        self.limits = limits
        self.allowsBrokenKeys = allowsBrokenKeys
        self.firstLine = firstLine
        self.spent = spent
        text = bytes
        do {
            events = try EventReader(bytes, detectsEncoding: true)
        } catch {
            throw DocumentError(.syntax, error.message, line: firstLine)
        }
    }

    /// Nil where the text has no document.
    mutating func firstDocument() throws(DocumentError) -> Value? {
        while true {
            let event = try next()
            switch event.kind {
            case .streamEnd: return nil
            case .documentStart:
                let value = try node(try next(), depth: 0).value
                _ = try next()
                return value
            default: continue
            }
        }
    }

    private mutating func next() throws(DocumentError) -> Event {
        do {
            return try events.next()
        } catch {
            throw DocumentError(
                error.stage == .memory ? .limit : .syntax, "is no YAML: \(error.message)", line: firstLine + error.line,
                column: error.column + 1)
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
            try spend(Cost(nodes: 1, bytes: scalar.bytes.count), event)
            node = try self.scalar(scalar, event)
        case .sequenceStart, .mappingStart:
            try spend(Cost(nodes: 1), event)
            node = try collection(event, depth: depth)
        default: throw failure(event, .syntax, "expects a value here")
        }
        if let anchor = event.anchor {
            node.cost = Cost(nodes: spent.nodes - before.nodes, bytes: spent.bytes - before.bytes)
            // Where the anchor's name was used again inside, that use is the later one.
            if case .open(number) = anchors[anchor] { anchors[anchor] = .closed(node) }
        }
        if case .scalar = event.kind, flowDepth > 0 { node.value = Lexical.inBrackets(node.value) }
        return node
    }

    private mutating func alias(_ name: String, _ event: Event, depth: Int) throws(DocumentError) -> Node {
        switch anchors[name] {
        case nil: throw failure(event, .content, "names an anchor '\(name)' that this document has not set before")
        case .open: throw failure(event, .content, "puts the anchor '\(name)' into itself")
        case .closed(var node):
            try spend(node.cost, event)
            guard depth + node.height <= limits.depth else { throw tooDeep(event) }
            if flowDepth > 0 { node.value = Lexical.inBrackets(node.unfolded ?? node.value) }
            return node
        }
    }

    private mutating func collection(_ start: Event, depth: Int) throws(DocumentError) -> Node {
        if start.isFlow { flowDepth += 1 }
        defer { if start.isFlow { flowDepth -= 1 } }
        if case .sequenceStart = start.kind { return try sequence(start, depth: depth) }
        return try mapping(start, depth: depth)
    }

    private mutating func sequence(_ start: Event, depth: Int) throws(DocumentError) -> Node {
        guard depth < limits.depth else { throw tooDeep(start) }
        var elements: [Value] = []
        var unfolded: [Value]?
        var height = 0
        while true {
            let event = try next()
            if case .collectionEnd = event.kind {
                return Node(value: .array(elements), unfolded: unfolded.map(Value.array), height: height + 1)
            }
            let element = try node(event, depth: depth + 1)
            if element.unfolded != nil, unfolded == nil { unfolded = elements }
            unfolded?.append(element.unfolded ?? element.value)
            elements.append(element.value)
            height = max(height, element.height)
        }
    }

    private mutating func mapping(_ start: Event, depth: Int) throws(DocumentError) -> Node {
        guard depth < limits.depth else { throw tooDeep(start) }
        var members = Object()
        var unfolded: Object?
        var merged: [Object]?
        var hasMergeName = false
        var height = 0
        while true {
            let event = try next()
            if case .collectionEnd = event.kind { break }
            guard let key = try self.key(event, depth: depth) else {
                guard merged == nil else { throw failure(event, .content, "has '<<' twice in one mapping") }
                let source = try mergeSources(depth: depth)
                merged = source.mappings
                hasMergeName = true
                height = max(height, source.height)
                continue
            }
            if key == "<<", !hasMergeName, case .scalar = event.kind {
                // kustomize takes away the first key of this name, which it takes for the merge key.
                hasMergeName = true
                height = max(height, try node(try next(), depth: depth + 1).height)
                continue
            }
            guard !members.contains(key) else { throw failure(event, .content, "has the key '\(key)' twice") }
            if depth < outerKeys.count { outerKeys[depth] = key }
            let member = try node(try next(), depth: depth + 1)
            if member.unfolded != nil, unfolded == nil { unfolded = members }
            unfolded?[key] = member.unfolded ?? member.value
            members[key] = member.value
            if depth == 0, key == "kind" { isList = Lexical.text(of: member.value)?.hasSuffix("List") ?? false }
            height = max(height, member.height)
        }
        for (key, value) in (merged ?? []).joined() where !members.contains(key) {
            members[key] = flowDepth > 0 ? value : Lexical.outOfBrackets(value)
            unfolded?[key] = members[key]
        }
        return Node(value: .object(members), unfolded: unfolded.map(Value.object), height: height + 1)
    }

    /// Nil for the merge key.
    private mutating func key(_ event: Event, depth: Int) throws(DocumentError) -> String? {
        if case .alias(let name) = event.kind,
            let text = keyText(try alias(name, event, depth: depth).value, depth: depth)
        {
            return text
        }
        guard case .scalar(let scalar) = event.kind else {
            guard allowsBrokenKeys, depth + 1 < limits.depth else {
                throw failure(event, .content, "has a key that is no text; put it in quotes")
            }
            hasBrokenKey = true
            _ = try node(event, depth: depth + 1)
            return BrokenKey.text(number: nodeCount)
        }
        try spend(Cost(nodes: 1, bytes: scalar.bytes.count), event)
        let isMergeTag = scalar.tag == "\(Scalar.tagPrefix)merge"
        if scalar.text == "<<", scalar.tag == nil ? scalar.isPlain : isMergeTag { return nil }
        let isText = scalar.text == "<<" || ["!", "\(Scalar.tagPrefix)str"].contains(scalar.tag ?? "!")
        guard depth == 0 || isText else {
            throw failure(event, .content, "has the key '\(scalar.text)' with a tag; take the tag away")
        }
        let value = try value(of: scalar, event)
        if let anchor = event.anchor {
            anchors[anchor] = .closed(Node(value: value, cost: Cost(nodes: 1, bytes: scalar.bytes.count)))
        }
        guard let text = keyText(flowDepth > 0 ? Lexical.inBrackets(value) : value, depth: depth) else {
            throw failure(event, .content, "has the key '\(scalar.text)', which is no text; put it in quotes")
        }
        return text
    }

    /// The keys of the whole document are texts in any case, those below only where they are strings.
    private func keyText(_ value: Value, depth: Int) -> String? {
        Lexical.key(of: value) ?? (depth == 0 ? Lexical.text(of: value) : nil)
    }

    /// The mappings behind `<<`, the one that counts most first.
    private mutating func mergeSources(depth: Int) throws(DocumentError) -> (mappings: [Object], height: Int) {
        let start = try next()
        var sources: [Node] = []
        // A list has to stand here itself; an alias to one is refused by kustomize, too.
        if case .sequenceStart = start.kind {
            guard depth < limits.depth else { throw tooDeep(start) }
            try spend(Cost(nodes: 1), start)
            sources = try mergeList(start, depth: depth)
        } else {
            sources = [try node(start, depth: depth)]
        }
        var mappings: [Object] = []
        for source in sources {
            guard let mapping = source.value.object else {
                throw failure(start, .content, "merges with '<<' what is no mapping or list of mappings")
            }
            mappings.append(mapping)
        }
        return (mappings, (sources.map(\.height).max() ?? 0) + 1)
    }

    private mutating func mergeList(_ start: Event, depth: Int) throws(DocumentError) -> [Node] {
        let before = spent
        var sources: [Node] = []
        while true {
            let event = try next()
            if case .collectionEnd = event.kind { break }
            // What an alias stands for does not come between brackets here.
            let isInBrackets = if case .alias = event.kind { false } else { start.isFlow }
            if isInBrackets { flowDepth += 1 }
            defer { if isInBrackets { flowDepth -= 1 } }
            sources.append(try node(event, depth: depth + 1))
        }
        if let anchor = start.anchor {
            let cost = Cost(nodes: 1 + spent.nodes - before.nodes, bytes: spent.bytes - before.bytes)
            let height = (sources.map(\.height).max() ?? 0) + 1
            anchors[anchor] = .closed(Node(value: .array(sources.map(\.value)), height: height, cost: cost))
        }
        return sources
    }

    private mutating func scalar(_ scalar: Event.Scalar, _ event: Event) throws(DocumentError) -> Node {
        let value = try value(of: scalar, event)
        guard scalar.isBlock, value == Lexical.quoted(String(decoding: block(scalar, event), as: UTF8.self)) else {
            return Node(value: value)
        }
        let unfolded = Lexical.quoted(scalar.text)
        return Node(value: value, unfolded: unfolded == value ? nil : unfolded)
    }

    private mutating func value(of scalar: Event.Scalar, _ event: Event) throws(DocumentError) -> Value {
        guard let tag = scalar.tag, tag != "!" else {
            if scalar.isPlain { return Lexical.read(scalar.bytes) }
            return Lexical.quoted(String(decoding: block(scalar, event), as: UTF8.self))
        }
        let name = tag.hasPrefix(Scalar.tagPrefix) ? String(tag.dropFirst(Scalar.tagPrefix.count)) : ""
        switch name {
        case "int", "float", "bool", "null", "timestamp":
            guard let value = Lexical.read(scalar.bytes, tag: name) else {
                throw failure(event, .content, "has the tag !!\(name), but is none")
            }
            return value
        case "binary":
            guard let text = Base64.text(scalar.bytes) else {
                throw failure(event, .content, "has the tag !!binary, but is no base64")
            }
            return Lexical.string(text)
        default:
            if scalar.isPlain { return Lexical.string(scalar.text) }
            return Lexical.quoted(String(decoding: block(scalar, event), as: UTF8.self))
        }
    }

    /// The text of a scalar in quotes or a block.
    private mutating func block(_ scalar: Event.Scalar, _ event: Event) -> [UInt8] {
        guard scalar.isBlock else { return scalar.bytes }
        // Annotations are put in anew on the way, as texts without a style.
        let isRefolded = scalar.isFolded && outerKeys != ["metadata", "annotations"]
        let bytes = isRefolded ? BlockScalar.refolded(scalar.bytes) : scalar.bytes
        guard BlockScalar.keepsBreaks(bytes), !(isList && outerKeys[0] == "items") else { return bytes }
        let end = textEnd ?? TextEnd(text)
        textEnd = end
        return end.isOnlyComment(from: event.endLine) ? BlockScalar.beforeComment(bytes) : bytes
    }

    private mutating func spend(_ cost: Cost, _ event: Event) throws(DocumentError) {
        spent.nodes += cost.nodes
        spent.bytes += cost.bytes
        guard spent.nodes <= limits.nodes, spent.bytes <= limits.bytes else {
            throw failure(
                event, .limit,
                "has more than \(limits.nodes) values or \(limits.bytes) bytes once its aliases are written out")
        }
    }

    private func tooDeep(_ event: Event) -> DocumentError {
        failure(event, .limit, "nests deeper than \(limits.depth) levels")
    }

    private func failure(_ event: Event, _ code: DocumentError.Code, _ message: String) -> DocumentError {
        DocumentError(code, message, line: firstLine + event.line - 1, column: event.column)
    }
}
