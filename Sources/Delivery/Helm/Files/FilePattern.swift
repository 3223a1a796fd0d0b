/// A pattern of `.Files.Glob`: `*` and `?` stop at a slash, `**` does not, `{a,b}` is one of several, `[abc]` or `[a-c]`
/// one character of several, `[!abc]` any but those.
///
/// Matching follows all ways through the pattern at once, so it takes time in proportion to the path's length times the
/// pattern's.
struct FilePattern: Sendable {
    struct Malformed: Error {}

    private indirect enum Node: Sendable {
        case character(Unicode.Scalar)
        case set([ClosedRange<Unicode.Scalar>], isNegated: Bool)
        case one
        case many
        case anything
        case alternatives([[Node]])
    }

    /// Longer ones take too long to be held against all files.
    static let longest = 1_024
    /// How deep braces may nest.
    private static let depthLimit = 50

    private let nodes: [Node]

    init(_ pattern: String) throws(Malformed) {
        var rest = Array(pattern.unicodeScalars)[...]
        nodes = try FilePattern.sequence(&rest, depth: 0)
    }

    func matches(_ path: String) -> Bool {
        let scalars = Array(path.unicodeScalars)
        return FilePattern.ends(of: nodes, from: [0], in: scalars).contains(scalars.count)
    }

    /// Where the nodes can end when they begin at one of the places.
    private static func ends(of nodes: [Node], from places: Set<Int>, in path: [Unicode.Scalar]) -> Set<Int> {
        var places = places
        for node in nodes where !places.isEmpty { places = ends(of: node, from: places, in: path) }
        return places
    }

    private static func ends(of node: Node, from places: Set<Int>, in path: [Unicode.Scalar]) -> Set<Int> {
        switch node {
        case .character(let wanted): step(places, in: path) { $0 == wanted }
        case .one: step(places, in: path) { $0 != "/" }
        case .set(let ranges, let isNegated):
            step(places, in: path) { scalar in ranges.contains { $0.contains(scalar) } != isNegated }
        case .many: run(places, in: path) { $0 != "/" }
        case .anything: run(places, in: path) { _ in true }
        case .alternatives(let sequences):
            sequences.reduce(into: []) { $0.formUnion(ends(of: $1, from: places, in: path)) }
        }
    }

    private static func step(
        _ places: Set<Int>, in path: [Unicode.Scalar], where allows: (Unicode.Scalar) -> Bool
    ) -> Set<Int> {
        Set(places.filter { $0 < path.count && allows(path[$0]) }.map { $0 + 1 })
    }

    private static func run(
        _ places: Set<Int>, in path: [Unicode.Scalar], where allows: (Unicode.Scalar) -> Bool
    ) -> Set<Int> {
        var reached = places
        for place in places.sorted() {
            var next = place
            while next < path.count, allows(path[next]), reached.insert(next + 1).inserted { next += 1 }
        }
        return reached
    }
}

extension FilePattern {
    /// Up to the end, and inside braces up to the next `,` or `}`.
    private static func sequence(
        _ rest: inout ArraySlice<Unicode.Scalar>, depth: Int
    ) throws(Malformed) -> [Node] {
        var nodes: [Node] = []
        while let scalar = rest.first {
            if depth > 0, scalar == "," || scalar == "}" { break }
            rest.removeFirst()
            switch scalar {
            case "*":
                nodes.append(rest.first == "*" ? .anything : .many)
                if rest.first == "*" { rest.removeFirst() }
            case "?": nodes.append(.one)
            case "[": nodes.append(try set(&rest))
            case "{": nodes.append(.alternatives(try alternatives(&rest, depth: depth + 1)))
            case "\\": if let next = rest.popFirst() { nodes.append(.character(next)) }
            default: nodes.append(.character(scalar))
            }
        }
        return nodes
    }

    /// A brace that is never closed ends with the pattern.
    private static func alternatives(
        _ rest: inout ArraySlice<Unicode.Scalar>, depth: Int
    ) throws(Malformed) -> [[Node]] {
        guard depth <= depthLimit else { throw Malformed() }
        var sequences: [[Node]] = []
        repeat {
            sequences.append(try sequence(&rest, depth: depth))
        } while rest.popFirst() == ","
        return sequences
    }

    /// Either one range or single characters, never both.
    private static func set(_ rest: inout ArraySlice<Unicode.Scalar>) throws(Malformed) -> Node {
        var isNegated = false
        if rest.first == "!" {
            isNegated = true
            rest.removeFirst()
        }
        var ranges: [ClosedRange<Unicode.Scalar>] = []
        let start = rest.startIndex
        if rest.count > 3, rest[start + 1] == "-" {
            guard rest[start] <= rest[start + 2], rest[start + 3] == "]" else { throw Malformed() }
            ranges.append(rest[start]...rest[start + 2])
            rest.removeFirst(3)
        }
        while let scalar = rest.popFirst() {
            if scalar == "]" {
                guard !ranges.isEmpty else { throw Malformed() }
                return .set(ranges, isNegated: isNegated)
            }
            guard let member = scalar == "\\" ? rest.popFirst() : scalar else { throw Malformed() }
            ranges.append(member...member)
        }
        throw Malformed()
    }
}
