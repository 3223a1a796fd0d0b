import Documents
import GoValues
import YAML

/// Makes the value of a text's first document, by the rules of go-yaml v2.
///
/// Go parses the whole document, decodes it, makes its keys text and writes JSON, in this order, and the first of these
/// stages that fails says why. All happens at once here, so an error waits until no earlier stage can have one.
struct GoComposer: Composer, ~Copyable {
    var composition: Composition<Node>
    private let keepsIntegers: Bool
    private var aliases = AliasGuard()
    /// The first key that JSON has no text for.
    private var keyProblem: GoYAMLError?
    /// The first number that JSON has no form for.
    private var numberProblem: GoYAMLError?

    init(_ bytes: [UInt8], limits: DocumentLimits, keepsIntegers: Bool) throws(GoYAMLError) {
        let events: EventReader
        do {
            events = try EventReader(bytes.isEmpty ? [0x0A] : bytes, detectsEncoding: true)
        } catch {
            throw GoYAMLError(error)
        }
        composition = Composition(events: events, limits: limits)
        self.keepsIntegers = keepsIntegers
    }

    mutating func firstDocument() throws(GoYAMLError) -> GoValue {
        guard try nextDocument() != nil else { return .null }
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

    /// Looks for what is wrong with the rest of the document's text.
    private mutating func drain() throws(GoYAMLError) {
        while true {
            let event = try next()
            if let anchor = event.anchor { composition.anchors[anchor] = .open(0) }
            switch event.kind {
            case .alias(let name):
                guard composition.anchors[name] != nil else { throw failure(.unknownAnchor(name), at: event) }
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

    func placed(_ node: Node, _ event: Event) -> Node {
        guard case .alias = event.kind else { return node }
        var node = node
        node.value = node.value.deepCopy()
        return node
    }

    mutating func willSpend(_ cost: ComposedCost, isAliased: Bool) throws(GoYAMLError) {
        try aliases.count(cost, isAliased: isAliased)
    }

    mutating func scalar(_ scalar: Event.Scalar, _ event: Event) throws(GoYAMLError) -> Node {
        let resolved = try Resolved(scalar)
        return Node(value: resolved.value(keepsIntegers: keepsIntegers), scalar: resolved)
    }

    mutating func sequence(_ start: Event, depth: Int) throws(GoYAMLError) -> Node {
        var elements: [GoValue] = []
        let height = try entries(of: start, depth: depth) { composer, event throws(GoYAMLError) in
            let element = try composer.value(event, depth: depth + 1)
            elements.append(element.value)
            return element.height
        }
        return Node(value: .list(elements), height: height)
    }

    mutating func mapping(_ start: Event, depth: Int) throws(GoYAMLError) -> Node {
        // Growing takes longer than the room that some do not need.
        var members: [GoString: GoValue] = Dictionary(minimumCapacity: 3)
        let height = try entries(of: start, depth: depth) { composer, event throws(GoYAMLError) in
            try composer.member(event, of: &members, depth: depth)
        }
        return Node(value: .map(members), height: height)
    }

    /// Adds what begins with a key, and returns its height.
    private mutating func member(
        _ event: Event, of members: inout [GoString: GoValue], depth: Int
    ) throws(GoYAMLError) -> Int {
        if GoComposer.isMerge(event) { return try merge(into: &members, depth: depth) - 1 }
        let key = try node(event, depth: depth + 1)
        guard let scalar = key.scalar else {
            throw GoYAMLError(.content, "yaml: invalid map key: \(GoSyntax.text(key.value))")
        }
        let member = try value(try next(), depth: depth + 1)
        if let text = scalar.key {
            // Of two equal keys the later one holds.
            members[text] = member.value
        } else {
            keyProblem = keyProblem ?? GoComposer.unsupported(scalar, member.value)
        }
        return member.height
    }

    private static func isMerge(_ event: Event) -> Bool {
        guard case .scalar(let scalar) = event.kind, scalar.bytes.count == 2,
            scalar.bytes.allSatisfy({ $0 == UInt8(ascii: "<") })
        else { return false }
        return scalar.isImplicit || scalar.tag == "\(Scalar.tagPrefix)merge"
    }

    /// Adds the members of the mapping, or the mappings, that stand behind `<<`. They replace those that were given
    /// before; what is given after replaces them. Returns the height of the highest.
    private mutating func merge(into members: inout [GoString: GoValue], depth: Int) throws(GoYAMLError) -> Int {
        let event = try next()
        if case .scalar = event.kind { throw GoComposer.noMap }
        let node = try self.node(event, depth: depth)
        var sources = [node.value]
        // A list has to stand here itself; an alias to one is refused.
        if case .sequenceStart = event.kind, case .list(let list) = node.value { sources = list.elements }
        // The first of a list counts most.
        for source in sources.reversed() {
            guard case .map(let source) = source else { throw GoComposer.noMap }
            members.merge(source.entries) { _, new in new }
        }
        return node.height
    }

    private static let noMap = GoYAMLError(
        .content, "yaml: map merge requires map or sequence of maps as the value")

    func failure(_ problem: EventProblem) -> GoYAMLError { GoYAMLError(problem) }

    func failure(_ problem: ComposerProblem, at event: Event) -> GoYAMLError {
        let limits = composition.limits
        return switch problem {
        case .unknownAnchor(let name): GoYAMLError(.syntax, "yaml: unknown anchor '\(name)' referenced")
        case .endless(let name): GoYAMLError(.content, "yaml: anchor '\(name)' value contains itself")
        case .tooDeep: GoYAMLError(.limit, "yaml: document nests deeper than \(limits.depth) levels")
        case .tooMuch:
            GoYAMLError(
                .limit,
                "yaml: document has more than \(limits.nodes) values or \(limits.bytes) bytes with its aliases")
        case .noValue: GoYAMLError(.syntax, "yaml: did not find expected node content")
        }
    }

    private static func unsupported(_ key: Resolved, _ value: GoValue) -> GoYAMLError {
        var text = "%!s(<nil>), key: <nil>"
        if case .large(let number) = key { text = "uint64, key: 0x\(String(number, radix: 16))" }
        return GoYAMLError(.content, "unsupported map key of type: \(text), value: \(GoSyntax.text(value))")
    }
}
