internal import Approvals
internal import Documents
internal import GitOpsAPI
internal import KubeModel
internal import KubeRuntime
internal import Observing
internal import Sourcing

/// Turns what the watches tell into work: says which resources a piece of news concerns, and queues them with the cause.
struct Triggers: Sendable {
    let services: Services

    func enqueue(_ application: ObjectKey, _ trigger: Trigger, priority: WorkQueue<ObjectKey>.Priority = .normal) {
        services.applicationQueue.add(application, priority: priority, causes: trigger.causes)
    }

    // MARK: Applications

    func applicationChanged(_ change: StoreChange<GitOpsApplication>) {
        let (old, new) = (change.old, change.new)
        if old?.spec != new?.spec { follow(change.key, new) }
        if old?.owner != new?.owner { services.held.set(Set([new?.owner].compactMap(\.self)), of: change.key) }
        services.tally.note(change.old, change.new)
        if old?.dependencies != new?.dependencies || old?.owner != new?.owner || old?.rests != new?.rests {
            for member in services.circles.update(around: change.key, services.readiness) {
                enqueue(member, .dependency)
            }
        }
        guard let new else { return applicationGone(change.key) }
        if old?.status.stays != new.status.stays || old?.isReadyForDependents != new.isReadyForDependents {
            services.call(services.environments.followers(of: change.key), for: .dependency)
        }
        if old?.isReadyForDependents != new.isReadyForDependents
            || old?.status.sync?.revision != new.status.sync?.revision
        {
            for dependent in services.dependents[change.key] { enqueue(dependent, .dependency) }
        }
        guard let old else {
            return enqueue(change.key, .start, priority: change.cause == .list ? .low : .normal)
        }
        let (before, now) = (old.metadata, new.metadata)
        if before.requestedAt != now.requestedAt || before.requestedSync != now.requestedSync
            || before.requestedObjects != now.requestedObjects
        {
            request(new)
        } else if before.generation != now.generation || before.isDeleting != now.isDeleting || before.uid != now.uid
            || before.annotations != now.annotations || before.labels != now.labels
        {
            enqueue(change.key, .resource)
        }
    }

    /// A request asks for the newest there is, so the repositories are asked too.
    private func request(_ application: GitOpsApplication) {
        let key = application.metadata.key
        let sources = (try? application.spec.get().sources) ?? []
        let named = Set(sources.compactMap { $0.repositoryRef?.key(from: key.namespace) })
        for repository in named.union(services.sources.catalog.repositories(usedBy: key))
        where isReadable(repository, from: key) {
            services.sources.catalog.requestLook(at: repository, for: key)
            services.sources.repositoryQueue.add(repository, priority: .high)
        }
        services.sources.charts.requestLooks(for: key)
        enqueue(key, .request, priority: .high)
    }

    private func isReadable(_ key: ObjectKey, from other: ObjectKey) -> Bool {
        services.settings.allowCrossNamespace || key.namespace == other.namespace
    }

    private func applicationGone(_ key: ObjectKey) {
        services.call(services.environments.forget(key), for: .dependency)
        enqueue(key, .resource)
        services.prices.forget(key)
        for dependent in services.dependents[key] { enqueue(dependent, .dependency) }
        // What it owned binds nobody any more.
        for contender in services.destination.index.contenders(ofWhatIs: key) { enqueue(contender, .live) }
    }

    /// The server was put back to an earlier state: whatever was concluded from the later one has to be concluded anew.
    func applicationsRewound() {
        for key in services.applications.all().keys { enqueue(key, .start, priority: .low) }
    }

    func repositoriesRewound() {
        for key in services.sources.repositories.all().keys { services.sources.repositoryQueue.add(key) }
    }

    /// Keeps track of what an application's specification refers to.
    private func follow(_ key: ObjectKey, _ application: GitOpsApplication?) {
        let spec = try? application?.spec.get()
        services.destination.index.setRules(
            services.ignoreRules.rules(of: key, spec?.ignoreDifferences ?? []), of: key)
        services.destination.index.setHealthChecks(spec?.healthChecks ?? [], of: key)
        services.dependents.set(Set(application?.dependencies ?? []), of: key)
        let values = spec?.sources.flatMap(\.valueObjects).map { NamedReference($0, in: key.namespace) } ?? []
        let authorities = spec?.checks.all.compactMap(\.check.caReference) ?? []
        services.sources.references.want(
            Set(values + authorities.map { NamedReference($0, in: key.namespace) }), for: .application(key))
    }

    // MARK: Repositories

    func repositoryChanged(_ change: StoreChange<GitOpsRepository>) {
        let (old, new) = (change.old, change.new)
        if old?.spec != new?.spec {
            let secret = (try? new?.spec.get())?.secretRef.map {
                NamedReference(type: .secrets, key: ObjectKey(namespace: change.key.namespace, name: $0.name))
            }
            services.sources.references.want(Set([secret].compactMap(\.self)), for: .repository(change.key))
        }
        if let url = try? new?.spec.get().url, url != (try? old?.spec.get().url) {
            let waiting = services.sources.catalog.takeMissing(in: change.key.namespace)
            for application in waiting { enqueue(application, .revision) }
        }
        if old?.readiness != new?.readiness, services.sources.catalog.remote(of: change.key) == nil {
            for user in services.sources.catalog.users(of: change.key) { enqueue(user, .revision) }
        }
        guard let old, let new else { return askAnew(change.key) }
        if old.metadata.generation != new.metadata.generation || old.metadata.uid != new.metadata.uid {
            askAnew(change.key)
        }
        if old.metadata.requestedAt != new.metadata.requestedAt {
            services.sources.repositoryQueue.add(change.key, priority: .high)
        }
    }

    /// Breaks off a look at a repository that is another by now, and queues a new one; in this order, because what is queued
    /// may begin at once.
    private func askAnew(_ repository: ObjectKey) {
        services.sources.looks.interrupt(repository)
        services.sources.repositoryQueue.add(repository)
    }

    // MARK: Windows

    func windowChanged(_ change: StoreChange<GitOpsWindow>) {
        release(services.windows.note(change.key, change.new))
        // Status alone is our own doing.
        if change.old?.spec != change.new?.spec || change.old?.metadata.uid != change.new?.metadata.uid {
            services.windows.queue.add(change.key)
        }
    }

    func windowsKnown(_ knowledge: KindKnowledge) { release(services.windows.note(knowledge)) }

    func namespaceLabelsChanged(_ change: StoreChange<[String: String]>) {
        guard change.old != change.new else { return }
        release(Set(services.windows.held(in: change.key.name)))
        guard services.environments.chooseByLabels else { return }
        for (key, application) in services.applications.all()
        where application.goes(to: change.key.name) || services.environments.isHeld(key) {
            enqueue(key, .environment, priority: .low)
        }
    }

    /// What chooses by labels of namespaces is known from now on.
    func namespacesListed() {
        release(Set(services.windows.heldForLabels))
        if services.environments.chooseByLabels { environmentsChanged() }
    }

    /// Has those looked at that a window has held; there may be many.
    private func release(_ applications: Set<ObjectKey>) {
        let count = services.applications.count
        for key in applications {
            services.applicationQueue.add(
                key, after: WindowBoard.delay(of: key, among: count), causes: Trigger.window.causes)
        }
    }

    // MARK: Environments

    func environmentChanged(_ change: StoreChange<GitOpsEnvironment>) {
        if services.environments.note(change.key.name, change.new) {
            environmentsChanged()
            services.environments.queue.add(change.key)
        }
        if services.environments.needsWitnesses { services.witnesses.need() }
    }

    func environmentsKnown(_ knowledge: KindKnowledge) {
        if services.environments.note(knowledge) { environmentsChanged() }
    }

    /// Whatever was concluded from environments has to be concluded anew.
    private func environmentsChanged() {
        for key in services.applications.all().keys { enqueue(key, .environment, priority: .low) }
    }

    func witnessChanged(_ change: StoreChange<Witness>) {
        for application in services.witnesses.note(change.key, change.old, change.new).compactMap(
            services.witnesses.asker)
        {
            enqueue(application, .approval, priority: .high)
        }
    }

    // MARK: The rest

    /// What was judged by policies as they were has to be judged anew.
    func policiesChanged() {
        for key in services.applications.all().keys { enqueue(key, .policy, priority: .low) }
    }

    func referencesChanged(_ owners: Set<ReferenceOwner>) {
        for owner in owners {
            switch owner {
            case .repository(let key): askAnew(key)
            case .application(let key): enqueue(key, .reference)
            case .prices: for reader in services.prices.readers { enqueue(reader, .reference, priority: .low) }
            case .chart(let wanted):
                services.sources.charts.looks.interrupt(wanted)
                services.sources.charts.queue.add(wanted)
            }
        }
    }

    func liveChanged(_ applications: Set<ObjectKey>) {
        for key in applications { enqueue(key, .live) }
    }
}

extension GitOpsApplication {
    /// Whether its objects go to a namespace, as far as its specification and its environments say.
    fileprivate func goes(to namespace: String) -> Bool {
        let destination = try? spec.get().destination.namespace(from: metadata.key.namespace)
        return destination == namespace || !status.environments.isEmpty
    }

    fileprivate var isReadyForDependents: Bool {
        status.observedGeneration == metadata.generation && status.conditions.isTrue(ConditionType.ready)
    }
}

extension GitOpsRepository {
    fileprivate var readiness: String? { status.conditions[ConditionType.ready].map { "\($0.status)\($0.message)" } }
}
