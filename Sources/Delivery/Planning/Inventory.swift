package import Documents

/// Everything that one application is known to have in the cluster, or may have because it was about to apply it.
///
/// Guarantees: one entry per object; the stored form depends on the entries alone, not on how they came in.
package struct Inventory: Sendable, Hashable {
    private var members: [ObjectID: InventoryEntry]

    package init() { members = [:] }

    /// Of two entries for one object the later wins.
    package init(_ entries: some Sequence<InventoryEntry>) {
        members = Dictionary(entries.map { ($0.id, $0) }, uniquingKeysWith: { _, later in later })
    }

    package var count: Int { members.count }
    package var isEmpty: Bool { members.isEmpty }

    /// All entries, in the order in which their objects are applied.
    package var entries: [InventoryEntry] {
        members.values.map { ($0, applyRank($0.id.groupKind)) }
            .sorted { precedes($0.0.id, $0.1, $1.0.id, $1.1) }
            .map(\.0)
    }

    /// All entries, in no order; cheaper than `entries`.
    package var unorderedEntries: some Collection<InventoryEntry> & Sendable { members.values }

    package subscript(id: ObjectID) -> InventoryEntry? { members[id] }

    package func contains(_ id: ObjectID) -> Bool { members[id] != nil }

    /// Remembers that an object is about to be applied; what was known of its last apply no longer counts.
    package mutating func intend(_ id: ObjectID, version: String) {
        members[id] = InventoryEntry(id: id, version: version, settled: nil)
    }

    /// Remembers that an object was applied.
    package mutating func settle(_ id: ObjectID, version: String, manifest: UInt64, projection: UInt64) {
        let settled = InventoryEntry.Settled(manifest: manifest, projection: projection)
        members[id] = InventoryEntry(id: id, version: version, settled: settled)
    }

    /// Forgets an object: to be called once it is known to be gone, or not ours.
    package mutating func forget(_ id: ObjectID) { members[id] = nil }

    /// The entries of both; of two for one object, the other's.
    package func union(_ other: Inventory) -> Inventory {
        var union = self
        union.members.merge(other.members) { _, other in other }
        return union
    }

    package func removing(_ ids: some Sequence<ObjectID>) -> Inventory {
        var remaining = self
        for id in ids { remaining.forget(id) }
        return remaining
    }
}

extension Inventory {
    /// Reads the stored form, `{"entries": […]}`; nil and null are an empty inventory.
    ///
    /// Throws rather than leaving out what it cannot read: an entry lost is an object that is never deleted.
    package init(_ value: Value?) throws(PlanningError) {
        self.init()
        guard let value, !value.isNull else { return }
        guard value.object != nil else {
            throw PlanningError(.malformedInventory, "the inventory is a \(value.kindName), not a mapping")
        }
        guard let entries = value["entries"], !entries.isNull else { return }
        guard let entries = entries.array else {
            throw PlanningError(.malformedInventory, "the inventory's entries are no list")
        }
        for value in entries {
            let entry = try InventoryEntry(value)
            members[entry.id] = entry
        }
    }

    package var value: Value { ["entries": .array(entries.map(\.value))] }
}
