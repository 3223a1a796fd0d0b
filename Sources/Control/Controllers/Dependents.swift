internal import Documents
internal import Synchronization

/// Which applications wait for which: `dependsOn`, read backwards.
final class Dependents: Sendable {
    private struct State {
        var dependencies: [ObjectKey: Set<ObjectKey>] = [:]
        var dependents: [ObjectKey: Set<ObjectKey>] = [:]
    }

    private let state = Mutex(State())

    func set(_ dependencies: Set<ObjectKey>, of key: ObjectKey) {
        state.withLock { state in
            for old in state.dependencies[key] ?? [] { state.dependents[old]?.remove(key) }
            state.dependencies[key] = dependencies.isEmpty ? nil : dependencies
            for new in dependencies { state.dependents[new, default: []].insert(key) }
        }
    }

    subscript(key: ObjectKey) -> Set<ObjectKey> { state.withLock { $0.dependents[key] ?? [] } }
}
