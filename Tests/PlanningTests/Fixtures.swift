import Documents
import Planning
import TestKit

let me: ObjectKey = "shop/web"

func id(_ kind: String, _ name: String, group: String = "", namespace: String = "shop") -> ObjectID {
    ObjectID(group: group, kind: kind, namespace: namespace, name: name)
}

func desired(
    _ id: ObjectID, digest: UInt64 = 1, version: String = "v1", place: String = "app.yaml:1",
    rerun: Rerun = .unlessFinished
) -> DesiredObject {
    DesiredObject(id: id, version: version, digest: digest, place: place, rerun: rerun)
}

func row(
    projection: UInt64 = 10, owner: ObjectKey? = me, managed: Bool = true, terminating: Bool = false,
    keep: Bool = false, uid: String = "uid", claim: LiveRow.Claim = .upheld
) -> LiveRow {
    var row = LiveRow(
        uid: uid, resourceVersion: "1", projection: projection, owner: owner, managedByUs: managed,
        isTerminating: terminating, keep: keep)
    row.claim = claim
    return row
}

/// An entry; without hashes, one that was only intended.
func entry(
    _ id: ObjectID, manifest: UInt64? = 1, projection: UInt64 = 10, version: String = "v1", finish: Finish? = nil
) -> InventoryEntry {
    InventoryEntry(
        id: id, version: version,
        settled: manifest.map { .init(manifest: $0, projection: projection, finish: finish) })
}

func options(
    prune: Bool = true, selfHeal: Bool = true, allowEmpty: Bool = false, forceAll: Bool = false
) -> PlanOptions {
    PlanOptions(owner: me, prune: prune, selfHeal: selfHeal, allowEmpty: allowEmpty, forceAll: forceAll)
}

extension Plan {
    /// Every object that the plan names, in no particular order.
    var objects: [PlannedObject] {
        [applies.flatMap(\.self), deletes.flatMap(\.self), kept, blocked, released].flatMap(\.self)
    }

    func action(for id: ObjectID) -> Action? { objects.first { $0.id == id }?.action }
}

extension SeededRandom {
    mutating func chance(_ percent: Int) -> Bool { Int.random(in: 0..<100, using: &self) < percent }
}
