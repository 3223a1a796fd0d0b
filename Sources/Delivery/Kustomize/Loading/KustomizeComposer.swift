import Documents
import YAML

/// Makes the value of a text's first document, by the rules of kustomize's go-yaml v3.
struct KustomizeComposer: Composer, ~Copyable {
    struct Node: ComposedNode {
        var value: Value
        /// What it is between brackets where it has blocks: kustomize writes none there, which is what changes them.
        var unfolded: Value?
        var height = 0
        var cost = ComposedCost()
    }

    var composition: Composition<Node>
    private let firstLine: Int
    /// Whether keys pass that are lists or mappings. They get a text that `BrokenKey` knows.
    private let allowsBrokenKeys: Bool
    private(set) var hasBrokenKey = false
    /// How many brackets are open.
    private var flowDepth = 0
    /// The keys of the two outermost levels that lead to what is read.
    private var outerKeys = ["", ""]
    private let text: [UInt8]
    /// Looked for where a block asks for it first.
    private var textEnd: TextEnd?
    /// Whether the document's kind is that of a list, whose objects are documents of their own.
    private var isList = false

    /// - Parameter spent: what the texts before this one in its file came to.
    init(
        _ bytes: [UInt8], limits: DocumentLimits, firstLine: Int, spent: ComposedCost, allowsBrokenKeys: Bool
    ) throws(DocumentError) {
        self.allowsBrokenKeys = allowsBrokenKeys
        self.firstLine = firstLine
        text = bytes
        let events: EventReader
        do {
            events = try EventReader(bytes, detectsEncoding: true)
        } catch {
            throw DocumentError(.syntax, error.message, line: firstLine)
        }
        composition = Composition(events: events, limits: limits, spent: spent)
    }

    /// Nil where the text has no document.
    mutating func firstDocument() throws(DocumentError) -> Value? {
        guard try nextDocument() != nil else { return nil }
        let value = try node(try next(), depth: 0).value
        _ = try next()
        return value
    }

    func placed(_ node: Node, _ event: Event) -> Node {
        guard flowDepth > 0 else { return node }
        var node = node
        switch event.kind {
        case .alias: node.value = Lexical.inBrackets(node.unfolded ?? node.value)
        case .scalar: node.value = Lexical.inBrackets(node.value)
        default: break
        }
        return node
    }

    mutating func sequence(_ start: Event, depth: Int) throws(DocumentError) -> Node {
        var elements: [Value] = []
        var unfolded: [Value]?
        let height = try inBrackets(start.isFlow) { composer throws(DocumentError) in
            try composer.entries(of: start, depth: depth) { composer, event throws(DocumentError) in
                let element = try composer.node(event, depth: depth + 1)
                if element.unfolded != nil, unfolded == nil { unfolded = elements }
                unfolded?.append(element.unfolded ?? element.value)
                elements.append(element.value)
                return element.height
            }
        }
        return Node(value: .array(elements), unfolded: unfolded.map(Value.array), height: height)
    }

    mutating func mapping(_ start: Event, depth: Int) throws(DocumentError) -> Node {
        try inBrackets(start.isFlow) { composer throws(DocumentError) in
            var members = Members()
            let height = try composer.entries(of: start, depth: depth) { composer, event throws(DocumentError) in
                try composer.member(event, of: &members, depth: depth)
            }
            composer.addMerged(to: &members)
            return Node(value: .object(members.own), unfolded: members.unfolded.map(Value.object), height: height)
        }
    }

    /// What a mapping has so far.
    private struct Members {
        var own = Object()
        var unfolded: Object?
        /// The mappings behind `<<`, the one that counts most first.
        var merged: [Object]?
        var hasMergeName = false
    }

    /// Adds what begins with a key, and returns its height.
    private mutating func member(_ event: Event, of members: inout Members, depth: Int) throws(DocumentError) -> Int {
        guard let key = try self.key(event, depth: depth) else {
            guard members.merged == nil else { throw failure(event, .content, "has '<<' twice in one mapping") }
            let source = try mergeSources(depth: depth)
            members.merged = source.mappings
            members.hasMergeName = true
            return source.height
        }
        if key == "<<", !members.hasMergeName, case .scalar = event.kind {
            // kustomize takes away the first key of this name, which it takes for the merge key.
            members.hasMergeName = true
            return try node(try next(), depth: depth + 1).height
        }
        guard !members.own.contains(key) else { throw failure(event, .content, "has the key '\(key)' twice") }
        if depth < outerKeys.count { outerKeys[depth] = key }
        let member = try node(try next(), depth: depth + 1)
        if member.unfolded != nil, members.unfolded == nil { members.unfolded = members.own }
        members.unfolded?[key] = member.unfolded ?? member.value
        members.own[key] = member.value
        if depth == 0, key == "kind" { isList = Lexical.text(of: member.value)?.hasSuffix("List") ?? false }
        return member.height
    }

    private func addMerged(to members: inout Members) {
        for (key, value) in (members.merged ?? []).joined() where !members.own.contains(key) {
            let value = flowDepth > 0 ? value : Lexical.outOfBrackets(value)
            members.own[key] = value
            members.unfolded?[key] = value
        }
    }

    private mutating func inBrackets<Result>(
        _ isFlow: Bool, _ body: (inout Self) throws(DocumentError) -> Result
    ) throws(DocumentError) -> Result {
        if isFlow { flowDepth += 1 }
        defer { if isFlow { flowDepth -= 1 } }
        return try body(&self)
    }

    private static let mergeTag = "\(Scalar.tagPrefix)merge"
    private static let textTag = "\(Scalar.tagPrefix)str"

    /// Nil for the merge key.
    private mutating func key(_ event: Event, depth: Int) throws(DocumentError) -> String? {
        if case .alias(let name) = event.kind,
            let text = keyText(try alias(name, event, depth: depth).value, depth: depth)
        {
            return text
        }
        guard case .scalar(let scalar) = event.kind else {
            guard allowsBrokenKeys, depth + 1 < composition.limits.depth else {
                throw failure(event, .content, "has a key that is no text; put it in quotes")
            }
            hasBrokenKey = true
            _ = try node(event, depth: depth + 1)
            return BrokenKey.text(number: composition.nodeCount)
        }
        let cost = ComposedCost(nodes: 1, bytes: scalar.bytes.count)
        try spend(cost, at: event)
        let isMergeName = scalar.bytes.elementsEqual("<<".utf8)
        if isMergeName, scalar.tag.map({ $0 == Self.mergeTag }) ?? scalar.isPlain { return nil }
        let isText = isMergeName || scalar.tag.map { $0 == "!" || $0 == Self.textTag } ?? true
        guard depth == 0 || isText else {
            throw failure(event, .content, "has the key '\(scalar.text)' with a tag; take the tag away")
        }
        let value = try value(of: scalar, event)
        if let anchor = event.anchor { hold(Node(value: value), cost: cost, as: anchor) }
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
        // A list has to stand here itself; an alias to one is refused by kustomize, too.
        let isList = if case .sequenceStart = start.kind { true } else { false }
        let node = try isList ? mergeList(start, depth: depth) : node(start, depth: depth)
        var mappings: [Object] = []
        for source in isList ? node.value.array ?? [] : [node.value] {
            guard let mapping = source.object else {
                throw failure(start, .content, "merges with '<<' what is no mapping or list of mappings")
            }
            mappings.append(mapping)
        }
        return (mappings, isList ? node.height : node.height + 1)
    }

    private mutating func mergeList(_ start: Event, depth: Int) throws(DocumentError) -> Node {
        let anchor = begin(start)
        try spend(ComposedCost(nodes: 1), at: start)
        var sources: [Value] = []
        let height = try entries(of: start, depth: depth) { composer, event throws(DocumentError) in
            // What an alias stands for does not come between brackets here.
            let isInBrackets = if case .alias = event.kind { false } else { start.isFlow }
            let source = try composer.inBrackets(isInBrackets) { composer throws(DocumentError) in
                try composer.node(event, depth: depth + 1)
            }
            sources.append(source.value)
            return source.height
        }
        let list = Node(value: .array(sources), height: height)
        if let anchor { end(anchor, with: list) }
        return list
    }

    mutating func scalar(_ scalar: Event.Scalar, _ event: Event) throws(DocumentError) -> Node {
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

    func failure(_ problem: EventProblem) -> DocumentError {
        DocumentError(
            problem.stage == .memory ? .limit : .syntax, "is no YAML: \(problem.message)",
            line: firstLine + problem.line, column: problem.column + 1)
    }

    func failure(_ problem: ComposerProblem, at event: Event) -> DocumentError {
        failure(event, problem.code, problem.message(composition.limits))
    }

    private func failure(_ event: Event, _ code: DocumentError.Code, _ message: String) -> DocumentError {
        DocumentError(code, message, line: firstLine + event.line - 1, column: event.column)
    }
}
