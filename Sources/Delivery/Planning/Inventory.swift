package import Documents

/// Everything that one application is known to have in the cluster, or may have because it was about to apply it.
///
/// Guarantees: one entry per object; the stored form depends on the entries alone, not on how they came in.
package struct Inventory: Sendable {
    private var members: [ObjectID: InventoryEntry] { didSet { packed = nil } }
    /// The stored form, where it is known and takes work to make or to read.
    var packed: Value?

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

    /// What is remembered of an object; nil where it was never about to be applied, or is known to be gone.
    package subscript(id: ObjectID) -> InventoryEntry? { members[id] }

    /// Whether the object may exist because of us.
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

    /// Remembers that what was applied last has run to its end. Where it is not known to have been applied, nothing is.
    package mutating func finish(_ id: ObjectID, as finish: Finish) { members[id]?.settled?.finish = finish }

    /// Forgets an object: to be called once it is known to be gone, or not ours.
    package mutating func forget(_ id: ObjectID) {
        guard contains(id) else { return }
        members[id] = nil
    }

    /// Remembers an object under another name that it has, as one of whose last apply nothing is known. What is remembered
    /// under that name already stays.
    package mutating func move(_ id: ObjectID, to successor: ObjectID) {
        guard let entry = members[id] else { return }
        forget(id)
        if !contains(successor) { intend(successor, version: entry.version) }
    }

    /// The entries of both; of two for one object, the other's.
    package func union(_ other: Inventory) -> Inventory {
        guard !other.isEmpty else { return self }
        var union = self
        union.members.merge(other.members) { _, other in other }
        return union
    }

    /// What is remembered of all other objects.
    package func removing(_ ids: some Sequence<ObjectID>) -> Inventory {
        var remaining = self
        for id in ids { remaining.forget(id) }
        return remaining
    }
}

extension Inventory: Hashable {
    package static func == (left: Inventory, right: Inventory) -> Bool { left.members == right.members }

    package func hash(into hasher: inout Hasher) { hasher.combine(members) }
}
