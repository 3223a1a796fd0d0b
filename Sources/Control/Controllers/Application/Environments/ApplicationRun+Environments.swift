internal import Approvals
internal import Costs
internal import Digests
internal import Documents
internal import GitOpsAPI
internal import KubeClient
internal import KubeModel
internal import Operating
internal import Planning
internal import Previewing
internal import Sourcing
internal import Surroundings

/// Asking environments whether what is new may pass.
extension ApplicationRun {
    /// What a plan is judged by.
    struct PlanInQuestion: Sendable {
        var plan: Plan
        var premises: Premises
        var options: PlanOptions
        var occasion: Occasion
    }

    /// Nil where environments have nothing against it.
    func environmentHold(
        _ question: PlanInQuestion, _ target: Target, _ spec: GitOpsApplication.Spec, _ state: inout RunState
    ) async throws(KubeError) -> EnvironmentHold? {
        let bound = state.environments
        let isLate = bindsMore(than: bound, target, question.premises, spec, &state)
        guard target.isNewest, !bound.demands.isEmpty || bound.flaw != nil || isLate else { return nil }
        let digest = services.destination.digest(of: target.manifests)
        let seals = context.seals(spec)
        state.admission = seals.admission(of: digest)
        guard question.hasNews(state.status.operation) else { return nil }
        guard !state.status.isAdmitted(digest, by: seals) else { return nil }
        if let flaw = bound.flaw {
            if flaw.isTransient { state.wake.within(Pauses.unanswered) }
            var hold = EnvironmentHold.waits(flaw.reason, flaw.message, bound)
            hold.isFinal = !flaw.isTransient
            return hold
        }
        if isLate {
            state.wake.within(Pauses.unfinished)
            return .waits("EnvironmentsUnknown", "an environment binds it that is only known now", bound)
        }
        return try await judge(question, bound, digest, target, spec, &state)
    }

    private func judge(
        _ question: PlanInQuestion, _ bound: BoundEnvironments, _ digest: String, _ target: Target,
        _ spec: GitOpsApplication.Spec, _ state: inout RunState
    ) async throws(KubeError) -> EnvironmentHold? {
        let promotions = Promotions(services: services, application: context.application, now: context.startedAt)
        let promotion = promotions.answer(target.revision, bound.demands)
        let asks = bound.demands.contains { !$0.rules.approval.rules.isEmpty || $0.needsImpact }
        guard asks || promotion != .passes else { return nil }
        let repairs = GateVerdict(gate: Gates.environmentGate, allows: .repairs, verdict: .proceeds)
        let held = context.comparer.held(
            question.plan, by: [repairs], question.premises, question.options, isManual: question.occasion.isManual)
        var impact = GitOpsApplication.PendingPlan.Impact.low
        if let held {
            guard case .plan(let foreseen) = await foresee(held, target, spec, &state) else {
                state.approvals = state.status.approvals
                return .waits("ImpactUnknown", "nobody can tell yet how grave what would be applied is", bound)
            }
            impact = foreseen.impact
        }
        let stakes: Stakes? = if let known = state.memory.foreseen { await stakes(of: known, &state) } else { nil }
        state.memory.gravity = (digest, impact)
        let basis = PlanBasis(
            installation: services.settings.installation, application: context.application.metadata,
            destination: spec.destination.namespace(from: key.namespace), account: "\(context.identity(spec).account)",
            revision: target.revision, rendered: digest,
            plan: held.map { $0.plan.digest(of: $0.premises.desired).hex } ?? "", actions: held?.plan.actions ?? [],
            impact: impact)
        do throws(KubeError) {
            return try await ask(basis, stakes, bound, promotion, target, spec, &state)
        } catch {
            guard error.code != .cancelled else { throw error }
            // What was applied before is kept in repair meanwhile, and what was decided stays.
            state.approvals = state.status.approvals
            state.wake.within(Pauses.unanswered)
            return .waits("ApprovalsUnknown", "nobody can tell whose approvals count: \(error.message)", bound)
        }
    }

    /// The turn of an application among those of its environments; nil where it has come.
    func turn(_ state: RunState, _ plan: Plan) -> EnvironmentHold? {
        var limits: [String: Int] = [:]
        for demand in state.environments.demands { limits[demand.name] = demand.rules.maxConcurrent }
        guard limits.values.contains(where: { $0 > 0 }),
            plan.hasNews || state.status.deployment?.state.isUnderWay ?? false
        else { return nil }
        guard let name = services.environments.begin(key, in: limits) else { return nil }
        return EnvironmentHold(
            finding: Finding(
                reason: "AwaitingTurn",
                message:
                    "\(limits[name] ?? 0) other applications of the environment \(name) are being deployed, and no more may be at a time"
            ),
            state: .pending, environments: [name])
    }
}

/// All that makes a plan this plan.
struct PlanBasis: Sendable {
    var installation: String
    var application: ResourceMetadata
    var destination: String
    var account: String
    var revision: String
    var rendered: String
    var plan: String
    /// What would be done with which object.
    var actions: [String]
    var impact: GitOpsApplication.PendingPlan.Impact

    /// What is approved for one environment.
    func digest(for demand: EnvironmentDemand) -> String {
        let parts =
            [
                "martlet plan", installation, application.uid, "\(application.key)", destination, account, demand.name,
                demand.digest, revision, rendered, plan, impact.rawValue,
            ] + actions
        return Digest.of(.array(parts.map { .string($0) })).hex
    }
}

extension Plan {
    /// What it does with which object, in no order of its own.
    fileprivate var actions: [String] {
        let applied = applies.joined().map { planned in
            if case .create = planned.action { "create \(planned.id)" } else { "update \(planned.id)" }
        }
        return (applied + (deletes + postponed).joined().map { "delete \($0.id)" }).sorted()
    }
}

extension RunContext {
    func seals(_ spec: GitOpsApplication.Spec) -> Seals {
        Seals(
            services.destination.digestKey, uid: application.metadata.uid,
            destination: spec.destination.namespace(from: key.namespace))
    }
}

extension EnvironmentDemand {
    /// Whether it depends on how grave a plan is.
    var needsImpact: Bool {
        rules.approval.rules.contains {
            $0.impactAtLeast > .low || $0.costAtLeast != nil || $0.failureRateAtLeast != nil
        } || backups.contains { $0.impactAtLeast > .low }
    }
}

extension GitOpsEnvironment.Rule {
    /// Whether it is about a plan. What nobody knows counts as reached.
    ///
    /// - Parameter stakes: nil where nothing was foreseen, because nothing is done with objects.
    func isAbout(_ impact: GitOpsApplication.PendingPlan.Impact, _ stakes: Stakes?) -> Bool {
        guard impact >= impactAtLeast else { return false }
        if let costAtLeast, let stakes, let most = stakes.cost.mostPerMonth {
            guard most >= Money(hundredths: Int128(costAtLeast) * 100) else { return false }
        }
        if let failureRateAtLeast, let rate = stakes?.risk?.rate {
            guard rate >= failureRateAtLeast else { return false }
        }
        return true
    }
}

extension EnvironmentHold {
    static func waits(_ reason: String, _ message: String, _ bound: BoundEnvironments) -> EnvironmentHold {
        EnvironmentHold(finding: Finding(reason: reason, message: message), state: .pending, environments: bound.names)
    }
}

extension ApplicationRun.PlanInQuestion {
    /// Whether something would come into the cluster, or run there, that is no repair.
    fileprivate func hasNews(_ operation: Operation?) -> Bool {
        if plan.hasNews { return true }
        let isOpen = operation.map { $0.phase != .succeeded } ?? true
        return !premises.hooks.isEmpty && (occasion.isAsked || occasion.isRollback || isOpen)
    }
}

extension GitOpsApplication.Status {
    /// Whether environments have let in what renders to a digest, now or before.
    fileprivate func isAdmitted(_ digest: String, by seals: Seals) -> Bool {
        if let deployment, deployment.digest == digest, !deployment.state.isBefore,
            deployment.admission == seals.admission(of: digest)
        {
            return true
        }
        return stays.contains { $0.digest == digest && seals.isGenuine($0) }
    }
}
