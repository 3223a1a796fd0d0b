internal import Documents
internal import Git
internal import GitOpsAPI
internal import KubeModel
internal import Observing
internal import Operating
internal import Rendering
internal import Sourcing

/// Which revision may come into an application's environments.
enum PromotionChoice: Sendable {
    case newest
    /// The newest that has passed, and why no newer one has.
    case earlier(String, Finding, Wake)
    /// None newer than what is there.
    case none(Finding, Wake)
}

/// Chooses it, by what is known before anything is rendered.
struct Promoter: Sendable {
    let promotions: Promotions
    let demands: [EnvironmentDemand]
    /// What is applied; nil where nothing is.
    let applied: String?
    let mirrors: any RepositoryMirrors

    /// Those that may be chosen, which have to be looked up.
    var revisions: [String] { Array(promotions.passed(demands).prefix(1)) }

    func choice(among newest: ResolvedSources) -> PromotionChoice {
        guard case .waits(let why, let until) = promotions.answer(newest.revision, demands) else { return .newest }
        let names = demands.filter { !$0.rules.after.isEmpty }.map(\.name).joined(separator: ", ")
        let finding = Finding(
            reason: "AwaitingPromotion",
            message: "\(RevisionText.short(newest.revision)) may not come into \(names) yet: \(why)")
        var wake = Wake()
        if let until { wake.within(max(until - promotions.now, .zero) + .seconds(1)) }
        let passed = promotions.passed(demands)
        guard let first = passed.first(where: { newest.at($0) != nil }) else { return .none(finding, wake) }
        guard let applied, applied != first, !passed.contains(applied) else { return .earlier(first, finding, wake) }
        return isNewer(first, than: applied, newest) ? .earlier(first, finding, wake) : .none(finding, wake)
    }

    /// Whether all commits of a revision were made after those of another: nothing goes back by itself.
    private func isNewer(_ revision: String, than other: String, _ newest: ResolvedSources) -> Bool {
        guard let first = newest.at(revision), let second = newest.at(other) else { return false }
        return zip(first.sources, second.sources).allSatisfy { first, second in
            guard let new = first.origin.commitAndRemote, let old = second.origin.commitAndRemote else { return true }
            guard let newTime = try? mirrors.commit(new.remote, new.revision.commit).time,
                let oldTime = try? mirrors.commit(old.remote, old.revision.commit).time
            else { return false }
            return newTime >= oldTime
        }
    }
}

extension ApplicationRun {
    /// Nil where no environment that is known to bind the application comes after another.
    func promoter(_ spec: GitOpsApplication.Spec, _ state: RunState) -> Promoter? {
        guard !services.environments.isEmpty else { return nil }
        var subject = state.memory.places ?? EnvironmentSubject()
        subject.namespaces.insert(spec.destination.namespace(from: key.namespace))
        guard case .bound(let rulings) = services.environments.answer(for: subject) else { return nil }
        let policies = state.memory.deploymentPolicies?.policies ?? []
        let demands = rulings.map { EnvironmentDemand($0, besides: policies) }
        let promotions = Promotions(services: services, application: context.application, now: context.startedAt)
        services.environments.follow(promotions.roles(demands), key)
        guard demands.contains(where: { !$0.rules.after.isEmpty }) else { return nil }
        return Promoter(
            promotions: promotions, demands: demands,
            applied: state.status.sync?.lastSyncedAt == nil ? nil : state.status.sync?.revision,
            mirrors: services.sources.mirrors)
    }

    /// The specification with what environments check and do about failures.
    func bound(_ spec: GitOpsApplication.Spec, _ target: Target, _ state: RunState) -> GitOpsApplication.Spec {
        guard !state.environments.demands.isEmpty else { return spec }
        let digest = services.destination.digest(of: target.manifests)
        let gravity = state.memory.gravity.flatMap { $0.digest == digest ? $0.impact : nil }
        let running = state.status.operation.flatMap { $0.target.digest == digest ? $0.checks : nil } ?? []
        return spec.bound(by: state.environments) { name, backup in
            backup.impactAtLeast == .low || gravity.map { $0 >= backup.impactAtLeast } ?? false
                || running.contains { $0.name == name }
        }
    }
}
