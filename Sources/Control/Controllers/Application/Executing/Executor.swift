internal import Applying
internal import Documents
internal import GitOpsAPI
internal import KubeClient
internal import KubeModel
internal import Observing
internal import Planning
internal import Rendering

/// The fourth step of a run: carries a plan out, once what it intends is written down.
struct Executor: Sendable {
    let destination: Destination
    /// Acts as `account`.
    let client: KubeClient
    /// The service account that the application is applied as.
    let account: ObjectKey
    /// The namespace to make where objects are to go and it does not exist.
    let createNamespace: String?
    /// What that namespace is to carry.
    var namespaceMetadata: Value?
    var policy = ApplyPolicy()
    /// Nil where nothing is kept of what goes.
    var keeping: Keeping?

    var applier: Applier {
        Applier(
            client: client, index: destination.index, account: account, createNamespace: createNamespace,
            namespaceMetadata: namespaceMetadata, policy: policy, keeper: keeping?.keeper)
    }

    /// The manifests of what is to be written, and of nothing else.
    func objects(
        of plan: Plan, _ target: Target, _ preparation: Preparation
    ) async throws(KubeError) -> [ObjectID: PreparedObject] {
        let written = Set(plan.applies.joined().map { $0.id.withoutNamespace })
        let manifests = target.manifests.manifests.filter { written.contains($0.id.withoutNamespace) }
        let (objects, _) = try await preparation.prepare(manifests, definedBy: target.manifests.manifests)
        return Dictionary(objects.map { ($0.desired.id, $0) }) { first, _ in first }
    }

    /// - Parameter held: until when objects are left alone; monotonic seconds.
    func carryOut(
        _ plan: Plan, _ objects: [ObjectID: PreparedObject], _ premises: Premises,
        after earlier: ChangeSet = ChangeSet(),
        held: [ObjectID: Double], isSuspect: @escaping @Sendable (ObjectID) -> Bool
    ) async -> ChangeSet {
        await applier.execute(
            plan.deferringDeletes(after: premises.unseen), objects: objects, types: premises.types, after: earlier,
            heldUntil: { held[$0.id] }, isSuspect: isSuspect)
    }
}

extension Executor {
    /// Carries the deletes of an application's end out.
    func delete(_ plan: Plan, _ premises: Premises) async -> ChangeSet {
        await applier.execute(
            plan.deferringDeletes(after: premises.unseen), objects: [:], types: premises.types,
            heldUntil: { _ in nil })
    }
}

extension ObjectID {
    /// As a manifest names it, which may leave the namespace to the application.
    var withoutNamespace: ObjectID { ObjectID(group: group, kind: kind, namespace: "", name: name) }
}

extension ApplyPolicy {
    init(_ sync: GitOpsApplication.SyncPolicy) {
        self.init(
            validation: FieldValidation(rawValue: sync.validation.rawValue), recreates: sync.onImmutable == .recreate,
            propagation: Propagation(rawValue: sync.propagation.rawValue) ?? .background)
    }
}
