internal import Documents
internal import GitOpsAPI
internal import KubeModel
internal import KubeRuntime
internal import Sourcing

/// What may come into an environment from those before it.
struct Promotions: Sendable {
    /// Whether something may come, and else what is missing.
    enum Answer: Sendable, Hashable {
        case passes
        case waits(String, until: KubeTime?)
    }

    /// A revision that has passed an earlier environment, or is about to.
    private struct Candidate {
        var revision: String
        /// When it will have been there for long enough.
        var passesAt: KubeTime
    }

    let services: Services
    let application: GitOpsApplication
    let now: KubeTime

    /// Whether a revision has been everywhere where it has to have been.
    func answer(_ revision: String, _ demands: [EnvironmentDemand]) -> Answer {
        for demand in demands {
            for earlier in demand.rules.after {
                let members = members(of: earlier, demand)
                guard !members.isEmpty else { return .waits(absence(in: earlier, demand), until: nil) }
                for member in members {
                    let found = candidates(of: member, in: earlier, demand.rules.soak.duration)
                        .first { $0.revision == revision }
                    guard let found else {
                        return .waits("it has not been completed in \(earlier), by \(member.metadata.key)", until: nil)
                    }
                    guard found.passesAt <= now else {
                        return .waits(
                            "it has to be in \(earlier) for \(demand.rules.soak), by \(member.metadata.key)",
                            until: found.passesAt)
                    }
                }
            }
        }
        return .passes
    }

    /// The revisions that have been everywhere, the newest first.
    func passed(_ demands: [EnvironmentDemand]) -> [String] {
        var common: [String]?
        for demand in demands {
            for earlier in demand.rules.after {
                for member in members(of: earlier, demand) {
                    let passed = candidates(of: member, in: earlier, demand.rules.soak.duration)
                        .filter { $0.passesAt <= now }.map(\.revision)
                    common = common.map { $0.filter(passed.contains) } ?? passed
                }
            }
        }
        return common ?? []
    }

    /// Whom the application looks at.
    func roles(_ demands: [EnvironmentDemand]) -> Set<EnvironmentBook.Role> {
        Set(demands.flatMap { demand in demand.rules.after.map { role(in: $0, demand) } })
    }

    private func role(in earlier: String, _ demand: EnvironmentDemand) -> EnvironmentBook.Role {
        EnvironmentBook.Role(environment: earlier, key: demand.ruling.promotionKey(of: application.metadata))
    }

    private func absence(in earlier: String, _ demand: EnvironmentDemand) -> String {
        let key = role(in: earlier, demand).key
        return
            "no application of the same repositories is \(key) in \(earlier), by the label \(demand.ruling.promotionKey) or its name"
    }

    /// The same application in an earlier environment: whoever claims to be and is made of something else is not.
    private func members(of earlier: String, _ demand: EnvironmentDemand) -> [GitOpsApplication] {
        services.environments.members(role(in: earlier, demand)).subtracting([application.metadata.key])
            .sorted { $0.description < $1.description }
            .compactMap { services.applications.latest($0) }.filter { urls($0) == urls(application) }
    }

    private func urls(_ application: GitOpsApplication) -> Set<String> {
        let sources = (try? application.spec.get())?.sources ?? []
        return Set(
            sources.compactMap { source in
                guard let key = source.repositoryRef?.key(from: application.metadata.key.namespace) else {
                    return "\(source.helm.chart) \(source.helm.repoURL)"
                }
                return try? services.sources.repositories.latest(key)?.spec.get().url
            })
    }

    private func candidates(
        of member: GitOpsApplication, in environment: String, _ soak: Duration
    ) -> [Candidate] {
        guard let spec = try? member.spec.get() else { return [] }
        let key = member.metadata.key
        let seals = Seals(
            services.destination.digestKey, uid: member.metadata.uid,
            destination: spec.destination.namespace(from: key.namespace))
        let isWell = member.status.conditions.isTrue(ConditionType.ready) && member.status.pin == nil
        return member.status.stays.enumerated().compactMap { index, stay in
            guard seals.isGenuine(stay), stay.environments.contains(environment), !stay.failed else { return nil }
            guard let until = stay.until else {
                return index == 0 && isWell ? Candidate(revision: stay.revision, passesAt: stay.since + soak) : nil
            }
            return until - stay.since >= soak ? Candidate(revision: stay.revision, passesAt: until) : nil
        }
    }
}
