import Documents

/// `sortOptions`: in which order objects are put out.
struct SortOptions {
    var order: String
    /// Nil for kustomize's own.
    var kinds: KindOrder?

    init(order: KustomizeOptions.Order) {
        switch order {
        case .legacy: self.order = "legacy"
        case .asRead: self.order = "fifo"
        }
    }

    init(_ fields: inout FieldReader) throws(KustomizeError) {
        order = try fields.string("order")
        guard order == "legacy" || order == "fifo" else {
            throw KustomizeError(.invalid, "has to be legacy or fifo", field: "sortOptions.order")
        }
        kinds = try fields.record("legacySortOptions") { options throws(KustomizeError) in
            KindOrder(first: try options.strings("orderFirst"), last: try options.strings("orderLast"))
        }
        guard order == "legacy" || kinds == nil else {
            throw KustomizeError(
                .invalid, "is for the order 'legacy' only", field: "sortOptions.legacySortOptions")
        }
    }

    func sorted(_ resources: [Resource]) -> [Resource] {
        guard order == "legacy" else { return resources }
        let kinds = kinds ?? .standard
        let keyed = resources.map { (resource: $0, key: Key($0.id, kinds)) }
        return keyed.sorted { $0.key < $1.key }.map(\.resource)
    }

    private struct Key: Comparable {
        let isCoreNamespace: Bool
        let isNamespace: Bool
        let kind: KindOrder.Key
        let text: [UInt8]

        init(_ id: ResourceID, _ kinds: KindOrder) {
            isNamespace = id.kind == "Namespace"
            isCoreNamespace = isNamespace && id.group.isEmpty
            kind = kinds.key(id.gvk)
            let namespace = id.namespace.isEmpty ? "~X" : id.namespace
            text = Array("\(ResourceID.text(of: id.gvk))|\(namespace)|\(id.name.isEmpty ? "~N" : id.name)".utf8)
        }

        static func < (left: Key, right: Key) -> Bool {
            if left.kind == right.kind { return left.text.lexicographicallyPrecedes(right.text) }
            // Of things called Namespace, those of the core come first although their mark sorts last.
            if left.isNamespace, right.isNamespace, left.isCoreNamespace || right.isCoreNamespace {
                return right.kind < left.kind
            }
            return left.kind < right.kind
        }
    }
}
