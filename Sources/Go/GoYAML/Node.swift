import Documents
import GoValues

/// A value on its way out of a document.
struct Node {
    var value: GoValue
    /// What a scalar was before it became a `float64`.
    var scalar: Resolved?
    /// How deep it nests; a scalar has 0.
    var height = 0
    var cost = Cost()
    /// How many nodes Go decodes for it, aliases written out.
    var decodes = 0
}

/// What a value takes once its aliases are written out.
struct Cost {
    var nodes = 0
    var bytes = 0
}

/// Go's own bound on documents that consist of aliases.
struct AliasGuard {
    private(set) var decodes = 0
    private var aliased = 0

    mutating func count(_ nodes: Int) throws(GoYAMLError) {
        decodes += nodes
        try check()
    }

    mutating func countAlias(_ nodes: Int) throws(GoYAMLError) {
        decodes += nodes
        aliased += nodes
        try check()
    }

    private func check() throws(GoYAMLError) {
        guard aliased > 100, decodes > 1_000, Double(aliased) / Double(decodes) > allowed else { return }
        throw GoYAMLError(.content, "yaml: document contains excessive aliasing")
    }

    /// 99 % in small documents, falling to 10 % in large ones.
    private var allowed: Double {
        switch decodes {
        case ...400_000: 0.99
        case 4_000_000...: 0.10
        default: 0.99 - 0.89 * (Double(decodes - 400_000) / 3_600_000)
        }
    }
}

extension GoValue {
    /// The same value with lists and maps of its own. Recursion is bounded by the depth of the document.
    func deepCopy() -> GoValue {
        switch self {
        case .list(let list): .list(GoList(list.elements.map { $0.deepCopy() }, type: list.type))
        case .map(let map): .map(GoMap(map.entries.mapValues { $0.deepCopy() }, type: map.type))
        default: self
        }
    }
}
