internal import Costs
internal import Digests
internal import Documents
internal import Forecasting
internal import GitOpsAPI
internal import KubeClient
internal import KubeModel
internal import Observing
internal import Planning
internal import Policies
internal import Previewing
internal import Rendering
internal import Sourcing
internal import Surroundings

/// What was foreseen of a plan that is held back, so that it is not asked for again while nothing changes.
struct Foreseen: Sendable {
    /// Of the plan, and of the objects as they were.
    var key: Digest
    var plan: GitOpsApplication.PendingPlan
    /// How much more or less it asks for.
    var resources: ResourceChange
    /// When it is worth asking again, in monotonic seconds; nil while nothing changes.
    var until: Double?
}

/// Showing what is held back before it is done.
extension ApplicationRun {
    /// Of how many objects of a plan it is asked what would come of it. Status lists far fewer; impacts and conflicts of others
    /// are then as far as they can be told without.
    private static let mostTrials = 200

    func foresee(
        _ held: HeldPlan?, _ target: Target, _ spec: GitOpsApplication.Spec, _ state: inout RunState
    ) async -> HeldChange {
        guard let held else {
            forgetStakes(&state)
            return .nothing
        }
        let key = held.key(target, generation: context.application.metadata.generation)
        if let known = state.memory.foreseen, known.key == key, known.until.map({ $0 > context.now }) ?? true {
            state.awaitAnotherLook(now: context.now)
            return .plan(known.plan.with(await stakes(of: known, &state)))
        }
        do throws(KubeError) {
            let executor = try await executor(spec, &state)
            // What may not be told of could not be told from the rest.
            guard state.discretion.isWhole else { return .unknown }
            let objects = try await executor.objects(of: held.plan, target, context.preparation(spec))
            let forecast = await Forecaster(
                executor.applier, services.destination.index, most: Self.mostTrials, isOnBehalf: false
            ).forecast(held.plan, objects: objects, types: held.premises.types)
            let preview = Preview(await request(forecast, held, target, state.discretion.texts))
            let plan = GitOpsApplication.PendingPlan(
                PreviewSummary(preview), digest: held.digest, revision: target.revision, now: context.startedAt)
            let pause =
                forecast.isPartial ? Pauses.unanswered : forecast.hasPassingRefusals ? Pauses.halted : nil
            let foreseen = Foreseen(
                key: key, plan: plan, resources: preview.cost.resources,
                until: pause.map { context.now + $0.inSeconds })
            state.memory.foreseen = foreseen
            state.awaitAnotherLook(now: context.now)
            return .plan(plan.with(await stakes(of: foreseen, &state)))
        } catch {
            state.wake.within(Pauses.unanswered)
            return .unknown
        }
    }

    private func request(
        _ forecast: Forecast, _ held: HeldPlan, _ target: Target, _ texts: SecretTexts
    ) async -> PreviewRequest {
        let changed = Set(held.plan.applies.joined().map(\.id.withoutNamespace))
        let version = try? await services.destination.client.discovery.serverVersion()
        return PreviewRequest(
            objects: forecast.objects.map { $0.judged(by: target.policies) }, inventory: held.premises.inventory.count,
            unchanged: target.manifests.manifests.filter { !changed.contains($0.id.withoutNamespace) }.map(\.value),
            server: version.map { KubeRelease($0.major, $0.minor) }, target: nil,
            // The same for as long as the application is there, so that status stays as it is while nothing changes.
            mask: Mask(
                key: services.destination.digestKey.derived(for: "preview \(context.application.metadata.uid)"),
                texts: texts))
    }
}

extension HeldPlan {
    /// Another one where the plan is another, or an object that it is about has changed.
    fileprivate func key(_ target: Target, generation: Int) -> Digest {
        var builder = Digest.Builder()
        builder.add(target.revision)
        for finding in target.policies.warned + target.policies.raised { builder.add("\(finding)") }
        builder.add("\(generation)")
        builder.add(digest)
        builder.add(plan.digest(of: premises.desired).hex)
        for planned in plan.writes {
            builder.add("\(planned.action)")
            builder.add(planned.live?.resourceVersion ?? "")
        }
        for planned in plan.blocked { builder.add("\(planned.id) \(planned.action)") }
        return builder.finish()
    }
}

extension RunState {
    /// Comes back once it is worth asking again for what is held back.
    fileprivate mutating func awaitAnotherLook(now: Double) {
        if let until = memory.foreseen?.until { wake.within(.seconds(max(until - now, 0.001))) }
    }
}

extension GitOpsApplication.PendingPlan {
    fileprivate init(_ summary: PreviewSummary, digest: String, revision: String, now: KubeTime) {
        self.init(
            digest: digest, revision: revision, computedAt: now.wholeSeconds, impact: Impact(summary.impact))
        create = summary.create
        update = summary.update
        delete = summary.delete
        replace = summary.replace
        conflicts = summary.conflicts
        warnings = summary.warnings
        changes = summary.changes.compactMap { change in
            Change.Action(rawValue: change.action).map {
                Change(
                    object: "\(change.object)", action: $0, impact: Impact(change.impact), fields: change.fields,
                    reasons: change.reasons)
            }
        }
    }
}

extension GitOpsApplication.PendingPlan.Impact {
    fileprivate init(_ impact: Previewing.Impact) {
        self =
            switch impact {
            case .low: .low
            case .medium: .medium
            case .high: .high
            case .critical: .critical
            }
    }
}
