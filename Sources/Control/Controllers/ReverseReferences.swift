internal import Documents
internal import Synchronization

/// Which objects refer to an object: their references, read backwards.
final class ReverseReferences: Sendable {
    private struct State {
        var references: [ObjectKey: Set<ObjectKey>] = [:]
        var referrers: [ObjectKey: Set<ObjectKey>] = [:]
    }

    private let state = Mutex(State())

    /// Sets all that an object refers to.
    func set(_ references: Set<ObjectKey>, of key: ObjectKey) {
        state.withLock { state in
            let before = state.references.updateValue(references, forKey: key) ?? []
            if references.isEmpty { state.references[key] = nil }
            for old in before.subtracting(references) {
                state.referrers[old]?.remove(key)
                if state.referrers[old]?.isEmpty ?? false { state.referrers[old] = nil }
            }
            for new in references.subtracting(before) { state.referrers[new, default: []].insert(key) }
        }
    }

    /// The objects that refer to one.
    subscript(key: ObjectKey) -> Set<ObjectKey> { state.withLock { $0.referrers[key] ?? [] } }

    /// How many objects are referred to.
    var count: Int { state.withLock { $0.referrers.count } }
}
