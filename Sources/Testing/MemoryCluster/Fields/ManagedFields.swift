internal import Documents

/// Who decides about which fields of an object: `metadata.managedFields` as a value, and the rules by which it changes.
struct ManagedFields: Sendable {
    struct Manager: Hashable, Sendable {
        var name: String
        var operation: String
        /// Empty for those that apply: of them each has one entry, whatever version they use.
        var apiVersion: String
        var subresource: String

        static func applier(_ name: String) -> Manager {
            Manager(name: name, operation: "Apply", apiVersion: "", subresource: "")
        }

        var isApplier: Bool { operation == "Apply" }
    }

    struct Entry: Sendable {
        var set: FieldSet
        var apiVersion: String
        var time: String?
    }

    /// A field that somebody else decides about.
    struct Conflict: Sendable {
        var manager: Manager
        var path: [PathElement]
    }

    struct Conflicts: Error {
        var conflicts: [Conflict]
    }

    private(set) var entries: [Manager: Entry] = [:]

    var isEmpty: Bool { entries.isEmpty }

    init() {}

    init(_ list: Value?) {
        for entry in list?.array ?? [] {
            let operation = entry["operation"]?.string ?? ""
            let apiVersion = entry["apiVersion"]?.string ?? ""
            let manager = Manager(
                name: entry["manager"]?.string ?? "", operation: operation,
                apiVersion: operation == "Apply" ? "" : apiVersion, subresource: entry["subresource"]?.string ?? "")
            let set = FieldSet(entry["fieldsV1"])
            guard !operation.isEmpty else { continue }
            entries[manager] = Entry(set: set, apiVersion: apiVersion, time: entry["time"]?.string)
        }
    }

    /// As in an object; nil where there is nothing to say.
    var value: Value? {
        guard !entries.isEmpty else { return nil }
        let sorted = entries.sorted { left, right in order(left) < order(right) }
        return .array(
            sorted.map { manager, entry in
                var object: Value = [
                    "manager": .string(manager.name), "operation": .string(manager.operation),
                    "apiVersion": .string(entry.apiVersion), "fieldsType": "FieldsV1", "fieldsV1": entry.set.value,
                ]
                object["time"] = entry.time.map(Value.string)
                if !manager.subresource.isEmpty { object["subresource"] = .string(manager.subresource) }
                return object
            })
    }

    private func order(_ entry: (key: Manager, value: Entry)) -> (String, String, String, String, String) {
        (
            entry.key.operation, entry.value.time ?? "", entry.key.name, entry.value.apiVersion,
            entry.key.subresource
        )
    }

    /// What servers keep by themselves, and nobody decides about.
    private static let ownless = FieldSet(
        [["apiVersion"], ["kind"], ["metadata"]].map { $0.map(PathElement.field) }
            + [
                "name", "namespace", "creationTimestamp", "selfLink", "uid", "clusterName", "generation",
                "managedFields", "resourceVersion",
            ].map { [.field("metadata"), .field($0)] })
}

extension ManagedFields {
    /// Notes a write that says what the whole object is like: what it changes is its manager's from now on.
    mutating func update(
        from old: Value, to new: Value, shape: Shape, by manager: Manager, ignoring: [String], time: String,
        traits: ServerTraits
    ) {
        if traits.expandsMaps { expand(by: old, shape) }
        var comparison = shape.compare(old, new)
        for name in ignoring { comparison.ignore(name) }
        take(comparison.changed.union(comparison.removed), from: { _ in true })
        let own = comparison.changed.subtracting(Self.ownless)
        guard !own.isEmpty else { return }
        let all = entries[manager].map { $0.set.union(own) } ?? own
        entries[manager] = Entry(set: all, apiVersion: manager.apiVersion, time: time)
    }

    /// What becomes of a live object by an apply; throws where that would change what others decide about.
    mutating func apply(
        _ applied: Value, to live: Value, shape: Shape, by manager: Manager, apiVersion: String, ignoring: [String],
        force: Bool, time: String, traits: ServerTraits
    ) throws(Conflicts) -> Value {
        if traits.expandsMaps { expand(by: live, shape) }
        let last = entries[manager]
        var own = shape.fieldSet(of: applied, withEmpty: traits.ownsEmptiness)
        for name in ignoring { own = own.without(.field(name)) }
        entries[manager] = Entry(set: own, apiVersion: apiVersion, time: last?.time)
        let merged = shape.merge(live, applied, inOrder: traits.ordersAsApplied) ?? applied
        let new = last.map { prune(merged, shape, last: $0.set, traits) } ?? merged
        var comparison = shape.compare(live, new)
        for name in ignoring { comparison.ignore(name) }
        let conflicts = conflicts(comparison.changed, with: manager)
        guard force || conflicts.isEmpty else { throw Conflicts(conflicts: conflicts) }
        take(comparison.changed.union(comparison.removed), from: { $0 != manager })
        own = own.subtracting(Self.ownless)
        entries[manager] = own.isEmpty ? nil : Entry(set: own, apiVersion: apiVersion, time: last?.time)
        if live != new || !traits.ignoresTimes { entries[manager]?.time = time }
        return new
    }

    private mutating func expand(by live: Value, _ shape: Shape) {
        for (manager, entry) in entries { entries[manager]?.set = entry.set.expanded(by: live, shape) }
    }

    /// Takes out what the manager applied last time, does not apply now, and nobody else decides about.
    private func prune(_ merged: Value, _ shape: Shape, last: FieldSet, _ traits: ServerTraits) -> Value {
        func named(_ set: FieldSet) -> FieldSet { traits.prunesParents ? set.withNamedFields(shape) : set }
        func fields(_ value: Value) -> FieldSet {
            named(shape.fieldSet(of: value, withEmpty: traits.ownsEmptiness))
        }
        func left(by removal: FieldSet) -> FieldSet { fields(shape.remove(removal, from: merged)) }
        let all = fields(merged)
        let before = named(last)
        let managed = named(entries.values.reduce(FieldSet()) { $0.union($1.set) })
        let unowned = all.subtracting(left(by: before).union(managed))
        return shape.remove(all.subtracting(left(by: unowned)).intersection(before), from: merged)
    }

    private func conflicts(_ changed: FieldSet, with manager: Manager) -> [Conflict] {
        entries.filter { $0.key != manager }.sorted {
            ($0.key.name, $0.key.operation) < ($1.key.name, $1.key.operation)
        }
        .flatMap { other, entry in
            entry.set.intersection(changed).paths.map { Conflict(manager: other, path: $0) }
        }
    }

    /// Ends what managers decided about these fields.
    private mutating func take(_ fields: FieldSet, from isAffected: (Manager) -> Bool) {
        for (manager, entry) in entries where isAffected(manager) {
            let rest = entry.set.subtracting(fields)
            if rest.isEmpty { entries[manager] = nil } else { entries[manager]?.set = rest }
        }
    }
}

extension ManagedFields.Conflicts {
    /// As servers put it.
    var message: String {
        if let only = conflicts.first, conflicts.count == 1 {
            return "Apply failed with 1 conflict: conflict with \(only.manager.conflictText): \(only.fieldText)"
        }
        var lines: [String] = []
        var manager: ManagedFields.Manager?
        for conflict in conflicts {
            if conflict.manager != manager { lines.append("conflicts with \(conflict.manager.conflictText):") }
            manager = conflict.manager
            lines.append("- \(conflict.fieldText)")
        }
        return "Apply failed with \(conflicts.count) conflicts: \(lines.joined(separator: "\n"))"
    }

    var causes: [Value] {
        conflicts.map { conflict in
            [
                "reason": "FieldManagerConflict",
                "message": .string("conflict with \(conflict.manager.conflictText)"),
                "field": .string(conflict.fieldText),
            ]
        }
    }
}

extension ManagedFields.Conflict {
    fileprivate var fieldText: String { path.map(\.causeText).joined() }
}

extension ManagedFields.Manager {
    fileprivate var conflictText: String {
        let place = subresource.isEmpty ? "" : " with subresource \"\(subresource)\""
        return "\"\(name)\"\(place)\(isApplier ? "" : " using \(apiVersion)")"
    }
}
