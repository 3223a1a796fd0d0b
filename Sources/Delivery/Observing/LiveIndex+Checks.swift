package import Documents
package import Health
internal import KubeClient
package import KubeModel
internal import Synchronization

/// The health checks of applications, and which objects have still to be judged by them.
struct CheckRegister {
    private var checks: [ObjectKey: HealthChecks] = [:]
    /// By application, the checks that have come or gone since its objects were judged.
    private(set) var changes: [ObjectKey: Set<HealthCheck>] = [:]

    subscript(owner: ObjectKey) -> HealthChecks? { checks[owner] }

    /// - Parameter hasObjects: whether the application has objects that some of these are about.
    mutating func set(_ new: HealthChecks, of owner: ObjectKey, hasObjects: (Set<HealthCheck>) -> Bool) {
        // In another order others may count.
        let changed = Set(new.checks + (checks[owner]?.checks ?? []))
        checks[owner] = new.checks.isEmpty ? nil : new
        if hasObjects(changed) { changes[owner, default: []].formUnion(changed) }
    }

    /// The objects are judged by what has changed until now; what came since stays.
    mutating func settle(_ judged: Set<HealthCheck>, of owner: ObjectKey) {
        if changes[owner] == judged { changes[owner] = nil }
    }
}

extension LiveIndex {
    /// Sets how an application has its objects judged. Set it before its kinds are watched; where it changes later, `judgeAnew`.
    package func setHealthChecks(_ checks: [HealthCheck], of owner: ObjectKey) {
        guard state.withLock({ $0.checks[owner]?.checks ?? [] }) != checks else { return }
        // Read before the lock is taken: there may be much to read.
        let read = HealthChecks(checks)
        state.withLock { state in
            let table = state.table
            state.checks.set(read, of: owner) { changed in !table.keys(of: owner, about: changed).isEmpty }
        }
    }

    /// Judges the objects of an application whose checks have changed. No bodies are kept, so they are listed once more, with the
    /// rights that watches have.
    ///
    /// - Throws: where that fails; the next time goes on with what is left.
    package func judgeAnew(_ owner: ObjectKey) async throws(KubeError) {
        let (changed, keys) = state.withLock { state in
            let changed = state.checks.changes[owner] ?? []
            return (changed, changed.isEmpty ? [] : state.table.keys(of: owner, about: changed))
        }
        guard !changed.isEmpty else { return }
        let places = Dictionary(grouping: keys) { Place(type: $0.type, namespace: $0.id.namespace) }
        for (place, keys) in places.sorted(by: { $0.key < $1.key }) {
            let wanted = Set(keys.map(\.id))
            _ = try await client.list(
                place.type, namespace: place.namespace.isEmpty ? nil : place.namespace,
                labelSelector: Marks.selector(installation: installation), fieldSelector: nil, pageSize: 500,
                restart: {},
                each: { object in
                    guard let id = object.objectID, wanted.contains(id) else { return }
                    record(object, type: place.type)
                })
        }
        state.withLock { $0.checks.settle(changed, of: owner) }
    }
}

/// Where objects are listed.
private struct Place: Hashable, Comparable {
    var type: ResourceType
    var namespace: String

    static func < (left: Place, right: Place) -> Bool {
        (left.type.gvk.description, left.namespace) < (right.type.gvk.description, right.namespace)
    }
}
