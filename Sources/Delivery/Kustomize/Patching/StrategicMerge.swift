import Documents

/// Strategic merge as kustomize has it: mappings are merged, lists replaced or merged by key, null takes away.
///
/// It follows kustomize's kyaml where that differs from the API server's: what a patch brings is put before what there is,
/// lists of kinds without a schema are replaced, `$setElementOrder` and its like mean nothing, and in lists `$patch:
/// replace` has no effect on elements that exist.
struct StrategicMerge {
    let schema: MergeSchema

    /// Nil where the patch deletes the object. To replace it as a whole is asked in vain.
    func apply(_ patch: Value, to object: Value) throws(KustomizeError) -> Value? {
        let target = MergeNode(object)
        var path: [String] = []
        guard let merged = try merge(target, MergeNode(patch), nil, &path) else { return nil }
        return merged === target ? merged.value : object
    }

    /// What a place holds after the merge; nil for nothing. Null stays only where no patch is and the file spells it out.
    private func merge(
        _ old: MergeNode?, _ patch: MergeNode?, _ known: MergeSchema.Node?, _ path: inout [String]
    ) throws(KustomizeError) -> MergeNode? {
        // Where the way leads into a type that is not known, an object inside an object says itself what it is.
        let type = known ?? old.flatMap(type) ?? patch.flatMap(type)
        guard let kind = old?.kind ?? patch?.kind else { return mergeNulls(old, patch) }
        if let patchKind = patch?.kind, patchKind != kind {
            throw KustomizeError(
                .invalid,
                "the patch has a \(patchKind.name) at '\(path.joined(separator: "."))', where the object has a \(kind.name)"
            )
        }
        switch kind {
        case .mapping: return try mergeMappings(old, patch, type, &path)
        case .list:
            guard case .mergedList(let keys, let element)? = type else { return present(patch ?? old) }
            return try mergeLists(old, patch, (keys, element.map { .type($0) }), &path)
        case .scalar: return present(patch ?? old)
        }
    }

    private func present(_ node: MergeNode?) -> MergeNode? { node.flatMap { $0.isNull ? nil : $0 } }

    private func type(of node: MergeNode) -> MergeSchema.Node? {
        guard node.kind == .mapping, let kind = node["kind"], let version = node["apiVersion"], kind.kind == .scalar,
            version.kind == .scalar
        else { return nil }
        return schema.type(ofKind: kind.text, version.text)
    }

    private func mergeNulls(_ old: MergeNode?, _ patch: MergeNode?) -> MergeNode? {
        guard let old, patch == nil, !old.text.isEmpty else { return nil }
        return old
    }

    private func mergeMappings(
        _ old: MergeNode?, _ patch: MergeNode?, _ type: MergeSchema.Node?, _ path: inout [String]
    ) throws(KustomizeError) -> MergeNode? {
        guard let target = try mappingTarget(old, patch) else { return nil }
        for key in Set(target.keys).union(patch.map { Array($0.keys) } ?? []).sorted() {
            guard !BrokenKey.isBroken(key) else {
                let place = path.joined(separator: ".")
                throw KustomizeError(.invalid, "the patch has a key at '\(place)' that is no text; put it in quotes")
            }
            path.append(key)
            if let merged = try merge(target[key], patch?[key], schema.field(key, of: type), &path) {
                target.set(key, merged)
            } else {
                target.remove(key)
            }
            path.removeLast()
        }
        return target
    }

    /// The mapping that the other is merged into; nil where there will be none.
    private func mappingTarget(_ old: MergeNode?, _ patch: MergeNode?) throws(KustomizeError) -> MergeNode? {
        guard let old, !old.isNull else {
            guard let patch, !patch.isNull else { return nil }
            // A directive that is not known stays here, and is an error only where there is something to merge with.
            return (try? MergeDirective.take(fromMapping: patch)) == .delete ? nil : patch
        }
        guard let patch else { return old }
        guard !patch.isNull else { return nil }
        switch try MergeDirective.take(fromMapping: patch) {
        case .delete: return nil
        case .replace: return patch
        case .merge: return old
        }
    }

    // MARK: Lists

    private func mergeLists(
        _ old: MergeNode?, _ patch: MergeNode?, _ type: (keys: [String], element: MergeSchema.Node?),
        _ path: inout [String]
    ) throws(KustomizeError) -> MergeNode? {
        guard let target = try listTarget(old, patch) else { return nil }
        if let merged = try mergeDistinct(target, patch, type, &path) { return merged }
        guard target.elements.count + (patch?.elements.count ?? 0) <= StrategicMerge.indistinctElements else {
            throw KustomizeError(
                .limit,
                "the list '\(path.joined(separator: "."))' has more than \(StrategicMerge.indistinctElements) elements, of "
                    + "which some lack a key or have another's")
        }
        return try mergeIndistinct(target, patch, type, &path)
    }

    /// What is done to lists whose elements cannot be told apart takes time by the square of their number.
    private static let indistinctElements = 2_000

    /// The short way for lists whose elements have all keys, and no two the same ones; nil for others.
    private func mergeDistinct(
        _ target: MergeNode, _ patch: MergeNode?, _ type: (keys: [String], element: MergeSchema.Node?),
        _ path: inout [String]
    ) throws(KustomizeError) -> MergeNode? {
        guard let places = target.places(by: type.keys), patch == nil || patch?.places(by: type.keys) != nil else {
            return nil
        }
        let old = target.elements
        var kept: [MergeNode?] = old
        var added: [MergeNode] = []
        var isMet = Array(repeating: false, count: old.count)
        for element in patch?.elements ?? [] {
            let place = element.values(of: type.keys).flatMap { places[$0] }
            let merged = try merge(place.map { old[$0] }, element, type.element, &path)
            let isGone = merged?.isEmptyMapping ?? true
            guard let place else {
                if let merged, !isGone { added.append(merged) }
                continue
            }
            isMet[place] = true
            // By one key they come in the patch's order, by several in the old one. An element that the patch would
            // have replaced is still the old one.
            if !isGone, type.keys.count < 2 { added.append(old[place]) }
            if isGone || type.keys.count < 2 { kept[place] = nil }
        }
        for place in old.indices where !isMet[place] {
            let isGone = try merge(old[place], nil, type.element, &path)?.isEmptyMapping ?? true
            if isGone { kept[place] = nil }
        }
        return MergeNode(elements: added + kept.compactMap(\.self))
    }

    /// The long way, which follows kyaml step by step, also where that does what nobody would ask for.
    private func mergeIndistinct(
        _ target: MergeNode, _ patch: MergeNode?, _ type: (keys: [String], element: MergeSchema.Node?),
        _ path: inout [String]
    ) throws(KustomizeError) -> MergeNode? {
        var entries = MergeEntries(keys: type.keys)
        if let patch { entries.add(patch) }
        entries.add(target)
        entries.fillIn()
        guard let last = entries.identities.last else { return target }
        let added = MergeNode(elements: [])
        for values in entries.identities {
            let identity = entries.identity(values)
            let merged = try merge(
                entries.element(values, in: target), patch.flatMap { entries.element(values, in: $0) }, type.element,
                &path)
            guard let merged, !merged.isEmptyMapping else {
                try identity.put(nil, into: target)
                continue
            }
            try identity.put(merged, into: added)
        }
        try added.append(target, by: entries.identity(last).keys)
        return added
    }

    private func listTarget(_ old: MergeNode?, _ patch: MergeNode?) throws(KustomizeError) -> MergeNode? {
        guard let old, !old.isNull else { return patch }
        guard let patch else { return old }
        guard !patch.isNull else { return nil }
        switch try MergeDirective.take(fromList: patch) {
        case .delete: return nil
        case .replace: return patch
        case .merge: return old
        }
    }
}
