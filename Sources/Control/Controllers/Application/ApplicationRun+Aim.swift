internal import Documents
internal import GitOpsAPI
internal import KubeModel
internal import KubeRuntime
internal import Rendering

/// The first half of a run: what should be there. Sources, variables, dependencies, render.
extension ApplicationRun {
    /// What the cluster is to be compared with.
    struct Target {
        /// Of all sources.
        var revision: String
        var manifests: ManifestSet
        /// Why it is the last good revision and not the newest; nil where it is the newest.
        var held: ApplicationReport.Verdict?
        var newest: String
    }

    enum Aim {
        /// Nothing to tell yet: a cache is not in step with the server.
        case wait(Completion)
        case halt(ApplicationReport)
        case target(Target)
    }

    typealias Finding = ApplicationReport.Finding

    mutating func aim(_ spec: GitOpsApplication.Spec) async throws(KubeError) -> Aim {
        use(spec.sources)
        // Who asks for a sync means the newest revision. The controllers of repositories and charts call again.
        if !spec.sync.automatic, requestedSync != nil, isAsking { return .wait(.settled) }
        switch resolve(spec.sources) {
        case .wait(let completion): return .wait(completion)
        case .halt(let finding): return .halt(.halted(.waits(finding)))
        case .held(let finding, let sources): return await hold(spec, .fails(finding), sources)
        case .found(var sources):
            switch addReferenced(to: &sources) {
            case .wait(let completion): return .wait(completion)
            case .halt(let finding): return .halt(.halted(.fails(finding), newest: sources.revision))
            case .done: return await render(spec, sources)
            }
        }
    }

    private var isAsking: Bool { services.catalog.isAsking(key) || services.charts.catalog.isAsking(key) }

    /// Keeps what was applied last in repair, where that can still be made out of the sources.
    private mutating func hold(
        _ spec: GitOpsApplication.Spec, _ verdict: ApplicationReport.Verdict, _ sources: ResolvedSources?
    ) async -> Aim {
        guard var sources, case .done = addReferenced(to: &sources), let last = await lastApplied(spec, sources) else {
            return .halt(.halted(verdict))
        }
        return .target(
            Target(revision: last.revision, manifests: last.manifests, held: verdict, newest: last.revision))
    }

    private mutating func render(_ spec: GitOpsApplication.Spec, _ sources: ResolvedSources) async -> Aim {
        let newest = sources.revision
        let held: ApplicationReport.Verdict
        if let finding = unreadyDependency(spec, sources) {
            held = .waits(finding)
        } else {
            do throws(RenderFailure) {
                let manifests = try await manifests(spec, sources, isForRepair: false)
                return .target(Target(revision: newest, manifests: manifests, held: nil, newest: newest))
            } catch {
                if let lost = error.lost {
                    // A cache was damaged or cleared: a fetch mends it, and has no news that would call again.
                    fetch(lost)
                    lookAgain(in: Pauses.lostCommit)
                }
                memory.remotes = memory.remotes.merging(remotes.asked)
                switch error.obstacle {
                case .wait(let completion): return .wait(completion)
                case .waits(let finding): held = .waits(told(error, finding))
                case .fails(let finding): held = .fails(told(error, finding))
                case nil: held = error.isFinal ? .stalls(error.finding) : .fails(error.finding)
                }
            }
        }
        guard let last = await lastApplied(spec, sources) else { return .halt(.halted(held, newest: newest)) }
        return .target(Target(revision: last.revision, manifests: last.manifests, held: held, newest: newest))
    }

    /// The reason is of what cannot be had, the message of who wants it.
    private func told(_ failure: RenderFailure, _ obstacle: Finding) -> Finding {
        Finding(reason: obstacle.reason, message: failure.finding.message, passes: obstacle.passes)
    }

    /// What was applied last, whatever came of it, if it can still be made out of the sources: it is kept in repair while
    /// the newest revision cannot be used. Nothing but repairs is done for it, so that neither a changed specification
    /// nor an older revision gets into the cluster this way.
    private mutating func lastApplied(
        _ spec: GitOpsApplication.Spec, _ sources: ResolvedSources
    ) async -> (revision: String, manifests: ManifestSet)? {
        guard let earlier = appliedRevision.flatMap(sources.at) else { return nil }
        do throws(RenderFailure) {
            return (earlier.revision, try await manifests(spec, earlier, isForRepair: true))
        } catch {
            return nil
        }
    }
}
