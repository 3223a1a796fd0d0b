internal import Directives
package import Documents
internal import JQPaths
package import KubeClient
package import KubeModel
package import Observing
package import Planning

/// Executes plans: server-side apply stage by stage, then deletes, each stage once that before it is gone.
///
/// Guarantees: a failure of one object does not keep others from being written; an object is deleted only as the very
/// object (uid and resource version) that was seen to be ours.
package struct Applier: Sendable {
    /// Requests of one application that are under way at once. One HTTP/2 connection carries all; more would only let
    /// one large application crowd out others.
    static let concurrency = 16
    /// Of how many objects that somebody changed it is asked what that was, which takes a request each.
    private static let told = 3

    /// Acts under the application's identity.
    package let client: KubeClient
    let index: LiveIndex
    let account: ObjectKey
    /// The namespace to make where objects are to go and it does not exist.
    let createNamespace: String?
    /// What that namespace is to carry.
    let namespaceMetadata: Value?
    let policy: ApplyPolicy
    /// Nil where nothing is kept of what goes.
    let keeper: Keeper?

    /// - Parameters:
    ///   - client: acts under the application's identity.
    ///   - account: the service account that this is.
    package init(
        client: KubeClient, index: LiveIndex, account: ObjectKey, createNamespace: String?,
        namespaceMetadata: Value? = nil, policy: ApplyPolicy = ApplyPolicy(), keeper: Keeper? = nil
    ) {
        self.client = client
        self.index = index
        self.account = account
        self.createNamespace = createNamespace
        self.namespaceMetadata = namespaceMetadata
        self.policy = policy
        self.keeper = keeper
    }

    /// Nothing is deleted while something fails to be applied: what is to be deleted may be what still does the work. What
    /// is deleted and takes its time is not waited for here: deletes that come after it are left to another plan.
    ///
    /// - Parameters:
    ///   - earlier: what the same run has done before; definitions may be among it.
    ///   - heldUntil: the time before which an object is not to be written, nil to write it.
    ///   - isSuspect: whether it is worth a request to learn whose change the repair of an object undoes.
    package func execute(
        _ plan: Plan, objects: [ObjectID: PreparedObject], types: [ObjectID: ResourceType],
        after earlier: ChangeSet = ChangeSet(), heldUntil: (PlannedObject) -> Double?,
        isSuspect: (ObjectID) -> Bool = { _ in false }
    ) async -> ChangeSet {
        var changes = ChangeSet()
        let repairs = plan.applies.joined().lazy.filter { $0.action == .update(.drifted) }
        let told = Set(repairs.prefix(Applier.told).map(\.id))
        for stage in plan.applies {
            let served = await newTypes(of: stage, objects, after: earlier.results + changes.results)
            let suspects = Set(stage.lazy.map(\.id).filter(isSuspect))
            changes.results += await inParallel(stage, heldUntil) { planned in
                await apply(
                    planned, objects, served, isSuspect: suspects.contains(planned.id),
                    isTold: told.contains(planned.id))
            }
        }
        guard changes.isComplete else { return changes }
        for stage in plan.openDeletes {
            for part in await ownRightsLast(stage, types) {
                let propagation = part.propagation ?? policy.propagation
                let kept = await keep(part.objects, types, heldUntil)
                let results = await inParallel(part.objects, heldUntil) { planned in
                    if let refusal = kept.refused[planned.id] { return failed(planned, refusal) }
                    return await delete(planned, type: types[planned.id], propagation, kept.keepsakes[planned.id])
                }
                changes.results += results
                guard results.allSatisfy({ isOver($0, plan, types) }) else { return changes }
            }
        }
        return changes
    }

    /// Whether nothing of an object is left that has to be gone before the next stage of deletes.
    private func isOver(_ result: ObjectResult, _ plan: Plan, _ types: [ObjectID: ResourceType]) -> Bool {
        let id = result.planned.id
        if plan.unawaited.contains(id) { return true }
        switch result.outcome {
        case .failed, .held: return false
        case .created, .updated, .unchanged: return true
        case .deleting: return types[id].map { index.row(id, type: $0) == nil } ?? true
        }
    }

    func inParallel(
        _ stage: [PlannedObject], _ heldUntil: (PlannedObject) -> Double?,
        _ body: @escaping @Sendable (PlannedObject) async -> ObjectResult
    ) async -> [ObjectResult] {
        var results: [ObjectResult] = []
        var ready: [PlannedObject] = []
        for planned in stage {
            if let time = heldUntil(planned) {
                results.append(ObjectResult(planned: planned, outcome: .held(until: time)))
            } else {
                ready.append(planned)
            }
        }
        await withTaskGroup(of: ObjectResult.self) { group in
            for (number, planned) in ready.enumerated() {
                if number >= Applier.concurrency, let result = await group.next() { results.append(result) }
                group.addTask(name: "write \(planned.id)") { await body(planned) }
            }
            for await result in group { results.append(result) }
        }
        return results
    }

    // MARK: Applying

    private func apply(
        _ planned: PlannedObject, _ objects: [ObjectID: PreparedObject], _ served: [ResourceType: ResourceType],
        isSuspect: Bool, isTold: Bool
    ) async -> ObjectResult {
        guard var object = objects[planned.id] else { return failed(planned, Applier.notPrepared) }
        do throws(KubeError) {
            if !object.type.isServed { object.type = try Applier.served(object.type, served) }
            let heard = HeardWarnings()
            if object.desired.options.application == .once {
                return try await hearing(heard).applyOnce(
                    Order(manifest: object.manifest, object: object, planned: planned))
            }
            let isRepair = isSuspect && planned.action == .update(.drifted)
            let sent = try await hearing(heard).sendKeeping(object, planned, isRepair: isRepair, isTold: isTold)
            var result = succeeded(planned, object, sent.live)
            (result.opponents, result.lost) = (sent.opponents, sent.lost)
            result.warnings = heard.texts
            return result
        } catch let error where error.code == .notFound && error.objectName.isEmpty {
            return failed(planned, await unserved(object.type, error))
        } catch let error where error.isImmutability && recreates(object) {
            return await recreate(planned, object)
        } catch {
            return failed(planned, error)
        }
    }

    /// The same, while it is known which object it is about.
    func hearing(_ warnings: HeardWarnings) -> Applier {
        Applier(
            client: client.hearing { warnings.note($0) }, index: index, account: account,
            createNamespace: createNamespace, namespaceMetadata: namespaceMetadata, policy: policy, keeper: keeper)
    }

    func succeeded(_ planned: PlannedObject, _ object: PreparedObject, _ live: Value) -> ObjectResult {
        let row = index.record(live, type: object.type)
        let settled = row.map {
            InventoryEntry.Settled(manifest: object.desired.digest, projection: $0.projection)
        }
        let outcome: ObjectResult.Outcome =
            if planned.live?.resourceVersion == row?.resourceVersion {
                .unchanged
            } else if planned.live == nil {
                .created
            } else {
                .updated
            }
        return ObjectResult(planned: planned, outcome: outcome, settled: settled, type: object.type)
    }

    // MARK: Deleting

    private func delete(
        _ planned: PlannedObject, type: ResourceType?, _ propagation: Propagation, _ kept: Keepsake?
    ) async -> ObjectResult {
        guard let type, var row = planned.live else { return failed(planned, Applier.notPrepared) }
        if let problem = await release(planned.id, type, row) {
            return ObjectResult(planned: planned, outcome: .failed(problem))
        }
        let key = planned.key
        for attempt in 1... {
            do throws(KubeError) {
                let left = try await client.delete(
                    type, key, uid: row.uid, resourceVersion: row.resourceVersion, propagation: propagation)
                note(left, of: planned, type: type, row: row)
                return ObjectResult(planned: planned, outcome: .deleting)
            } catch let error where error.code == .notFound && error.objectName.isEmpty {
                return failed(planned, await unserved(type, error))
            } catch let error where error.code == .notFound {
                index.recordGone(planned.id, type: type, resourceVersion: row.resourceVersion)
                return ObjectResult(planned: planned, outcome: .deleting)
            } catch let error where error.code == .conflict && attempt < Applier.deletionAttempts {
                // Somebody, mostly a controller, wrote the object since: look again whether it is ours.
                do throws(KubeError) {
                    let fresh = try await client.get(type, key)
                    guard let now = index.record(fresh, type: type), now.owner == row.owner, now.managedByUs,
                        now.prune == row.prune, now.delete == row.delete
                    else { return ObjectResult(planned: planned, outcome: .unchanged) }
                    // It goes in the version that was looked at, and that was kept.
                    try await keep(fresh, besides: kept)
                    row = now
                } catch {
                    return failed(planned, error)
                }
            } catch {
                return failed(planned, error)
            }
        }
        return failed(planned, Applier.notPrepared)
    }

    private static let deletionAttempts = 5

    /// An object with finalizers comes back, marked as being deleted; of others only a status, and they are gone.
    private func note(_ left: Value?, of planned: PlannedObject, type: ResourceType, row: LiveRow) {
        if let left, left.at("metadata", "uid")?.string == row.uid, left.at("metadata", "deletionTimestamp") != nil {
            index.record(left, type: type)
        } else {
            index.recordGone(planned.id, type: type, resourceVersion: row.resourceVersion)
        }
    }

    // MARK: Failing

    private static let notPrepared = KubeError(
        .unknownKind, "the server does not have this kind any more; was its CustomResourceDefinition deleted?")

    /// Where a server names no object, "not found" says nothing of one: it may not serve the kind in this version any more.
    /// Its discovery says which it serves, and is asked anew for the next plan, too.
    private func unserved(_ type: ResourceType, _ error: KubeError) async -> KubeError {
        do throws(KubeError) {
            _ = try await client.discovery.resource(for: type.gvk)
            client.discovery.invalidate(group: type.gvk.group)
            _ = try await client.discovery.resource(for: type.gvk)
            return error
        } catch let other {
            return other.code == .unknownKind ? other : error
        }
    }

    func failed(_ planned: PlannedObject, _ error: KubeError) -> ObjectResult {
        ObjectResult(planned: planned, outcome: .failed(ObjectProblem(planned.id, error)))
    }
}

extension PreparedObject {
    var key: ObjectKey { ObjectKey(namespace: desired.id.namespace, name: desired.id.name) }
}

extension ObjectProblem {
    /// What a refusal by the server means to the owner of the repository.
    init(_ id: ObjectID, _ error: KubeError) {
        let fixed = error.code == .invalid ? error.causes.filter(\.isImmutability) : []
        self.init(
            id: id, reason: ObjectProblem.reason(of: error),
            message: fixed.isEmpty ? error.message : ObjectProblem.advice(fixed),
            isTransient: error.isTransient || error.waitsForSomethingElse)
    }

    private static func advice(_ causes: [KubeError.Cause]) -> String {
        let fields = causes.map { "\($0.field): \($0.immutability ?? "")" }.joined(separator: ", ")
        return "\(fields); take the change back, or delete the object, and it is made again as the source says"
    }

    private static func reason(of error: KubeError) -> String {
        switch error.code {
        case .forbidden, .unauthorized: "Forbidden"
        case .invalid: error.isImmutability ? "ImmutableField" : "Invalid"
        case .tooLarge: "TooLarge"
        case .notFound: "NotFound"
        case .unknownKind: "UnknownKind"
        case .conflict, .alreadyExists: "Conflict"
        case .tooManyRequests, .timeout, .unavailable, .serverFailure, .transport: "ServerUnavailable"
        case .gone, .decoding, .configuration, .cancelled, .other: "Failed"
        }
    }
}

extension KubeError {
    /// Whether it may go away when something else is done that nobody tells us of: a namespace or a definition comes,
    /// or is gone at last, or another writer lets go, or a right is granted.
    fileprivate var waitsForSomethingElse: Bool {
        switch code {
        case .conflict, .notFound, .unknownKind, .forbidden: true
        case .invalid: dependsOnOthers
        default: status == 405 && message.contains("is terminating")
        }
    }
}
