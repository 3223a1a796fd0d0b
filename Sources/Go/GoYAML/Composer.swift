import Documents
import GoValues
import YAML

/// Makes the value of a text's first document.
///
/// Go parses the whole document, decodes it, makes its keys text and writes JSON, in this order, and the first of these
/// stages that fails says why. All happens at once here, so an error waits until no earlier stage can have one.
struct Composer: ~Copyable {
    private enum Anchor {
        /// Its node has begun and not ended; the number tells nodes apart.
        case open(Int)
        case closed(Node)
    }

    private var events: EventReader
    private let limits: DocumentLimits
    private let keepsIntegers: Bool
    private var anchors: [String: Anchor] = [:]
    private var spent = Cost()
    private var nodeCount = 0
    private var aliases = AliasGuard()
    /// The first key that JSON has no text for.
    private var keyProblem: GoYAMLError?
    /// The first number that JSON has no form for.
    private var numberProblem: GoYAMLError?

    init(_ bytes: [UInt8], limits: DocumentLimits, keepsIntegers: Bool) throws(GoYAMLError) {
        do {
            events = try EventReader(bytes.isEmpty ? [0x0A] : bytes, detectsEncoding: true)
        } catch {
            throw GoYAMLError(error)
        }
        self.limits = limits
        self.keepsIntegers = keepsIntegers
    }

    mutating func firstDocument() throws(GoYAMLError) -> GoValue {
        var event = try next()
        while case .other = event.kind { event = try next() }
        if case .streamEnd = event.kind { return .null }
        let root: Node
        do {
            root = try value(try next(), depth: 0)
        } catch let error where error.code == .content {
            try drain()
            throw error
        }
        _ = try next()
        if let problem = keyProblem ?? numberProblem { throw problem }
        return root.value
    }

    private mutating func next() throws(GoYAMLError) -> Event {
        do {
            return try events.next()
        } catch {
            throw GoYAMLError(error)
        }
    }

    /// Looks for what is wrong with the rest of the document's text.
    private mutating func drain() throws(GoYAMLError) {
        while true {
            let event = try next()
            if let anchor = event.anchor { anchors[anchor] = .open(0) }
            switch event.kind {
            case .alias(let name): guard anchors[name] != nil else { throw unknown(anchor: name) }
            case .other, .streamEnd: return
            default: continue
            }
        }
    }

    /// A node that JSON has to have a form for; keys are text.
    private mutating func value(_ event: Event, depth: Int) throws(GoYAMLError) -> Node {
        let node = try self.node(event, depth: depth)
        if case .float(let number) = node.scalar, !number.isFinite, numberProblem == nil {
            let text = number.isNaN ? "NaN" : number < 0 ? "-Inf" : "+Inf"
            numberProblem = GoYAMLError(.content, "json: unsupported value: \(text)")
        }
        return node
    }

    private mutating func node(_ event: Event, depth: Int) throws(GoYAMLError) -> Node {
        if case .alias(let name) = event.kind { return try alias(name, depth: depth) }
        try aliases.count(1)
        nodeCount += 1
        let number = nodeCount
        let before = spent
        let decodes = aliases.decodes - 1
        if let anchor = event.anchor { anchors[anchor] = .open(number) }
        var node = try content(event, depth: depth)
        guard let anchor = event.anchor else { return node }
        node.cost = Cost(nodes: spent.nodes - before.nodes, bytes: spent.bytes - before.bytes)
        node.decodes = aliases.decodes - decodes
        // Where the anchor's name was used again inside, that use is the later one.
        if case .open(number) = anchors[anchor] { anchors[anchor] = .closed(node) }
        return node
    }

    private mutating func content(_ event: Event, depth: Int) throws(GoYAMLError) -> Node {
        switch event.kind {
        case .scalar(let scalar):
            try spend(Cost(nodes: 1, bytes: scalar.bytes.count))
            return try self.scalar(scalar)
        case .sequenceStart:
            try spend(Cost(nodes: 1))
            return try sequence(depth: depth)
        case .mappingStart:
            try spend(Cost(nodes: 1))
            return try mapping(depth: depth)
        default: throw GoYAMLError(.syntax, "yaml: did not find expected node content")
        }
    }

    private mutating func alias(_ name: String, depth: Int) throws(GoYAMLError) -> Node {
        switch anchors[name] {
        case nil: throw unknown(anchor: name)
        case .open: throw GoYAMLError(.content, "yaml: anchor '\(name)' value contains itself")
        case .closed(var node):
            try aliases.count(1)
            try aliases.countAlias(node.decodes)
            try spend(node.cost)
            guard depth + node.height <= limits.depth else { throw tooDeep() }
            node.value = node.value.deepCopy()
            return node
        }
    }

    private mutating func scalar(_ scalar: Event.Scalar) throws(GoYAMLError) -> Node {
        let resolved = try Resolved(scalar)
        return Node(value: resolved.value(keepsIntegers: keepsIntegers), scalar: resolved)
    }

    private mutating func sequence(depth: Int) throws(GoYAMLError) -> Node {
        guard depth < limits.depth else { throw tooDeep() }
        var elements: [GoValue] = []
        var height = 0
        while true {
            let event = try next()
            if case .collectionEnd = event.kind { return Node(value: .list(elements), height: height + 1) }
            let element = try value(event, depth: depth + 1)
            elements.append(element.value)
            height = max(height, element.height)
        }
    }

    private mutating func mapping(depth: Int) throws(GoYAMLError) -> Node {
        guard depth < limits.depth else { throw tooDeep() }
        var entries: [GoString: GoValue] = [:]
        var height = 0
        while true {
            let event = try next()
            if case .collectionEnd = event.kind { return Node(value: .map(entries), height: height + 1) }
            if Composer.isMerge(event) {
                height = max(height, try merge(into: &entries, depth: depth) - 1)
                continue
            }
            let key = try node(event, depth: depth + 1)
            guard let scalar = key.scalar else {
                throw GoYAMLError(.content, "yaml: invalid map key: \(GoSyntax.text(key.value))")
            }
            let member = try value(try next(), depth: depth + 1)
            height = max(height, member.height)
            guard let text = scalar.key else {
                keyProblem = keyProblem ?? Composer.unsupported(scalar, member.value)
                continue
            }
            // Of two equal keys the later one holds.
            entries[text] = member.value
        }
    }

    private static func isMerge(_ event: Event) -> Bool {
        guard case .scalar(let scalar) = event.kind, scalar.bytes.count == 2,
            scalar.bytes.allSatisfy({ $0 == UInt8(ascii: "<") })
        else { return false }
        return scalar.isImplicit || scalar.tag == "\(Scalar.tagPrefix)merge"
    }

    /// Adds the members of the mapping, or the mappings, that stand behind `<<`. They replace those that were given
    /// before; what is given after replaces them. Returns the height of the highest.
    private mutating func merge(into entries: inout [GoString: GoValue], depth: Int) throws(GoYAMLError) -> Int {
        let event = try next()
        if case .scalar = event.kind { throw Composer.noMap }
        let node = try self.node(event, depth: depth)
        var sources = [node.value]
        // A list has to stand here itself; an alias to one is refused.
        if case .sequenceStart = event.kind, case .list(let list) = node.value { sources = list.elements }
        // The first of a list counts most.
        for source in sources.reversed() {
            guard case .map(let source) = source else { throw Composer.noMap }
            entries.merge(source.entries) { _, new in new }
        }
        return node.height
    }

    private mutating func spend(_ cost: Cost) throws(GoYAMLError) {
        spent.nodes += cost.nodes
        spent.bytes += cost.bytes
        guard spent.nodes <= limits.nodes, spent.bytes <= limits.bytes else {
            throw GoYAMLError(
                .limit, "yaml: document has more than \(limits.nodes) values or \(limits.bytes) bytes with its aliases")
        }
    }

    private static let noMap = GoYAMLError(
        .content, "yaml: map merge requires map or sequence of maps as the value")

    private func tooDeep() -> GoYAMLError {
        GoYAMLError(.limit, "yaml: document nests deeper than \(limits.depth) levels")
    }

    private func unknown(anchor: String) -> GoYAMLError {
        GoYAMLError(.syntax, "yaml: unknown anchor '\(anchor)' referenced")
    }

    private static func unsupported(_ key: Resolved, _ value: GoValue) -> GoYAMLError {
        var text = "%!s(<nil>), key: <nil>"
        if case .large(let number) = key { text = "uint64, key: 0x\(String(number, radix: 16))" }
        return GoYAMLError(.content, "unsupported map key of type: \(text), value: \(GoSyntax.text(value))")
    }
}
