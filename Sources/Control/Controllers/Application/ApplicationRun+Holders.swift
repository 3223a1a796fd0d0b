internal import Applying
internal import Documents
internal import GitOpsAPI
internal import Health
internal import KubeModel
internal import KubeRuntime
internal import Planning

/// What an application lives by, and which applications hold it.
extension ApplicationRun {
    var containment: Containment { Containment(of: key) { services.applications.latest($0)?.owner } }

    /// What is not deleted because it is no longer desired. With an application that goes its repositories may go, too, and
    /// those that hold it: they would make it anew.
    func holders(_ spec: GitOpsApplication.Spec) -> Set<ObjectID> {
        let containment = containment
        let repositories = spec.sources.compactMap(\.repositoryRef).map {
            ObjectID(GitOpsRepository.resource, $0.key(from: key.namespace))
        }
        return containment.lifelines(home: services.settings.home).union(containment.circle).union(repositories)
    }

    var deletionOptions: PlanOptions {
        var options = PlanOptions(owner: owner, prune: true, selfHeal: false, allowEmpty: true, forceAll: false)
        let containment = containment
        options.holders = containment.lifelines(home: services.settings.home)
        options.unawaited = containment.circle.subtracting(options.holders)
        return options
    }

    /// What of the application's objects is never deleted with it, besides itself.
    func lasting(_ ids: Set<ObjectID>) -> [ObjectID] {
        let lifelines = containment.lifelines(home: services.settings.home)
        return lifelines.intersection(ids).subtracting([Containment.application(key)]).sorted { "\($0)" < "\($1)" }
    }

    /// Says that what an application lives by is its own from now on: that may not have been meant, as where a
    /// kustomization gives all its objects another namespace.
    func announceAdoption(_ changes: ChangeSet) {
        // What carries no mark is not seen before it is applied.
        let first: Set<Action> = [.create(.new), .update(.adopt)]
        let adopted = changes.results.filter { $0.settled != nil && first.contains($0.planned.action) }
        for id in lasting(Set(adopted.map(\.planned.id))) {
            services.record(
                .warning, "Adopted", action: "Sync",
                "\(id) was there before and is kept as the source says from now on; the application lives by it, so it is "
                    + "never deleted with the application",
                on: GitOpsApplication.resource, application.metadata)
        }
    }

    /// Of a plan what is on its way out, each with what holds it: the first few.
    func leaving(_ plan: Plan, _ sides: Sides) -> [String] {
        let leaving = (plan.kept + plan.blocked).filter {
            $0.action == .keep(.terminating) || $0.action == .blocked(.terminating)
        }
        let named = leaving.prefix(Report.named).map { planned in
            let health = sides.types[planned.id].map {
                services.index.contribution(of: planned.id, type: $0, owner: owner)
            }
            guard case .present(let health?) = health, !health.message.isEmpty else { return "\(planned.id)" }
            return "\(planned.id) (\(health.message))"
        }
        return named + (leaving.count > Report.named ? ["and \(leaving.count - Report.named) more"] : [])
    }
}
