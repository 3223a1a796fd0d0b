internal import Applying
package import ChartSources
internal import Digests
package import Documents
internal import Forecasting
package import Git
package import GitOpsAPI
package import KubeClient
package import KubeModel
internal import KubeRuntime
package import Logging
internal import Metrics
internal import Observing
internal import Planning
package import Previewing
package import Rendering
package import Sourcing
internal import Surroundings

/// What would change if an application came to another state of its source, for whoever asks once. It renders and plans as
/// the controller does, asks in dry runs, with the rights of its client, and writes nothing.
package struct ApplicationDiff: Sendable {
    /// What there is to show.
    package struct Outcome: Sendable {
        package var preview: Preview
        /// Whether the server was not asked for all of it: what it would put in is missing then.
        package var isPartial: Bool
        /// Whether policies may not be read, so that nothing is known of what they say.
        package var lacksPolicies = false

        /// Whether anything is, or would be, otherwise.
        package var hasDifferences: Bool {
            preview.objects.contains { object in
                if case .blocked = object.action { true } else { object.action.isChange }
            }
        }
    }

    /// What a first sync would come to, where other tools have applied the objects so far.
    package struct TakeOver: Sendable {
        package var outcome: Outcome
        /// All that would be applied, whether it differs or not.
        package var targets: [ObjectID: ResourceType]
        /// What would run besides, as the source has it.
        package var hooks: [Hook]
    }

    let look: ApplicationLook
    let index: LiveIndex
    private let target: KubeRelease?

    var application: GitOpsApplication { look.application }
    var spec: GitOpsApplication.Spec { look.spec }
    var client: KubeClient { look.client }

    /// - Parameters:
    ///   - client: who asks.
    ///   - installation: the name of the one that applies the application.
    ///   - allowsRemoteBases: whether kustomizations may name other repositories, and charts to fetch.
    ///   - target: a release of Kubernetes that is to come; nil where none is thought of.
    ///   - supposed: repositories and Secrets that are not there yet.
    package init(
        _ application: GitOpsApplication, client: KubeClient, mirrors: any RepositoryMirrors,
        charts: any ChartLibrary, renders: RenderCache, installation: String, allowsRemoteBases: Bool,
        target: KubeRelease?, supposing supposed: SupposedObjects, logger: Logger
    ) throws(SourceVisitError) {
        self.target = target
        look = try ApplicationLook(
            application, client: client, mirrors: mirrors, charts: charts, renders: renders,
            installation: installation, allowsRemoteBases: allowsRemoteBases, supposing: supposed, logger: logger)
        index = LiveIndex(
            client: client, key: look.key, fieldManager: look.manager, installation: installation, namespace: nil,
            logger: logger, metrics: Metrics(), notify: { _ in })
    }

    /// Of how many objects it is asked what they are and would be.
    package static let mostTrials = 2_000

    /// What the source renders to, in the order in which it is applied.
    package func rendered(at state: SourceVisit.State) async throws(SourceVisitError) -> [Value] {
        try await look.render(at: state).manifests.manifests.map(\.value)
    }

    // MARK: Against what is there

    /// What differs from what is there.
    package func againstLive(at state: SourceVisit.State) async throws(SourceVisitError) -> Outcome {
        try await takeOver(at: state).outcome
    }

    /// What differs from what is there, and all that it would be applied to.
    package func takeOver(at state: SourceVisit.State) async throws(SourceVisitError) -> TakeOver {
        let visited = try await look.render(at: state)
        do throws(KubeError) {
            let set = withBackdrop(visited.manifests)
            let findings = try await findings(on: set)
            let prepared = try await look.preparation.prepare(set.manifests)
            let (plan, known) = try await plan(prepared.objects, besides: prepared.problems.map(\.id))
            let account = application.metadata.key
            let applier = Applier(
                client: client, index: index, account: account,
                createNamespace: spec.destination.createNamespace ? look.preparation.namespace : nil,
                policy: ApplyPolicy(spec.sync))
            let forecast = await Forecaster(applier, index, most: Self.mostTrials, isOnBehalf: true).forecast(
                plan, objects: Dictionary(prepared.objects.map { ($0.desired.id, $0) }) { first, _ in first },
                types: known)
            let refused = prepared.problems.map { problem in
                PreviewedObject(
                    id: problem.id, action: .blocked("cannot be applied: \(problem.message)"), live: nil,
                    prediction: nil, apiVersion: nil, warnings: [], refusal: nil, standing: .own,
                    manager: index.fieldManager)
            }
            let version = try? await client.discovery.serverVersion()
            let request = PreviewRequest(
                objects: judged(forecast.objects + refused, by: findings), inventory: plan.inventoryDuring.count,
                unchanged: [],
                server: version.map { KubeRelease($0.major, $0.minor) }, target: target, mask: look.mask(visited))
            return TakeOver(
                outcome: Outcome(
                    preview: .ofDifferences(request), isPartial: forecast.isPartial, lacksPolicies: findings == nil),
                targets: Dictionary(prepared.objects.map { ($0.desired.id, $0.type) }) { first, _ in first },
                hooks: visited.manifests.hooks)
        } catch {
            throw SourceVisitError("cannot compare with what is there", error)
        }
    }

    private func withBackdrop(_ set: ManifestSet) -> ManifestSet {
        guard spec.destination.createNamespace else { return set }
        return spec.destination.backdrop(named: look.preparation.namespace).map(set.with(backdrop:)) ?? set
    }

    /// All that is desired is applied again, as digests of what was applied before are only for the controller; what would not
    /// change by that, the dry runs show.
    private func plan(
        _ objects: [PreparedObject], besides unprepared: [ObjectID]
    ) async throws(KubeError) -> (plan: Plan, types: [ObjectID: ResourceType]) {
        var types = Dictionary(objects.map { ($0.desired.id, $0.type) }) { first, _ in first }
        let desired = Set(types.keys)
        var inventory = (try? Inventory(application.status.inventory)) ?? Inventory()
        inventory = inventory.removing(unprepared)
        for entry in inventory.unorderedEntries where types[entry.id] == nil {
            types[entry.id] = try await client.type(
                of: GroupVersionKind(group: entry.id.group, version: entry.version, kind: entry.id.kind))
        }
        let rows = try await rows(types)
        let key = application.metadata.key
        var options = PlanOptions(
            owner: key, prune: spec.sync.prune, selfHeal: true, allowEmpty: spec.sync.allowEmpty, forceAll: false)
        options.isConfirmed = true
        options.holders = Lifelines(Containment(of: key) { _ in nil }, home: key.namespace).kept(spec)
        options.hooks = Set(rows.lazy.filter { $0.value.hook != nil && !desired.contains($0.key) }.map(\.key))
        let made = Planning.plan(
            desired: objects.map(\.desired), inventory: inventory, live: { rows[$0] }, options: options)
        return (made, types)
    }

    /// Reads under way at once.
    private static let concurrency = 8

    /// What was read of one object.
    private struct Reading: Sendable {
        var id: ObjectID
        /// Nil where it is not there, or not the installation's.
        var row: LiveRow?
        var failure: KubeError?
    }

    /// Of what carries the installation's mark: of other objects the controller's watches do not tell either.
    private func reading(_ id: ObjectID, _ type: ResourceType) async -> Reading {
        var reading = Reading(id: id)
        do throws(KubeError) {
            let live = try await client.find(type, ObjectKey(namespace: id.namespace, name: id.name))
            let isOurs = live?.label(Marks.label) == index.installation
            reading.row = isOurs ? live.flatMap { index.record($0, type: type) } : nil
        } catch {
            if error.code != .notFound { reading.failure = error }
        }
        return reading
    }

    private func rows(_ types: [ObjectID: ResourceType]) async throws(KubeError) -> [ObjectID: LiveRow] {
        let readings = await withTaskGroup(of: Reading.self) { group in
            var readings: [Reading] = []
            for (number, (id, type)) in types.filter(\.value.isServed).enumerated() {
                if number >= Self.concurrency, let reading = await group.next() { readings.append(reading) }
                group.addTask(name: "read \(id)") { await self.reading(id, type) }
            }
            for await reading in group { readings.append(reading) }
            return readings
        }
        if let failure = readings.lazy.compactMap(\.failure).first { throw failure }
        var rows: [ObjectID: LiveRow] = [:]
        for reading in readings { rows[reading.id] = reading.row }
        return rows
    }

    // MARK: Between revisions

    /// What differs between what two revisions come to; the cluster's objects are not looked at.
    package func between(_ earlier: String, _ later: String) async throws(SourceVisitError) -> Outcome {
        let before = try await look.render(at: .revision(earlier))
        let after = try await look.render(at: .revision(later))
        let old = Dictionary(before.manifests.manifests.map { ($0.id, $0.value) }) { first, _ in first }
        let ids = Set(after.manifests.manifests.map(\.id))
        let changed = after.manifests.manifests.map { manifest in
            previewed(manifest.id, from: old[manifest.id], to: manifest.value)
        }
        let gone = before.manifests.manifests.filter { !ids.contains($0.id) }.map {
            previewed($0.id, from: $0.value, to: nil)
        }
        let request = PreviewRequest(
            objects: changed + gone, inventory: old.count, unchanged: [], server: nil, target: target,
            mask: look.mask(before, after))
        return Outcome(preview: .ofDifferences(request), isPartial: false)
    }

    private func previewed(_ id: ObjectID, from live: Value?, to manifest: Value?) -> PreviewedObject {
        PreviewedObject(
            id: id, action: live == nil ? .create : manifest == nil ? .delete : .update, live: live,
            prediction: manifest.map { .answer($0) }, apiVersion: manifest?.apiVersion, warnings: [], refusal: nil,
            standing: .own, manager: index.fieldManager)
    }
}
