internal import Documents
internal import GitOpsAPI
internal import KubeModel
internal import KubeRuntime
internal import Policies
internal import Sourcing
internal import Surroundings
internal import Synchronization

/// All environments, as they were read last, and which applications they bind.
///
/// As long as they are not known nothing new passes that one could hold. What is counted here serves the order of deployments and people; what
/// an application may do is decided anew each time.
final class EnvironmentBook: Sendable {
    /// What is to be decided of all environments for an application.
    enum Answer: Sendable, Hashable {
        case bound([EnvironmentRuling])
        /// Nobody knows; why.
        case unknown(String)
    }

    /// An application among those of an environment that are the same as it.
    struct Role: Sendable, Hashable {
        var environment: String
        var key: String
    }

    private struct State {
        var knowledge: KindKnowledge
        var rulings: [String: EnvironmentRuling] = [:]
        /// Another one with each change.
        var version = 1
        /// What the applications are that environments bind.
        var roles: [ObjectKey: Set<Role>] = [:]
        var members: [Role: Set<ObjectKey>] = [:]
        /// Who looks at whom, to see what may pass.
        var watched: [ObjectKey: Set<Role>] = [:]
        var followers: [Role: Set<ObjectKey>] = [:]
        var underWay: [ObjectKey: Set<String>] = [:]
        var queued: [String: Set<ObjectKey>] = [:]
        var waiting: [ObjectKey: Set<String>] = [:]

        /// Returns the roles that begin or end with it, and who looks at those who have them.
        mutating func set(_ roles: Set<Role>, of key: ObjectKey) -> (roles: Set<Role>, followers: Set<ObjectKey>) {
            let old = self.roles[key] ?? []
            guard old != roles else { return ([], []) }
            self.roles[key] = roles.isEmpty ? nil : roles
            for role in old {
                members[role]?.remove(key)
                if members[role]?.isEmpty ?? false { members[role] = nil }
            }
            for role in roles { members[role, default: []].insert(key) }
            let changed = old.symmetricDifference(roles)
            return (changed, Set(changed.flatMap { followers[$0] ?? [] }))
        }
    }

    let store = Store<GitOpsEnvironment>()
    let queue: WorkQueue<ObjectKey>
    let namespaces: NamespaceBook
    private let state: Mutex<State>
    private let known = Doorbell()

    /// - Parameter isUsed: whether environments are obeyed at all.
    init(isUsed: Bool, namespaces: NamespaceBook, surroundings: Surroundings) {
        self.namespaces = namespaces
        queue = WorkQueue(backoff: Backoff.work(cap: .seconds(60)), surroundings: surroundings)
        state = Mutex(State(knowledge: isUsed ? .unknown("were not listed yet") : .none))
    }

    // MARK: Environments

    var knowledge: KindKnowledge { state.withLock { $0.knowledge } }

    /// True where somebody may have decided by less.
    func note(_ knowledge: KindKnowledge) -> Bool {
        state.withLock { state in
            guard state.knowledge != knowledge else { return false }
            state.knowledge = knowledge
            if knowledge == .none { state.rulings = [:] }
            if knowledge.isKnown { known.ring() }
            return true
        }
    }

    /// Takes an environment in as it is now, or that it is gone. True where that is news.
    func note(_ name: String, _ environment: GitOpsEnvironment?) -> Bool {
        let ruling = environment.map { EnvironmentRuling($0) }
        if ruling?.choosesByLabels ?? false { namespaces.need() }
        return state.withLock { state in
            guard state.rulings[name] != ruling else { return false }
            state.rulings[name] = ruling
            state.version += 1
            return true
        }
    }

    /// Returns once environments are known, or after so long.
    func waitUntilKnown(for limit: Duration, by surroundings: Surroundings) async {
        let end = surroundings.now + limit
        while !knowledge.isKnown, surroundings.now < end, !Task.isCancelled {
            await known.wait(until: end, by: surroundings)
        }
    }

    func ruling(of name: String) -> EnvironmentRuling? { state.withLock { $0.rulings[name] } }

    /// Whether it is sure that none binds anything.
    var isEmpty: Bool { state.withLock { $0.knowledge.isKnown && $0.rulings.isEmpty } }

    var chooseByLabels: Bool { state.withLock { $0.rulings.values.contains(where: \.choosesByLabels) } }

    /// Whether any asks for approvals, so that witnesses have to be looked for.
    var needsWitnesses: Bool { state.withLock { !$0.rulings.isEmpty } }

    /// What binds an application, by name.
    func answer(for subject: EnvironmentSubject) -> Answer {
        let (knowledge, rulings) = state.withLock { ($0.knowledge, $0.rulings.values.map(\.self)) }
        if case .unknown(let why) = knowledge { return .unknown(why) }
        if rulings.contains(where: \.choosesByLabels), !namespaces.store.isSynced {
            return .unknown("choose namespaces by labels, which were not listed yet")
        }
        return .bound(rulings.filter { $0.binds(subject, namespaces) }.sorted { $0.name < $1.name })
    }

    /// Another one with each change of an environment.
    var version: Int { state.withLock { $0.version } }

    /// Those that bind what goes where an object goes.
    ///
    /// - Parameter expected: the labels of namespaces that are about to be made.
    func names(binding id: ObjectID, expected: [String: [String: String]]) -> [String] {
        let namespace = id.ownNamespace
        let subject = EnvironmentSubject(
            namespaces: namespace.isEmpty ? [] : [namespace], hasClusterScoped: id.namespace.isEmpty, expected: expected
        )
        guard case .bound(let rulings) = answer(for: subject) else { return [] }
        return rulings.map(\.name)
    }

    // MARK: Applications

    /// Takes down what binds an application. Returns those that look at it, where that is news.
    func note(_ application: ResourceMetadata, boundBy rulings: [EnvironmentRuling]) -> Set<ObjectKey> {
        let roles = Set(rulings.map { Role(environment: $0.name, key: $0.promotionKey(of: application)) })
        let changed = state.withLock { $0.set(roles, of: application.key) }
        touch(Set(changed.roles.map(\.environment)))
        return changed.followers
    }

    /// Who plays a role, as far as is known.
    func members(_ role: Role) -> Set<ObjectKey> { state.withLock { $0.members[role] ?? [] } }

    /// Takes down whom an application looks at.
    func follow(_ roles: Set<Role>, _ application: ObjectKey) {
        state.withLock { state in
            let old = state.watched[application] ?? []
            guard old != roles else { return }
            state.watched[application] = roles.isEmpty ? nil : roles
            for role in old {
                state.followers[role]?.remove(application)
                if state.followers[role]?.isEmpty ?? false { state.followers[role] = nil }
            }
            for role in roles { state.followers[role, default: []].insert(application) }
        }
    }

    /// Who looks at an application.
    func followers(of application: ObjectKey) -> Set<ObjectKey> {
        state.withLock { state in Set((state.roles[application] ?? []).flatMap { state.followers[$0] ?? [] }) }
    }

    /// Takes down which environments hold an application back.
    func note(_ application: ObjectKey, heldBy environments: Set<String>) {
        let old = state.withLock { state in
            let old = state.waiting[application] ?? []
            if old != environments { state.waiting[application] = environments.isEmpty ? nil : environments }
            return old
        }
        touch(old.symmetricDifference(environments))
    }

    func isHeld(_ application: ObjectKey) -> Bool { state.withLock { $0.waiting[application] != nil } }

    /// Forgets an application that is gone. Returns those that this may concern.
    func forget(_ application: ObjectKey) -> Set<ObjectKey> {
        let waiting = end(application)
        follow([], application)
        note(application, heldBy: [])
        let changed = state.withLock { $0.set([], of: application) }
        touch(Set(changed.roles.map(\.environment)))
        return waiting.union(changed.followers)
    }

    // MARK: Turns

    /// Lets an application begin, where fewer others than that are being deployed in each environment.
    ///
    /// - Returns: the environment for which it has to wait; nil where it has begun.
    func begin(_ application: ObjectKey, in limits: [String: Int]) -> String? {
        state.withLock { state in
            for (name, limit) in limits.sorted(by: { $0.key < $1.key }) where limit > 0 {
                let others = state.underWay.count { $0.key != application && $0.value.contains(name) }
                guard others < limit else {
                    state.queued[name, default: []].insert(application)
                    return name
                }
            }
            if !limits.isEmpty { state.underWay[application] = Set(limits.keys) }
            return nil
        }
    }

    /// An application is not being deployed. Returns those that have waited for that.
    func end(_ application: ObjectKey) -> Set<ObjectKey> {
        state.withLock { state in
            guard let names = state.underWay.removeValue(forKey: application) else { return [] }
            return Set(names.flatMap { state.queued.removeValue(forKey: $0) ?? [] }).subtracting([application])
        }
    }

    // MARK: For people

    /// How many applications an environment binds, and how many of them wait.
    func count(of name: String) -> (applications: Int, waiting: Int) {
        state.withLock { state in
            (
                state.members.reduce(0) { $0 + ($1.key.environment == name ? $1.value.count : 0) },
                state.waiting.count { $0.value.contains(name) }
            )
        }
    }

    /// Has the status of environments written, in a moment, whose counts may be others.
    private func touch(_ environments: Set<String>) {
        for name in environments { queue.add(ObjectKey(namespace: "", name: name), after: Pauses.counting) }
    }
}
