internal import Applying
internal import Documents
internal import GitOpsAPI
internal import KubeModel
internal import Synchronization

/// Keeping what one run takes away: what it has come to is taken over once the run has done its writes.
final class Keeping: Sendable {
    private let store: KeepsakeStore
    /// Nil where there is no deployment yet that it could be kept of.
    private let place: KeepsakePlace?
    private let isRequired: Bool
    private let state = Mutex(Outcome())

    /// What came of it.
    struct Outcome: Sendable {
        /// All that is kept of the deployment; nil where nothing was added.
        var kept: [ObjectID]?
        /// What is gone without, and why.
        var missed: [ObjectID: KubeError] = [:]
    }

    /// Nil where nothing is to be kept.
    init?(_ store: KeepsakeStore, _ choice: GitOpsApplication.SyncPolicy.KeepDeleted, _ place: KeepsakePlace?) {
        guard choice != .off else { return nil }
        self.store = store
        self.place = place
        isRequired = choice == .required
    }

    var keeper: Keeper {
        Keeper(
            isRequired: isRequired, keep: { await self.keep($0) },
            miss: { missed in
                self.state.withLock { $0.missed.merge(missed) { first, _ in first } }
            })
    }

    private func keep(_ keepsakes: [Keepsake]) async -> [ObjectID: KubeError] {
        guard let place else {
            let error = KubeError(.other, "no deployment of the application is known; it is after the next change")
            return Dictionary(keepsakes.map { ($0.id, error) }) { first, _ in first }
        }
        let added = await store.add(keepsakes, of: place)
        if !added.kept.isEmpty { state.withLock { $0.kept = added.kept } }
        return added.failures
    }

    func takeOutcome() -> Outcome {
        state.withLock { outcome in
            defer { outcome = Outcome() }
            return outcome
        }
    }
}

extension ObjectID {
    /// As people name it: `Deployment.apps/shop/web`.
    var words: String { ([groupKind.description, namespace, name]).filter { !$0.isEmpty }.joined(separator: "/") }
}
