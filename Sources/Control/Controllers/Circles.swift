internal import Documents
internal import GitOpsAPI
internal import KubeRuntime
internal import Synchronization

/// Which applications wait for themselves, by way of others.
///
/// It is looked for where somebody changes what one waits for, and kept: no other event has anybody go from application to
/// application.
final class Circles: Sendable {
    /// Of each that is in a circle all those that it is in one with, itself among them.
    private let components = Mutex<[ObjectKey: Set<ObjectKey>]>([:])

    /// Looks again after an application has come to wait for others than before, or others for it. Returns those that are, or
    /// were, in a circle with it.
    func update(around key: ObjectKey, _ graph: ReadinessGraph) -> Set<ObjectKey> {
        components.withLock { components in
            var concerned = components[key] ?? []
            for member in concerned { components[member] = nil }
            // Whatever is new leads through this one; what is left of a circle that it was in need not.
            for start in concerned.union([key]) where components[start] == nil {
                let component = graph.component(of: start)
                for member in component { components[member] = component }
                concerned.formUnion(component)
            }
            return concerned
        }
    }

    /// Those that an application is in a circle with, itself among them; none where it is in none.
    subscript(key: ObjectKey) -> Set<ObjectKey> { components.withLock { $0[key] ?? [] } }
}
