internal import GoValues

/// Bounds on one expression. All have to hold; what passes one is refused with `CELError.Code.limit`.
package struct CELLimits: Sendable, Hashable {
    /// Of the text.
    package var bytes: Int
    /// How deep an expression may nest. Evaluation nests as deep.
    package var depth: Int
    /// How many parts an expression may have once its macros are written out.
    package var nodes: Int
    /// How much one evaluation may do: a step costs 1, and so does each element that is looked at or made, and every 16 bytes
    /// of text. What an evaluation can hold in memory is bounded by this, too.
    package var cost: Int

    package init(bytes: Int, depth: Int, nodes: Int, cost: Int) {
        self.bytes = bytes
        self.depth = depth
        self.nodes = nodes
        self.cost = cost
    }

    /// What Kubernetes allows an expression of a policy, about: 10 KiB, and a million units of cost, which is some hundred
    /// milliseconds at the worst.
    package static let kubernetes = CELLimits(bytes: 10 << 10, depth: 100, nodes: 4_000, cost: 1_000_000)

    /// For what is evaluated whenever an object changes, by whoever changes it: a tenth of that cost.
    package static let check = CELLimits(bytes: 10 << 10, depth: 100, nodes: 4_000, cost: 100_000)

    /// How deep values may nest that are compared, written or converted. Objects from an API server may be 400 deep.
    static let valueDepth = 500
}

/// What is left of one evaluation's allowance, and what is kept for its length.
struct Meter {
    private var left: Int
    private let limit: Int
    /// Patterns that this evaluation has compiled.
    var patterns = PatternCache()

    init(limit: Int) {
        self.limit = limit
        left = limit
    }

    /// What it has come to so far, at most the limit.
    var spent: Int { limit - max(left, 0) }

    mutating func charge(_ cost: Int) throws(Fault) {
        left -= min(cost, left + 1)
        guard left >= 0 else { throw Fault(.limit, "the expression does more than its cost limit of \(limit) allows") }
    }

    /// For bytes that are read or written.
    mutating func charge(bytes: Int) throws(Fault) { try charge(bytes / 16 + 1) }

    /// For a value that may have been copied out of a document, or is hashed as a key: of texts all bytes are.
    mutating func charge(copyOf value: CELValue) throws(Fault) {
        guard case .string(let text) = value else { return }
        try charge(bytes: text.count)
    }

    /// All elements of a list.
    mutating func elements(of list: CELList) throws(Fault) -> [CELValue] {
        try charge(list.count)
        let values = list.values
        for value in values { try charge(copyOf: value) }
        return values
    }

    /// Keys and values of a map.
    mutating func entries(of map: CELMap) throws(Fault) -> [(key: CELValue, value: CELValue)] {
        try charge(map.count)
        let entries = map.entries
        for (key, value) in entries {
            try charge(copyOf: key)
            try charge(copyOf: value)
        }
        return entries
    }

    /// For pairs of bytes or elements of two sequences of these lengths.
    mutating func charge(product left: Int, _ right: Int) throws(Fault) {
        let (product, overflows) = left.multipliedReportingOverflow(by: right)
        try charge(overflows ? Int.max / 2 : product)
    }
}
