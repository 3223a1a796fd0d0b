import Documents

/// Strategic merge patches, as kustomize applies them to what it reads (kyaml's `merge2`): mappings are merged, `null`
/// takes away, lists are replaced unless the schema has keys for them, and `$patch` says otherwise.
struct StrategicMerge {
    let schema: MergeSchema

    /// A value that takes the place of one in the target.
    struct Result {
        /// Nil where nothing is left.
        var value: Value?
        /// Whether it is the target's own value, changed, and not the patch's.
        var isTarget: Bool
        /// Whether a null stays, which otherwise takes the field away.
        var keepsNull = false
    }

    /// The target once the patch is applied; nil where it is deleted.
    func apply(_ patch: Value, to target: Value) throws(KustomizeError) -> Value? {
        try merge(target, patch, nil).value
    }

    func merge(_ target: Value?, _ patch: Value?, _ node: MergeSchema.Node?) throws(KustomizeError) -> Result {
        let node = node ?? target.flatMap(schema.object) ?? patch.flatMap(schema.object)
        let present = [target, patch].compactMap(\.self).first { !$0.isAbsent }
        switch present {
        case nil: return try mergeMappings(target, patch, node)
        case .object?:
            try check(target, patch, isKind: { $0.object != nil }, "a mapping")
            return try mergeMappings(target, patch, node)
        case .array?:
            try check(target, patch, isKind: { $0.array != nil }, "a list")
            guard case .mergedList(let keys, let element)? = node else {
                return Result(value: patch ?? target, isTarget: patch == nil)
            }
            return try mergeLists(target, patch, keys: keys, element: element.map { .type($0) })
        default:
            try check(target, patch, isKind: { $0.object == nil && $0.array == nil }, "no mapping or list")
            return Result(value: patch.map { scalar($0, inPlaceOf: target) } ?? target, isTarget: patch == nil)
        }
    }

    private func check(
        _ target: Value?, _ patch: Value?, isKind: (Value) -> Bool, _ wanted: String
    ) throws(KustomizeError) {
        for value in [target, patch].compactMap(\.self) where !value.isAbsent && !isKind(value) {
            throw KustomizeError(
                .invalid, "a \(value.kindName) and what it is merged with do not fit: \(wanted) is expected")
        }
    }

    /// A scalar keeps the quotes of the one that it replaces. That those were there can be seen only where they were
    /// needed.
    private func scalar(_ patch: Value, inPlaceOf target: Value?) -> Value {
        guard case .string(let old)? = target, !Lexical.isMarked(old), PlainScalar(Array(old.utf8)) != .string,
            !patch.isAbsent, let text = Lexical.text(of: patch)
        else { return patch }
        return Lexical.string(text)
    }

    // MARK: Mappings

    private func mergeMappings(
        _ target: Value?, _ patch: Value?, _ node: MergeSchema.Node?
    ) throws(KustomizeError) -> Result {
        guard let target, !target.isAbsent else {
            guard let patch else {
                // A null that is written out stays, a key without a value goes.
                let stays = target == .null
                return Result(value: stays ? target : nil, isTarget: true, keepsNull: stays)
            }
            guard case .object(var members) = patch else { return Result(value: patch, isTarget: false) }
            if (try? directive(&members)) == .delete { return Result(value: nil, isTarget: false) }
            return Result(value: try mergeMembers(members, members, node), isTarget: false)
        }
        guard case .object(let targetMembers) = target else { return Result(value: target, isTarget: true) }
        guard let patch else { return Result(value: try mergeMembers(targetMembers, nil, node), isTarget: true) }
        guard case .object(var patchMembers) = patch else { return Result(value: nil, isTarget: true) }
        switch try directive(&patchMembers) {
        case .delete: return Result(value: nil, isTarget: true)
        case .replace:
            return Result(value: try mergeMembers(patchMembers, patchMembers, node), isTarget: false)
        case .merge:
            var members = targetMembers
            // Where the patch is its own target.
            members.removeValue(forKey: Directive.key)
            return Result(value: try mergeMembers(members, patchMembers, node), isTarget: true)
        }
    }

    private func mergeMembers(
        _ target: Object, _ patch: Object?, _ node: MergeSchema.Node?
    ) throws(KustomizeError) -> Value {
        var merged = target
        var keys = target.keys
        for key in patch?.keys ?? [] where !target.contains(key) { keys.append(key) }
        for key in keys {
            let result = try merge(target[key], patch?[key], schema.field(key, of: node))
            let isRemoved = !result.keepsNull && (result.value?.isAbsent ?? true)
            merged[key] = isRemoved ? nil : result.value
        }
        return .object(merged)
    }

    // MARK: Directives

    enum Directive: String {
        case merge, replace, delete

        static let key = "$patch"

        init(_ value: Value) throws(KustomizeError) {
            let text = Lexical.text(of: value) ?? ""
            guard let directive = Directive(rawValue: text) else {
                throw KustomizeError(.invalid, "'$patch: \(text)' has to be merge, replace or delete")
            }
            self = directive
        }
    }

    /// What `$patch` says, which is taken out.
    private func directive(_ members: inout Object) throws(KustomizeError) -> Directive {
        guard let value = members[Directive.key] else { return .merge }
        let directive = try Directive(value)
        members.removeValue(forKey: Directive.key)
        return directive
    }
}
