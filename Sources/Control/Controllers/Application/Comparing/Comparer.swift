internal import Applying
internal import Digests
internal import Documents
internal import GitOpsAPI
internal import Health
internal import KubeClient
internal import KubeModel
internal import KubeRuntime
internal import Observing
internal import Planning
internal import Rendering
internal import Sourcing

/// The third step of a run: what there is to do, from what should be there, what was applied before, and what is there.
///
/// It asks the destination for kinds, and for single objects where the watches cannot know; it changes nothing there.
struct Comparer: Sendable {
    let destination: Destination
    let applications: Store<GitOpsApplication>
    /// Knows what was written and not seen by the watch yet.
    let publisher: StatusPublisher
    /// Knows what is about to be applied, and not in status yet.
    let journal: IntentJournal
    let settings: Settings
    let key: ObjectKey

    private var territory: Territory { Territory(settings, home: destination.home) }

    /// What came of looking at all that a plan needs.
    struct Outcome: Sendable {
        /// Nil where the index is not in step; it calls once it is.
        var premises: Premises?
        var preparing: ApplicationMemory.Preparing
    }

    func compare(
        _ target: Target, _ preparation: Preparation, _ inventory: Inventory, generation: Int,
        preparing: ApplicationMemory.Preparing
    ) async throws(KubeError) -> Outcome {
        let outside = territory.outside(inventory)
        let remembered = territory.withoutReserved(inventory.removing(outside.unorderedEntries.map(\.id)))
        let (prepared, preparing) = try await prepared(target, preparation, generation, preparing)
        let problems = prepared.problems.map { $0.placed(in: preparation.namespace, where: remembered.contains) }
        let named = Set(prepared.desired.map(\.id)).union(problems.map(\.id))
        let (inventory, unknown) = try await renamed(remembered, besides: named)
        let (types, unanswered) = try await types(prepared.types, inventory)
        var premises = Premises(
            desired: prepared.desired, types: types, inventory: inventory, problems: [], outside: outside)
        // What could not be prepared is not what is no longer desired.
        premises.problems = problems
        premises.setAside(problems + unknown + unanswered)
        premises.hooks = prepared.hooks
        return Outcome(premises: isInStep(&premises) ? premises : nil, preparing: preparing)
    }

    /// The premises for the end of an application; nil where the index is not in step.
    func lastPremises(_ inventory: Inventory) async throws(KubeError) -> Premises? {
        let (renamed, unknown) = try await renamed(territory.withoutReserved(inventory), besides: [])
        let (types, unanswered) = try await types([:], renamed)
        var premises = Premises(desired: [], types: types, inventory: renamed, problems: [])
        premises.setAside(unknown + unanswered)
        return isInStep(&premises) ? premises : nil
    }

    /// Whether the index is in step for all that can be decided on. What cannot be listed or watched is set aside.
    private func isInStep(_ premises: inout Premises) -> Bool {
        let index = destination.index
        if index.require(premises.kinds, for: key) { return true }
        let hindrances = index.hindrances(to: premises.kinds)
        premises.setAside(kinds: hindrances)
        premises.dropUnwatched(hindrances)
        // What is set aside is required all the same: once it may be watched, it is not set aside any more.
        return index.isInStep(premises.kinds, for: key)
    }

    private func prepared(
        _ target: Target, _ preparation: Preparation, _ generation: Int, _ before: ApplicationMemory.Preparing
    ) async throws(KubeError) -> (ApplicationMemory.Prepared, ApplicationMemory.Preparing) {
        let isDoubtful = try await doubtAbsentKinds(target)
        if !isDoubtful, let known = before.prepared, known.digest == target.manifests.digest,
            known.generation == generation
        {
            return (known, ApplicationMemory.Preparing(prepared: known))
        }
        let (objects, problems) = try await preparation.prepare(target.manifests.manifests)
        var prepared = ApplicationMemory.Prepared(
            digest: target.manifests.digest, generation: generation, desired: objects.map(\.desired),
            types: Dictionary(objects.map { ($0.desired.id, $0.type) }) { first, _ in first }, problems: problems)
        prepared.hooks = try await preparation.prepare(hooks: target.manifests)
        let passing = [ObjectProblem.unknownKind, ObjectProblem.unanswered]
        let isFinal =
            (problems + prepared.hooks.compactMap(\.problem)).allSatisfy { !passing.contains($0.reason) }
            && objects.allSatisfy(\.type.isServed) && prepared.hooks.allSatisfy { $0.type?.isServed ?? true }
        guard !isFinal else { return (prepared, ApplicationMemory.Preparing(prepared: prepared)) }
        return (prepared, ApplicationMemory.Preparing(unknownKinds: before.unknownKinds + 1))
    }

    /// Whether the target has kinds that the server did not serve when they were last watched. They are looked up anew: it may
    /// have them in another version.
    private func doubtAbsentKinds(_ target: Target) async throws(KubeError) -> Bool {
        let absent = destination.index.absentKinds
        guard !absent.isEmpty else { return false }
        let used = absent.intersection(target.manifests.manifests.lazy.compactMap(\.value.groupVersionKind))
        guard !used.isEmpty else { return false }
        try await destination.client.confirmReady()
        for group in Set(used.map(\.group)) { destination.client.discovery.invalidate(group: group) }
        return true
    }
}

extension GitOpsApplication.Spec {
    var healthChecks: [HealthCheck] {
        health.checks.map { check in
            HealthCheck(
                group: GroupVersionKind(apiVersion: check.apiVersion, kind: "").group, kind: check.kind,
                current: check.current, inProgress: check.inProgress, failed: check.failed)
        }
    }
}

extension ObjectProblem {
    /// Under the name by which an object is remembered: a manifest may leave the namespace to the application, and whether a
    /// kind has any is not known while it cannot be looked up.
    fileprivate func placed(in namespace: String, where isRemembered: (ObjectID) -> Bool) -> ObjectProblem {
        guard id.namespace.isEmpty, !isRemembered(id) else { return self }
        var placed = self
        placed.id.namespace = namespace
        return isRemembered(placed.id) ? placed : self
    }
}
