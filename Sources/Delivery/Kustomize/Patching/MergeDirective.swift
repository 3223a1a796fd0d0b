/// What `$patch` asks for.
enum MergeDirective: String {
    case merge, replace, delete

    private static let key = "$patch"

    /// The directive of a mapping, which it loses.
    static func take(fromMapping patch: MergeNode) throws(KustomizeError) -> MergeDirective {
        guard let node = patch[key] else { return .merge }
        let directive = try named(node.text)
        patch.remove(key)
        return directive
    }

    /// The directive of a list: that of the first element with any, if it holds nothing else.
    static func take(fromList patch: MergeNode) throws(KustomizeError) -> MergeDirective {
        guard let element = patch.elements.first(where: { $0[key] != nil }), element.keys.count == 1,
            let node = element[key]
        else { return .merge }
        let directive = try named(node.text)
        try MergeIdentity(keys: [key], values: [node.text]).put(nil, into: patch)
        return directive
    }

    private static func named(_ text: String) throws(KustomizeError) -> MergeDirective {
        guard let directive = MergeDirective(rawValue: text) else {
            throw KustomizeError(.invalid, "'\(key): \(text)' is not known; it has to be merge, replace or delete")
        }
        return directive
    }
}
