internal import Documents
internal import GitOpsAPI
internal import KubeModel
internal import KubeRuntime
internal import Policies
internal import Surroundings
internal import Synchronization

/// The policies of the cluster, each read once for each of its generations.
final class PolicyBook: Sendable {
    /// What is known of them.
    enum Knowledge: Sendable {
        /// Where the kind is not served there are none.
        case known(PolicySet)
        /// Nothing new may be applied: there may be some that speak against it.
        case unknown(String)
    }

    private struct State {
        var policies: [String: Policy] = [:]
        var set = PolicySet([])
        var isListed = false
        var health = WatchHealth.listing
        /// Whether somebody may have decided by less than what there is now.
        var hasFailed = false
    }

    let resources = Store<GitOpsPolicy>()
    /// Those whose status is to be looked at.
    let queue: WorkQueue<ObjectKey>
    /// Whether there are any for this controller: who is confined to a namespace may not read what is in none.
    let isInForce: Bool
    private let state = Mutex(State())
    private let answered = Doorbell()

    init(isInForce: Bool, surroundings: Surroundings) {
        self.isInForce = isInForce
        queue = WorkQueue(backoff: Backoff.work(cap: .seconds(60)), surroundings: surroundings)
    }

    var knowledge: Knowledge {
        guard isInForce else { return .known(PolicySet([])) }
        return state.withLock { state in
            guard !state.isListed else { return .known(state.set) }
            switch state.health {
            // Only of a server that is ready this is believed, and then told.
            case .failing(let error) where error.code == .notFound: return .known(PolicySet([]))
            case .failing(let error): return .unknown("policies cannot be listed: \(error.message)")
            case .listing, .current: return .unknown("policies have not been listed yet")
            }
        }
    }

    private var isKnown: Bool {
        if case .known = knowledge { true } else { false }
    }

    /// What was read of one; nil where there is none.
    func policy(named name: String) -> Policy? { state.withLock { $0.policies[name] } }

    /// Returns once the server has said something about policies, if only that they may not be listed. One may wait.
    func waitUntilAnswered() async {
        while isInForce, !Task.isCancelled {
            if state.withLock({ $0.isListed || $0.health.isFailing }) { return }
            await answered.wait()
        }
    }

    /// Takes over a change. True where policies are others than before.
    func note(_ change: StoreChange<GitOpsPolicy>) -> Bool {
        guard change.old?.spec != change.new?.spec else { return false }
        let policy = change.new.map { Policy($0) }
        return state.withLock { state in
            state.policies[change.key.name] = policy
            let before = state.set.digest
            state.set = PolicySet(Array(state.policies.values))
            return state.isListed && state.set.digest != before
        }
    }

    /// Takes down that all are known. True where somebody may have decided by less.
    func noteListed() -> Bool {
        defer { answered.ring() }
        return state.withLock { state in
            defer { state.isListed = true }
            return !state.isListed && state.hasFailed
        }
    }

    /// True where something is known by it that somebody may have waited for.
    func note(_ health: WatchHealth) -> Bool {
        let wasKnown = isKnown
        let hadFailed = state.withLock { state in
            defer {
                state.health = health
                state.hasFailed = state.hasFailed || health.isFailing
            }
            return state.hasFailed
        }
        answered.ring()
        return isKnown && !wasKnown && hadFailed
    }
}

extension WatchHealth {
    fileprivate var isFailing: Bool {
        if case .failing = self { true } else { false }
    }
}
