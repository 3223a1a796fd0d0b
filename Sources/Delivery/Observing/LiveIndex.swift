internal import Directives
package import Documents
package import Health
package import KubeClient
package import KubeModel
internal import KubeRuntime
package import Logging
package import Metrics
package import Planning
internal import Surroundings
internal import Synchronization

/// What is known of the objects that this installation manages in one cluster, kept in step by watches.
///
/// Guarantees: a kind is watched for as long as somebody requires it and the server serves it, and a minute longer, by label,
/// so that only managed objects are seen; per object a row of digests stays and the body goes; what our own writes return
/// counts at once, and the watch's echo of it is no news. While a workload is not well its Pods are watched too, for the
/// reason.
///
/// Caveat: a row is for the version it was asked for in, because the server keeps field sets per version.
package final class LiveIndex: Sendable {
    /// Called with applications whose objects have changed or whose kinds have come into step.
    package typealias Notify = @Sendable (_ owners: Set<ObjectKey>) -> Void

    struct State {
        var table = LiveTable()
        var rules: [ObjectKey: [IgnoreRule]] = [:]
        var checks = CheckRegister()
        /// Who would own an object if its owner did not: they want to hear of it too. And the same read backwards.
        var contenders: [ObjectID: Set<ObjectKey>] = [:]
        var contended: [ObjectKey: Set<ObjectID>] = [:]
        var finished = FinishedRuns()
        /// What applications keep although they do not want it any more: whoever wants it may have it.
        var offers: [ObjectKey: Set<ObjectID>] = [:]
        /// Of whom it is known what they want of others.
        var compared: Set<ObjectKey> = []
    }

    package let client: KubeClient
    let key: DigestKey
    package let fieldManager: String
    package let installation: String
    /// Where kinds are watched; nil for everywhere.
    let namespace: String?
    let notify: Notify
    let logger: Logger
    let metrics: Metrics
    let state = Mutex(State())
    let pods: PodWatches
    var time: Surroundings { client.surroundings }
    /// Rung when there may be a watch to begin or to end.
    let wake = Doorbell()

    package init(
        client: KubeClient, key: DigestKey, fieldManager: String, installation: String, namespace: String?,
        logger: Logger, metrics: Metrics, notify: @escaping Notify
    ) {
        self.client = client
        self.key = key
        self.fieldManager = fieldManager
        self.installation = installation
        self.namespace = namespace
        self.logger = logger
        self.metrics = metrics
        self.notify = notify
        pods = PodWatches(client.surroundings)
    }

    /// How many objects are known.
    package var count: Int { state.withLock { $0.table.count } }

    /// Sets which differences an application has us ignore. Set them before its kinds are watched.
    package func setRules(_ rules: [IgnoreRule], of owner: ObjectKey) {
        state.withLock { $0.rules[owner] = rules.isEmpty ? nil : rules }
    }

    /// Says which objects an application wants that others own; it is notified when those change. Owners of what has
    /// come under or out of dispute are notified now, and so is who waits to know what the application wants. It is
    /// itself notified of what is new: it looked before anybody knew to tell it, and things may be otherwise by now.
    package func setContended(_ ids: Set<ObjectID>, by contender: ObjectKey) {
        let owners = state.withLock { state in
            let before = state.contended[contender] ?? []
            let waiting = state.compared.insert(contender).inserted ? state.contenders(ofWhatIs: contender) : []
            guard before != ids else { return waiting }
            state.contended[contender] = ids.isEmpty ? nil : ids
            for id in before.subtracting(ids) {
                state.contenders[id]?.remove(contender)
                if state.contenders[id]?.isEmpty ?? false { state.contenders[id] = nil }
            }
            for id in ids { state.contenders[id, default: []].insert(contender) }
            let owners = state.table.owners(of: before.symmetricDifference(ids)).union(waiting)
            return ids.isSubset(of: before) ? owners.subtracting([contender]) : owners.union([contender])
        }
        tell(owners)
    }

    /// Whether an application wants an object that another owns; nil where that is not known yet.
    package func wants(_ id: ObjectID, _ application: ObjectKey) -> Bool? {
        state.withLock { state in
            if state.contenders[id]?.contains(application) ?? false { return true }
            return state.compared.contains(application) ? false : nil
        }
    }

    /// Forgets an application that exists no more.
    package func forget(_ application: ObjectKey) {
        setRules([], of: application)
        setHealthChecks([], of: application)
        setContended([], by: application)
        setOffered([], by: application)
        _ = require([], for: application)
        _ = state.withLock { $0.compared.remove(application) }
    }

    /// Who else wants which of these objects of `owner`.
    package func disputes(over ids: some Sequence<ObjectID>, of owner: ObjectKey) -> [ObjectID: Set<ObjectKey>] {
        state.withLock { state in
            guard !state.contenders.isEmpty else { return [:] }
            var disputes: [ObjectID: Set<ObjectKey>] = [:]
            // Whoever contends for an object does not own it.
            for id in ids { if let others = state.contenders[id], !others.contains(owner) { disputes[id] = others } }
            return disputes
        }
    }

    /// Who wants something that carries an application's mark.
    package func contenders(ofWhatIs owner: ObjectKey) -> Set<ObjectKey> {
        state.withLock { $0.contenders(ofWhatIs: owner) }
    }

    /// How an object that runs once has ended, also where it is gone since.
    package func ending(of id: ObjectID) -> Finish? { state.withLock { $0.finished[id] } }

    /// What is known of an object; nil where there is none, or its kind is not watched.
    package func row(_ id: ObjectID, type: ResourceType) -> LiveRow? { state.withLock { $0.table[id, type]?.live } }

    /// Whose mark an object carries, in whatever version of its kind it is watched.
    package func owner(of id: ObjectID) -> ObjectKey? { state.withLock { $0.table.owners(of: [id]).first } }

    /// What an object has to say to the health of `owner`. The index sees what all applications have, and some of that
    /// is none of this one's business: what is another's, or nobody's yet, is left out.
    package func contribution(of id: ObjectID, type: ResourceType, owner: ObjectKey) -> HealthContribution {
        state.withLock { state in
            guard let row = state.table[id, type] else { return .missing }
            guard row.live.owner == owner else { return .ignored }
            return state.table.health(of: id, type: type) ?? .missing
        }
    }

    /// Notes what the server returned for a request of ours, where the kind is required. Returns the projection: the state
    /// that the object is to stay in.
    @discardableResult
    package func record(_ object: Value, type: ResourceType) -> LiveRow? {
        guard let id = type.identity(of: object, confinedTo: namespace), let row = makeRow(of: object, id: id) else {
            return nil
        }
        tell(
            state.withLock { state in
                guard state.table.kinds[type] != nil else { return [] }
                switch state.table.storeOwn(row, id: id, type: type) {
                // Who writes knows; the watch's echo will be no news, so this is the only word that others get.
                case .stored(let change):
                    let formerOwners = change?.owners.subtracting([row.live.owner].compactMap(\.self)) ?? []
                    return state.contenders(for: change).union(formerOwners)
                case .outdated: return []
                // The watch has told it to nobody: there was no row of it.
                case .gone: return state.contenders[id, default: []].union([row.live.owner].compactMap(\.self))
                }
            })
        return row.live
    }

    /// Notes that the server no longer has an object.
    package func recordGone(_ id: ObjectID, type: ResourceType, resourceVersion: String) {
        tell(
            state.withLock { state in
                let change = state.table.remove(id, type: type, resourceVersion: resourceVersion)
                return state.contenders(for: change)
            })
    }

    func makeRow(of object: Value, id: ObjectID) -> LiveTable.Row? {
        guard let uid = object.at("metadata", "uid")?.string,
            let resourceVersion = object.at("metadata", "resourceVersion")?.string
        else { return nil }
        let owner = Marks.owner(of: object)
        let (rules, checks) = state.withLock { state in
            owner.map { (state.rules[$0] ?? [], state.checks[$0]) } ?? ([], nil)
        }
        var live = LiveRow(
            uid: uid, resourceVersion: resourceVersion,
            projection: key.projection(of: object, manager: fieldManager, ignoring: IgnoredFields(rules, for: id)),
            owner: owner, managedByUs: object.label(Marks.label) == installation,
            isTerminating: object.at("metadata", "deletionTimestamp") != nil,
            isShared: FieldsEntry.areShared(in: object, with: fieldManager))
        live.take(Directives(lenient: object))
        live.hook = HookMark(object)
        live.isBackdrop = object.annotation(Marks.backdropAnnotation) != nil
        if runsOnce(id.groupKind) { state.withLock { $0.finished.note(id, uid: uid, finish(of: object)) } }
        guard !ignoresHealth(object) else { return LiveTable.Row(live: live, health: .ignored) }
        let judged = checks.map { health(of: object, by: $0) } ?? health(of: object)
        return LiveTable.Row(
            live: live, health: .present(judged), pods: live.managedByUs ? podSelection(of: object, judged) : nil)
    }

    /// Watches what is required, until cancelled.
    package func run() async {
        await withDiscardingTaskGroup { group in
            group.addTask(name: "watch pods") { await self.watchPods() }
            while !Task.isCancelled {
                let now = time.now
                let step = state.withLock { $0.table.step(now: now) }
                for end in step.ends { end.ring() }
                for (type, turn, end) in step.starts {
                    group.addTask(name: "watch \(type.plural)") {
                        await firstOf({ await self.watch(type, turn: turn) }, { await end.wait() })
                    }
                }
                if !step.ends.isEmpty { tell([]) }
                await wake.wait(until: step.next, by: time)
            }
        }
    }
}

extension LiveRow {
    fileprivate mutating func take(_ directives: Directives) {
        wave = directives.wave
        prune = directives.options.prune ?? .allowed
        delete = directives.options.delete ?? .allowed
        pruneLast = directives.options.pruneLast
    }
}
