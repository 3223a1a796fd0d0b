import Documents
import GoValues
import YAML

extension GoComposer {
    /// A value on its way out of a document.
    struct Node: ComposedNode {
        var value: GoValue
        /// What a scalar was before it became a `float64`.
        var scalar: Resolved?
        var height = 0
        var cost = ComposedCost()
    }
}

/// Go's own bound on documents that consist of aliases.
struct AliasGuard {
    private var decodes = 0
    private var aliased = 0

    /// Go decodes an alias, and then what it stands for.
    mutating func count(_ cost: ComposedCost, isAliased: Bool) throws(GoYAMLError) {
        let nodes = cost.nodes + cost.aliases
        decodes += nodes
        if isAliased { aliased += nodes - 1 }
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
