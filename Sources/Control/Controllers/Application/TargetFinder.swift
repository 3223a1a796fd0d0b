internal import Applying
internal import Documents
internal import GitOpsAPI
internal import KubeModel
internal import KubeRuntime
internal import Policies
internal import Rendering
internal import Sourcing

/// What the cluster is to be compared with.
struct Target: Sendable {
    /// Of all sources.
    var revision: String
    /// That it was made of.
    var resolved: ResolvedSources
    var rendered: RenderedSources
    /// Why it is the last good revision and not the newest; nil where it is the newest.
    var obstacle: TargetObstacle?

    /// Whether it is one to which the application goes back, by a person's wish or because a newer one has failed.
    var isRollback = false
    /// The objects of it that are to be applied, in the words of whoever asked for them; empty for all.
    var objects: [String] = []

    init(
        _ resolved: ResolvedSources, _ rendered: RenderedSources, obstacle: TargetObstacle? = nil,
        isRollback: Bool = false
    ) {
        revision = resolved.revision
        self.resolved = resolved
        self.rendered = rendered
        self.obstacle = obstacle
        self.isRollback = isRollback
    }

    /// What policies say of it.
    var policies = PolicyFindings()

    var manifests: ManifestSet { rendered.manifests }
    var isNewest: Bool { obstacle == nil }
}

/// What keeps the newest revision from being used.
enum TargetObstacle: Sendable, Hashable {
    /// It cannot be had, or not be rendered.
    case source(ApplicationReport.Verdict)
    /// An application that has to be ready first is not.
    case dependency(Finding)
    /// It waits for itself, by way of others.
    case circle(Finding)
    /// Policies refuse it, or cannot be asked.
    case policies(PolicyObstacle)

    var message: String {
        switch self {
        case .source(let verdict): verdict.message
        case .policies(let obstacle): obstacle.verdict.message
        case .dependency(let finding), .circle(let finding): finding.message
        }
    }

    /// What of which objects it is.
    var problems: [ObjectProblem] {
        if case .policies(let obstacle) = self { obstacle.problems } else { [] }
    }
}

/// What came of looking for a target.
struct TargetOutcome: Sendable {
    enum Result: Sendable {
        /// Nothing to tell yet: a cache is not in step with the server.
        case wait(WorkQueue<ObjectKey>.Completion)
        /// Nor is there anything that was applied last and could be kept in repair.
        case halt(TargetObstacle)
        case target(Target)
    }

    var result: Result
    var wake = Wake()
    /// To be fetched again: a cache was damaged or cleared, and has no news that would call.
    var lost: Lost?
    var pin = TargetFinder.PinDecision.none
    /// Why the application cannot go back to where it is asked to; the rest goes on.
    var refusal: Finding?
    /// What the newest revision has, where it waits for another application and others want what this one has.
    var successor: RenderedSources?
    /// What the renders have asked for besides what the specification names, where there were any.
    var uses: SourceUses?
    /// What policies said; nil where they were not asked.
    var judged: JudgedRender?
    /// That the newest revision has not passed earlier environments; nil where it has.
    var promotion: Finding?
}

/// From a specification to what should be there: sources, what they take from ConfigMaps and Secrets, dependencies, render.
/// While the newest revision cannot be used, what was applied last is kept in repair, where it can still be made.
struct TargetFinder: Sendable {
    let sources: SourceSession
    let dependencies: Dependencies
    let renderer: ApplicationRenderer
    let wish: PinWish
    /// What of the newest may come into the application's environments.
    let promote: @Sendable (ResolvedSources) -> PromotionChoice
    let startedAt: KubeTime
    /// Of what was rendered.
    let digest: @Sendable (ManifestSet) -> String
    /// Asks policies.
    let judge: @Sendable (Target) async -> PolicyAnswer
    /// Whether others want what this application has.
    let isContended: @Sendable () -> Bool
    let log: StepLog

    func find(_ spec: GitOpsApplication.Spec) async -> TargetOutcome {
        let resolution: Resolution
        do throws(Unresolved) {
            resolution = log(.resolve, try sources.resolve(spec.sources))
        } catch {
            return stopped(error) { .waits($0) }
        }
        switch resolution {
        case .held(let finding, let found):
            guard let found, let complete = try? sources.complete(found) else {
                return TargetOutcome(result: .halt(.source(.fails(finding))))
            }
            if let pinned = await stay(whileHeldAt: complete) { return pinned }
            return await hold(.source(.fails(finding)), complete)
        case .found(let found):
            do throws(Unresolved) {
                return try await promoted(spec, log(.read, try sources.complete(found)))
            } catch {
                return stopped(error) { .fails($0) }
            }
        }
    }

    /// Of what environments let pass, the newest. A revision that a person has named does not wait: it is judged when it is to be applied.
    private func promoted(
        _ spec: GitOpsApplication.Spec, _ newest: ResolvedSources
    ) async throws(Unresolved) -> TargetOutcome {
        switch promote(newest) {
        case .newest: return await find(spec, at: newest)
        case .none(let finding, let wake):
            if wish.request != nil { return await find(spec, at: newest) }
            var outcome = await hold(.dependency(finding), newest)
            outcome.wake.merge(wake)
            return outcome
        case .earlier(let revision, let finding, let wake):
            var outcome: TargetOutcome
            switch try sources.resolve(newest, at: revision) {
            case .held(let gone, _): outcome = await hold(.source(.fails(gone)), newest)
            case .found(let earlier): outcome = await find(spec, at: earlier)
            }
            outcome.promotion = finding
            outcome.wake.merge(wake)
            return outcome
        }
    }

    func stopped(
        _ why: Unresolved, _ verdict: (Finding) -> ApplicationReport.Verdict
    ) -> TargetOutcome {
        switch why {
        case .wait(let completion): TargetOutcome(result: .wait(completion))
        case .halt(let finding, let wake): TargetOutcome(result: .halt(.source(verdict(finding))), wake: wake)
        }
    }

    func hold(_ obstacle: TargetObstacle, _ complete: ResolvedSources) async -> TargetOutcome {
        var outcome = TargetOutcome(result: .halt(obstacle))
        if let last = await lastApplied(complete, &outcome.wake) {
            outcome.result = .target(Target(last.resolved, last.rendered, obstacle: obstacle))
        }
        return outcome
    }

    func render(_ spec: GitOpsApplication.Spec, _ resolved: ResolvedSources) async -> TargetOutcome {
        var outcome: TargetOutcome
        let obstacle: TargetObstacle
        if let found = dependencies.obstacle(spec.dependsOn, resolved) {
            obstacle = found
            outcome = TargetOutcome(result: .halt(obstacle))
            if case .dependency = found, isContended() {
                outcome.successor = try? await renderer.render(resolved, isForRepair: false)
            }
        } else {
            do throws(RenderFailure) {
                let rendered = log(.render, try await renderer.render(resolved, isForRepair: false))
                let target = Target(resolved, rendered)
                outcome = await judged(
                    TargetOutcome(result: .target(target), wake: rendered.wake, uses: sources.settle()))
                guard case .halt(let found) = outcome.result else { return outcome }
                obstacle = found
            } catch {
                outcome = failed(error)
                guard case .halt(let found) = outcome.result else { return outcome }
                obstacle = found
            }
        }
        if let last = await lastApplied(resolved, &outcome.wake) {
            outcome.result = .target(Target(last.resolved, last.rendered, obstacle: obstacle))
        }
        return outcome
    }

    /// What is found, unless policies speak against it.
    func judged(_ outcome: TargetOutcome) async -> TargetOutcome {
        guard case .target(var target) = outcome.result else { return outcome }
        var outcome = outcome
        let answer = await judge(target)
        outcome.judged = answer.judged
        outcome.wake.merge(answer.wake)
        target.policies = answer.findings
        outcome.result = answer.obstacle.map { .halt(.policies($0)) } ?? .target(target)
        return outcome
    }

    func failed(_ failure: RenderFailure) -> TargetOutcome {
        let verdict: ApplicationReport.Verdict
        var wait: WorkQueue<ObjectKey>.Completion?
        switch failure.obstacle {
        case .wait(let completion):
            wait = completion
            verdict = .fails(failure.finding)
        case .waits(let finding): verdict = .waits(explained(failure, finding))
        case .fails(let finding): verdict = .fails(explained(failure, finding))
        case nil: verdict = failure.isFinal ? .stalls(failure.finding) : .fails(failure.finding)
        }
        var outcome = TargetOutcome(
            result: wait.map { .wait($0) } ?? .halt(.source(verdict)), wake: failure.wake,
            lost: failure.lost, uses: sources.unsettled)
        if failure.lost != nil { outcome.wake.within(Pauses.lostCommit) }
        return outcome
    }

    /// The reason says what cannot be had, the message which render needs it.
    private func explained(_ failure: RenderFailure, _ obstacle: Finding) -> Finding {
        Finding(reason: obstacle.reason, message: failure.finding.message, isTransient: obstacle.isTransient)
    }

    /// What was applied last, whatever came of it, if it can still be made out of the sources: it is kept in repair while
    /// the newest revision cannot be used. Nothing but repairs is done for it, so that neither a changed specification
    /// nor an older revision gets into the cluster this way.
    private func lastApplied(
        _ resolved: ResolvedSources, _ wake: inout Wake
    ) async -> (resolved: ResolvedSources, rendered: RenderedSources)? {
        guard let earlier = sources.applied.flatMap(resolved.at) else { return nil }
        do throws(RenderFailure) {
            let rendered = try await renderer.render(earlier, isForRepair: true)
            wake.merge(rendered.wake)
            return (earlier, rendered)
        } catch {
            wake.merge(error.wake)
            return nil
        }
    }
}
