public import Documents

/// Makes something of a file's events: what one set of rules for scalars, keys and merges makes of YAML.
///
/// The walk is here, once: documents, anchors and aliases, and what they may cost. Rules say what a scalar, a sequence and a
/// mapping become, and walk the last two with `entries(of:depth:_:)`.
///
/// Guarantees: the recursion is bounded by the limits' depth; the size of the result with every alias written out is
/// bounded by the limits' nodes and bytes, so that nothing that walks the result can be made to run for long.
public protocol Composer<Node>: ~Copyable {
    associatedtype Node: ComposedNode
    associatedtype Failure: Error

    var composition: Composition<Node> { get set }

    /// Of a scalar whose cost has been taken into account. So has that of the start of a sequence or mapping below.
    mutating func scalar(_ scalar: Event.Scalar, _ event: Event) throws(Failure) -> Node
    mutating func sequence(_ start: Event, depth: Int) throws(Failure) -> Node
    mutating func mapping(_ start: Event, depth: Int) throws(Failure) -> Node

    /// A node as it stands where its event began, which may be an alias to it.
    func placed(_ node: Node, _ event: Event) -> Node
    /// Throws where rules know another bound than the limits.
    ///
    /// - Parameter isAliased: whether the cost is that of an alias.
    mutating func willSpend(_ cost: ComposedCost, isAliased: Bool) throws(Failure)

    func failure(_ problem: EventProblem) -> Failure
    func failure(_ problem: ComposerProblem, at event: Event) -> Failure
}

/// A part of a document on its way out of it.
public protocol ComposedNode {
    /// How deep it nests; a scalar has 0.
    var height: Int { get }
    /// Of a node with an anchor.
    var cost: ComposedCost { get set }
}

/// What a value takes once its aliases are written out.
public struct ComposedCost {
    public var nodes: Int
    /// Of its scalars' texts.
    public var bytes: Int
    /// How many aliases were written out for it.
    public var aliases: Int

    @inlinable public init(nodes: Int = 0, bytes: Int = 0, aliases: Int = 0) {
        self.nodes = nodes
        self.bytes = bytes
        self.aliases = aliases
    }

    @inlinable public static func + (left: ComposedCost, right: ComposedCost) -> ComposedCost {
        ComposedCost(
            nodes: left.nodes + right.nodes, bytes: left.bytes + right.bytes, aliases: left.aliases + right.aliases)
    }

    @inlinable public static func - (left: ComposedCost, right: ComposedCost) -> ComposedCost {
        ComposedCost(
            nodes: left.nodes - right.nodes, bytes: left.bytes - right.bytes, aliases: left.aliases - right.aliases)
    }
}

/// The anchor of a node that has not ended.
public struct OpenAnchor {
    public let name: String
    /// Which node it is, of those with the same name.
    public let number: Int
    public let spentBefore: ComposedCost

    @inlinable public init(name: String, number: Int, spentBefore: ComposedCost) {
        self.name = name
        self.number = number
        self.spentBefore = spentBefore
    }
}

/// How far a composer is.
public struct Composition<Node: ComposedNode>: ~Copyable {
    /// What the name of an anchor stands for.
    public enum Anchor {
        /// Its node has begun and not ended; the number tells nodes apart.
        case open(Int)
        case closed(Node)
    }

    public var events: EventReader
    public let limits: DocumentLimits
    /// Those of the current document.
    public var anchors: [String: Anchor] = [:]
    public var spent: ComposedCost
    /// How many nodes have begun.
    public var nodeCount = 0

    /// - Parameter spent: what counts towards the limits already.
    public init(events: consuming EventReader, limits: DocumentLimits, spent: ComposedCost = ComposedCost()) {
        self.events = events
        self.limits = limits
        self.spent = spent
    }
}

extension Composer where Self: ~Copyable {
    @inlinable public func placed(_ node: Node, _ event: Event) -> Node { node }

    @inlinable public mutating func willSpend(_ cost: ComposedCost, isAliased: Bool) throws(Failure) {}

    /// The next event, or why there is none, in the rules' own words.
    @inlinable public mutating func next() throws(Failure) -> Event {
        do {
            return try composition.events.next()
        } catch {
            throw failure(error)
        }
    }

    /// The start of the next document; nil where there is none.
    @inlinable public mutating func nextDocument() throws(Failure) -> Event? {
        while true {
            let event = try next()
            switch event.kind {
            case .streamEnd: return nil
            case .documentStart:
                composition.anchors = [:]
                return event
            default: continue
            }
        }
    }

    /// The node that begins with an event.
    ///
    /// - Parameter depth: how many sequences and mappings it stands in.
    @inlinable public mutating func node(_ event: Event, depth: Int) throws(Failure) -> Node {
        if case .alias(let name) = event.kind { return try alias(name, event, depth: depth) }
        let anchor = begin(event)
        let node: Node
        switch event.kind {
        case .scalar(let scalar):
            try spend(ComposedCost(nodes: 1, bytes: scalar.bytes.count), at: event)
            node = try self.scalar(scalar, event)
        case .sequenceStart:
            try spend(ComposedCost(nodes: 1), at: event)
            node = try sequence(event, depth: depth)
        case .mappingStart:
            try spend(ComposedCost(nodes: 1), at: event)
            node = try mapping(event, depth: depth)
        default: throw failure(.noValue, at: event)
        }
        if let anchor { end(anchor, with: node) }
        return placed(node, event)
    }

    /// Counts a node, and opens its anchor if it has one.
    @inlinable public mutating func begin(_ event: Event) -> OpenAnchor? {
        composition.nodeCount += 1
        guard let name = event.anchor else { return nil }
        composition.anchors[name] = .open(composition.nodeCount)
        return OpenAnchor(name: name, number: composition.nodeCount, spentBefore: composition.spent)
    }

    /// Takes a node, which ends here, for what its anchor stands for.
    @inlinable public mutating func end(_ anchor: OpenAnchor, with node: Node) {
        // Where the anchor's name was used again inside, that use is the later one.
        guard case .open(anchor.number) = composition.anchors[anchor.name] else { return }
        hold(node, cost: composition.spent - anchor.spentBefore, as: anchor.name)
    }

    /// Takes a node for what an anchor stands for.
    @inlinable public mutating func hold(_ node: Node, cost: ComposedCost, as anchor: String) {
        var node = node
        node.cost = cost
        composition.anchors[anchor] = .closed(node)
    }

    /// What an alias stands for, which counts once more. Throws where that is not known, has not ended, or would nest
    /// too deep here.
    @inlinable public mutating func alias(_ name: String, _ event: Event, depth: Int) throws(Failure) -> Node {
        switch composition.anchors[name] {
        case nil: throw failure(.unknownAnchor(name), at: event)
        case .open: throw failure(.endless(name), at: event)
        case .closed(let node):
            try spend(node.cost + ComposedCost(aliases: 1), at: event, isAliased: true)
            guard depth + node.height <= composition.limits.depth else { throw failure(.tooDeep, at: event) }
            return placed(node, event)
        }
    }

    /// Gives `take` what a sequence or mapping holds, until it ends: each event that no call before has taken. It answers
    /// with the height of what it made of it.
    ///
    /// - Returns: the height of the whole.
    @inlinable public mutating func entries(
        of start: Event, depth: Int, _ take: (inout Self, Event) throws(Failure) -> Int
    ) throws(Failure) -> Int {
        guard depth < composition.limits.depth else { throw failure(.tooDeep, at: start) }
        var height = 0
        while true {
            let event = try next()
            if case .collectionEnd = event.kind { return height + 1 }
            height = max(height, try take(&self, event))
        }
    }

    /// Takes something into account. Throws where the whole has become too much.
    @inlinable public mutating func spend(
        _ cost: ComposedCost, at event: Event, isAliased: Bool = false
    ) throws(Failure) {
        try willSpend(cost, isAliased: isAliased)
        composition.spent = composition.spent + cost
        guard composition.spent.nodes <= composition.limits.nodes, composition.spent.bytes <= composition.limits.bytes
        else { throw failure(.tooMuch, at: event) }
    }
}
