package import Documents
internal import KubeModel

/// An object as it is and as it would be.
package struct ComparedObject: Sendable {
    package var id: ObjectID
    /// Nil where it is not there.
    package var before: Value?
    /// Nil where it would be gone.
    package var after: Value?
    /// Whether it is not known how it is, or how it would be.
    package var isUnseen: Bool
    /// Whether it is deleted and made anew.
    package var isReplaced: Bool

    package init(id: ObjectID, before: Value?, after: Value?, isUnseen: Bool, isReplaced: Bool) {
        self.id = id
        self.before = before
        self.after = after
        self.isUnseen = isUnseen
        self.isReplaced = isReplaced
    }
}

/// How much more or less the objects of a plan ask for: requests × replicas, and claims of volumes.
///
/// Pure, exact, and of a bounded size. It is what whoever decides about a plan can go by.
package struct ResourceChange: Sendable, Hashable {
    /// An object of which something changes that is not in the sums.
    package struct Unpriced: Sendable, Hashable {
        package var id: ObjectID
        package var why: Flaw
    }

    /// With as few replicas as autoscalers allow.
    package private(set) var usual = ResourceAmounts.none
    /// With as many.
    package private(set) var scaledUp = ResourceAmounts.none
    /// On each node, of what runs on all; it is in no other sum.
    package private(set) var perNode = ResourceAmounts.none
    /// In the order of the plan.
    package private(set) var unpriced: [Unpriced] = []

    package static let none = ResourceChange()
    private init() {}

    package var isNone: Bool { self == .none }

    /// - Parameters:
    ///   - objects: what changes.
    ///   - unchanged: what the application has besides; a changed autoscaler may be about it.
    package init(_ objects: [ComparedObject], unchanged: [Value]) {
        let changed = objects.filter { Demand.mayConcern($0.id) }
        guard !changed.isEmpty else { return }
        let rest = unchanged.compactMap { value in value.objectID.map { (id: $0, document: value) } }
            .filter { Demand.mayConcern($0.id) }
        let before = Autoscalers(changed.compactMap { object in object.before.map { (object.id, $0) } } + rest)
        let after = Autoscalers(changed.compactMap { object in object.after.map { (object.id, $0) } } + rest)
        let moved = Set(
            changed.flatMap { object in
                [object.before, object.after].compactMap { $0.flatMap { Autoscalers.target(object.id, $0) } }
            })
        let scaled = rest.filter { moved.contains(Autoscalers.Target(kind: $0.id.kind, name: $0.id.name)) }.map {
            ComparedObject(id: $0.id, before: $0.document, after: $0.document, isUnseen: false, isReplaced: false)
        }
        for object in changed + scaled { add(object, before, after) }
    }

    private mutating func add(_ object: ComparedObject, _ scalersBefore: Autoscalers, _ scalersAfter: Autoscalers) {
        guard !object.isUnseen else { return unpriced.append(Unpriced(id: object.id, why: .unseen)) }
        let nodes = object.before?.at("status", "desiredNumberScheduled")?.integer.flatMap {
            (1...Self.mostNodes).contains($0) ? $0 : nil
        }
        func demand(_ document: Value?, _ scalers: Autoscalers) -> Demand {
            document.map { Demand(of: $0, object.id, scalers, nodes: nodes) } ?? .none
        }
        let before = demand(object.before, scalersBefore)
        var after = demand(object.after, scalersAfter)
        if object.keepsClaims { after = after.keepingClaims(of: before) }
        guard before != after else { return }
        usual = usual + (after.usual - before.usual)
        scaledUp = scaledUp + (after.scaledUp - before.scaledUp)
        perNode = perNode + (after.perNode - before.perNode)
        if let flaw = after.flaw ?? before.flaw { unpriced.append(Unpriced(id: object.id, why: flaw)) }
    }

    /// Twenty times what Kubernetes is made for.
    private static let mostNodes = 100_000
}

extension ComparedObject {
    /// Whether claims that it had stay with nobody using them.
    fileprivate var keepsClaims: Bool {
        guard id.group == "apps", id.kind == "StatefulSet", let before else { return false }
        let isGone = after == nil || isReplaced
        let policy = (isGone ? before : after ?? before).at("spec", "persistentVolumeClaimRetentionPolicy")
        return policy?[isGone ? "whenDeleted" : "whenScaled"]?.string != "Delete"
    }
}
