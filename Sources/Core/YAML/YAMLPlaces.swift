public import Documents

/// Where the values of one document stand in its file.
public struct YAMLPlaces {
    /// From where a value begins to where it ends; lines and columns from 1, columns in characters.
    public struct Place: Sendable, Hashable {
        public var line: Int
        public var column: Int
        /// Of a block, the line after it.
        public var endLine: Int
        /// The column after the value's last character.
        public var endColumn: Int
    }

    /// Where the document's content begins, from 1: as of `YAMLDocument`.
    public let line: Int
    private let root: PlacedNode

    init(root: PlacedNode, line: Int) {
        self.root = root
        self.line = line
    }

    /// The place of what a pointer's tokens name; nil where the document has no such value. What is behind an alias stands where
    /// its anchor is.
    public subscript(tokens: some Sequence<String>) -> Place? {
        var node = root
        for token in tokens {
            guard let next = node.members[token] ?? Int(token).flatMap({ node.element($0) }) else { return nil }
            node = next
        }
        return node.place
    }
}

extension YAML {
    /// Where the values of all documents of a file stand that hold anything, by the same rules as `parse`: for people who ask,
    /// as it takes as long again.
    public static func places(_ bytes: [UInt8], limits: DocumentLimits) throws(DocumentError) -> [YAMLPlaces] {
        let text = try text(bytes, file: nil, limits: limits)
        let events: EventReader
        do throws(EventProblem) { events = try EventReader(text, detectsEncoding: false) } catch {
            throw DocumentError(.limit, error.message)
        }
        var composer = PlaceComposer(composition: Composition(events: events, limits: limits))
        return try composer.documents()
    }
}

/// A value on the way, by its place alone.
struct PlacedNode: ComposedNode {
    var place: YAMLPlaces.Place
    var members: [String: PlacedNode] = [:]
    var elements: [PlacedNode] = []
    /// What a scalar is as a key, and nil where it can be none.
    var key: String?
    var isNull = false
    var height = 0
    var cost = ComposedCost()

    func element(_ index: Int) -> PlacedNode? { elements.indices.contains(index) ? elements[index] : nil }
}

/// Makes places of a file's events.
private struct PlaceComposer: Composer, ~Copyable {
    var composition: Composition<PlacedNode>

    mutating func documents() throws(DocumentError) -> [YAMLPlaces] {
        var documents: [YAMLPlaces] = []
        while try nextDocument() != nil {
            let root = try next()
            let node = try node(root, depth: 0)
            if !node.isNull { documents.append(YAMLPlaces(root: node, line: root.line)) }
        }
        return documents
    }

    mutating func scalar(_ scalar: Event.Scalar, _ event: Event) throws(DocumentError) -> PlacedNode {
        let resolved = Scalar(scalar) ?? .string(scalar.text)
        return PlacedNode(place: YAMLPlaces.Place(event), key: resolved.key, isNull: resolved == .null)
    }

    mutating func sequence(_ start: Event, depth: Int) throws(DocumentError) -> PlacedNode {
        var node = PlacedNode(place: YAMLPlaces.Place(start))
        node.height = try entries(of: start, depth: depth) { composer, event throws(DocumentError) in
            let element = try composer.node(event, depth: depth + 1)
            node.elements.append(element)
            return element.height
        }
        return node
    }

    mutating func mapping(_ start: Event, depth: Int) throws(DocumentError) -> PlacedNode {
        var node = PlacedNode(place: YAMLPlaces.Place(start))
        node.height = try entries(of: start, depth: depth) { composer, event throws(DocumentError) in
            let key = try composer.node(event, depth: depth + 1)
            let member = try composer.node(try composer.next(), depth: depth + 1)
            if case .scalar(let text) = event.kind, text.isImplicit, text.text == "<<" {
                for source in (member.elements.isEmpty ? [member] : member.elements).reversed() {
                    node.members.merge(source.members) { _, later in later }
                }
            } else if let name = key.key {
                node.members[name] = member
            }
            return max(key.height, member.height)
        }
        return node
    }

    func failure(_ problem: EventProblem) -> DocumentError { DocumentError(problem, of: composition.events, file: nil) }

    func failure(_ problem: ComposerProblem, at event: Event) -> DocumentError {
        DocumentError(
            problem.code, problem.message(composition.limits), line: event.line, column: event.column)
    }
}

extension YAMLPlaces.Place {
    fileprivate init(_ event: Event) {
        self.init(line: event.line, column: event.column, endLine: event.endLine, endColumn: event.endColumn)
    }
}
