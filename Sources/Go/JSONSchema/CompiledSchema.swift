import Documents

/// A schema and all that it refers to.
struct CompiledSchema: Sendable {
    /// The first is the schema itself.
    let nodes: [Node]
    let patterns: JSONSchemaCompiler.Patterns
    /// How many schemas may be held against the parts of one value.
    let checks: Int

    func validate(_ value: Value, isOver: @escaping () -> Bool = { false }) throws(JSONSchemaError) {
        guard let root = nodes.first else { return }
        let work = Work(self, isOver: isOver)
        let scope = Scope(node: root, keyword: "", isSameValue: false, parent: nil)
        var check = Check(
            value: value, path: [], node: root, scope: scope,
            unevaluated: Unevaluated(of: value, for: root, isWanted: false), isUnread: false, work: work)
        guard let failure = try check.run() else { return }
        let causes = failure.kind == .group ? failure.causes : [failure]
        let reasons = causes.map { $0.lines(indent: 0) }.joined()
        throw JSONSchemaError(
            .value, "jsonschema validation failed with \(Wording.quote(root.rules.location))\(reasons)")
    }
}

/// What all checks of one value share.
final class Work {
    /// Checks inside checks; a value and a schema nest less.
    private static let deepest = 2_000

    let nodes: [Node]
    let patterns: JSONSchemaCompiler.Patterns
    private let checks: Int
    private let isOver: () -> Bool
    private var count = 0
    /// When the time is looked at next.
    private var nextLook = 0
    private var depth = 0

    init(_ schema: CompiledSchema, isOver: @escaping () -> Bool) {
        self.isOver = isOver
        nodes = schema.nodes
        patterns = schema.patterns
        checks = schema.checks
    }

    func enter() throws(JSONSchemaError) {
        depth += 1
        guard depth <= Work.deepest else { throw Work.tooMuch }
        try take(1)
    }

    func leave() { depth -= 1 }

    /// Counts comparisons that take no check of their own.
    func charge(_ comparisons: Int) throws(JSONSchemaError) {
        try take(comparisons >> 2)
    }

    private func take(_ steps: Int) throws(JSONSchemaError) {
        count += steps
        guard count <= checks else { throw Work.tooMuch }
        guard count >= nextLook else { return }
        nextLook = count + 1_024
        guard !isOver() else { throw JSONSchemaError(.limit, "the values took too long to be held against the schema") }
    }

    /// How many bytes of reasons are told in all.
    private static let reasonBytes = 1 << 20
    private var bytesTold = 0

    /// Whether nobody will read further reasons.
    var isToldEnough: Bool { bytesTold > Work.reasonBytes }

    func tell(_ message: String) { bytesTold += message.utf8.count + 64 }

    private static let tooMuch = JSONSchemaError(.limit, "the schema makes too much work of these values")
}

/// A schema on the way to the one that is checked.
final class Scope {
    let node: Node
    /// The keyword of the reference that led here.
    let keyword: String
    /// Whether the schema before was held against the same value.
    let isSameValue: Bool
    let parent: Scope?

    init(node: Node, keyword: String, isSameValue: Bool, parent: Scope?) {
        self.node = node
        self.keyword = keyword
        self.isSameValue = isSameValue
        self.parent = parent
    }

    /// The scope of the same schema for the same value, where there is one before.
    var cycle: Scope? {
        var current = self
        while current.isSameValue, let before = current.parent {
            if before.node === node { return before }
            current = before
        }
        return nil
    }

    /// The keywords that led here, as a pointer.
    var keywords: String {
        var text = ""
        var current = self
        while let before = current.parent {
            if current.keyword.isEmpty {
                text = String(current.node.rules.location.dropFirst(before.node.rules.location.count)) + text
            } else {
                text = "/\(current.keyword)\(text)"
            }
            current = before
        }
        return text
    }
}

/// The members and elements that no schema has said anything about yet.
struct Unevaluated {
    var members: Set<String> = []
    var elements: Set<Int> = []

    /// - Parameter isWanted: whether a schema around asks for them.
    init(of value: Value, for node: Node, isWanted: Bool) {
        switch value {
        case .object(let object) where node.asksForMembers(isWanted: isWanted): members = Set(object.keys)
        case .array(let array) where node.asksForElements(isWanted: isWanted):
            elements = Set(array.indices.dropFirst(node.rules.evaluatedElements))
        default: break
        }
    }

    var isEmpty: Bool { members.isEmpty && elements.isEmpty }

    mutating func keep(_ other: Unevaluated) {
        members.formIntersection(other.members)
        elements.formIntersection(other.elements)
    }
}
