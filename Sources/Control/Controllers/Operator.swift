internal import Approvals
package import ChartSources
internal import Documents
package import Git
package import GitOpsAPI
package import KubeClient
internal import KubeModel
internal import KubeRuntime
package import Logging
package import Metrics
package import Observing
package import Probing
package import Rendering
internal import Sourcing
internal import Surroundings
internal import Synchronization
internal import TimeZones

/// The controllers of both kinds with everything that they run on, for one cluster where resources live and one that they are
/// applied to.
package final class Operator: Sendable {
    let services: Services
    private let triggers: Triggers
    private let memories: ApplicationMemories
    private let repositoryStatus: StatusPublisher
    private let applicationStatus: StatusPublisher
    private let windowStatus: StatusPublisher
    private let environmentStatus: StatusPublisher
    private let policies: PolicyReconciler
    let metrics: Metrics
    private let stopping = Doorbell()

    /// - Parameters:
    ///   - client: of the cluster where resources live.
    ///   - destination: of the cluster that applications are applied to; nil where it is the same.
    package init(
        settings: Settings, client: KubeClient, destination: KubeClient? = nil, digestKey: DigestKey,
        mirrors: any RepositoryMirrors, charts: any ChartLibrary, prober: any Prober, renderer: RenderCache,
        metrics: Metrics,
        logger: Logger
    ) {
        // What the watches call exists only once everything is there.
        let forward = Forward()
        let index = LiveIndex(
            client: destination ?? client, key: digestKey, fieldManager: settings.fieldManager,
            installation: settings.installation, namespace: settings.reach.confinement, logger: logger,
            metrics: metrics, notify: { forward.triggers?.liveChanged($0) })
        let references = NamedObjectWatches<ReferenceOwner>(
            client: client, metrics: metrics, logger: logger,
            onChange: { _, owners in forward.triggers?.referencesChanged(owners) })
        let kept = KeptStore(
            client: client, home: settings.home, installation: settings.installation, limit: settings.keptBytes)
        let sources = Sources(
            repositories: Store(),
            repositoryQueue: WorkQueue(backoff: Operator.repositoryBackoff, surroundings: client.surroundings),
            references: references, mirrors: mirrors, charts: charts, kept: kept, renders: renderer,
            cluster: Sources.Cluster(index.client, home: destination == nil ? settings.home : nil),
            options: Sources.Options(
                home: settings.home, confinement: settings.reach.confinement,
                allowsRemoteBases: settings.allowRemoteBases,
                randomness: RandomnessKey(digestKey.derived(for: "randomness of charts"))))
        let namespaces = NamespaceBook()
        services = Services(
            settings: settings, home: Home(client: client),
            destination: Destination(
                client: index.client, index: index, digestKey: digestKey,
                home: destination == nil ? settings.home : nil), sources: sources, applications: Store(),
            applicationQueue: WorkQueue(
                backoff: Operator.applicationBackoff, share: Operator.share(of: settings),
                surroundings: client.surroundings),
            journal: IntentJournal(
                client: client,
                key: ObjectKey(
                    namespace: settings.home,
                    name: OwnSecrets.journal(of: settings.installation, namespace: settings.reach.namespace)),
                logger: logger),
            records: DeploymentRecords(client: client, logger: logger),
            keepsakes: KeepsakeStore(client: client, settings, digestKey),
            checks: CheckBoard(
                prober: prober, isShared: settings.reach.namespace == nil, surroundings: client.surroundings),
            namespaces: namespaces,
            environments: EnvironmentBook(
                isUsed: settings.reach == .cluster, namespaces: namespaces, surroundings: client.surroundings),
            windows: WindowBoard(
                isUsed: settings.reach == .cluster, zones: ZoneFiles(folder: ZoneFiles.systemFolder),
                namespaces: namespaces, surroundings: client.surroundings),
            policies: PolicyBook(
                isInForce: settings.reach.confinement == nil, surroundings: client.surroundings),
            prices: PriceBook(
                ObjectKey(namespace: settings.home, name: settings.priceTable), references: references, logger: logger),
            events: EventRecorder(
                client: client, controller: "\(APIGroup.name)/martlet", instance: settings.instance, metrics: metrics,
                logger: logger), figures: ControllerMetrics(metrics), logger: logger)
        memories = ApplicationMemories()
        repositoryStatus = StatusPublisher(client: client, type: GitOpsRepository.resource)
        applicationStatus = StatusPublisher(client: client, type: GitOpsApplication.resource)
        windowStatus = StatusPublisher(client: client, type: GitOpsWindow.resource)
        environmentStatus = StatusPublisher(client: client, type: GitOpsEnvironment.resource)
        triggers = Triggers(services: services)
        policies = PolicyReconciler(
            services: services, triggers: triggers,
            publisher: StatusPublisher(client: client, type: GitOpsPolicy.resource))
        self.metrics = metrics
        forward.set(triggers)
    }

    private static let repositoryBackoff = Backoff(initial: .seconds(1), factor: 2, cap: .seconds(60), jitter: 0.2)
    private static let applicationBackoff = Backoff.work(cap: .seconds(60))

    /// At most half of the workers are at one namespace, where there can be several.
    private static func share(of settings: Settings) -> WorkQueue<ObjectKey>.Share? {
        guard settings.reach.namespace == nil else { return nil }
        return WorkQueue.Share(count: max(1, settings.concurrency / 2)) { $0.namespace }
    }

    /// Whether both kinds have been listed: from then on everything is looked after.
    package var isReady: Bool { services.applications.isSynced && services.sources.repositories.isSynced }

    /// Lets workers finish what they are at, and then ends `run`.
    package func stop() {
        services.sources.repositoryQueue.shutDown()
        services.sources.charts.queue.shutDown()
        services.applicationQueue.shutDown()
        services.checks.queue.shutDown()
        services.windows.queue.shutDown()
        services.environments.queue.shutDown()
        services.policies.queue.shutDown()
        stopping.ring()
    }

    /// Looks now at what deliveries for a receiver are about. Where nothing was listed yet everything is about to be looked at anyway.
    package func look(for hints: [GitOpsReceiver.Hint], of receiver: GitOpsReceiver) {
        HintTurn(services: services).look(for: hints, of: receiver)
    }

    /// Works until `stop`, or until cancelled.
    package func run() async {
        publishFigures()
        await withTaskGroup(of: Void.self) { group in
            group.addTask(name: "repositories") { await self.reflectRepositories() }
            group.addTask(name: "applications") { await self.reflectApplications() }
            group.addTask(name: "windows") { await self.windowWatch.run() }
            group.addTask(name: "environments") { await self.environmentWatch.run() }
            group.addTask(name: "policies") { await self.policies.reflect(self.metrics) }
            group.addTask(name: "references") { await self.services.sources.references.run() }
            group.addTask(name: "live index") { await self.services.destination.index.run() }
            group.addTask(name: "events") { await self.services.events.run() }
            group.addTask(name: "journal") { await self.services.journal.run { self.services.isGone($0) } }
            group.addTask(name: "mirrors") { await self.tidyMirrors() }
            group.addTask(name: "kept results") { await self.tidyKept() }
            group.addTask(name: "records") { await self.tidyRecords() }
            group.addTask(name: "kept objects") { await self.tidyKeepsakes() }
            await self.work()
            group.cancelAll()
        }
    }

    // MARK: Watching

    private func reflectRepositories() async {
        await Reflector(
            services.home.client, GitOpsRepository.resource, namespace: services.settings.reach.namespace,
            into: services.sources.repositories, metrics: metrics, logger: services.logger,
            decode: { try? GitOpsRepository($0) },
            onRewound: { [triggers, repositoryStatus] in
                repositoryStatus.forgetAll()
                triggers.repositoriesRewound()
            }, onChange: { [triggers] in triggers.repositoryChanged($0) }
        ).run()
    }

    private func reflectApplications() async {
        await Reflector(
            services.home.client, GitOpsApplication.resource, namespace: services.settings.reach.namespace,
            into: services.applications, metrics: metrics, logger: services.logger,
            decode: { try? GitOpsApplication($0) },
            onRewound: { [triggers, applicationStatus, services] in
                applicationStatus.forgetAll()
                services.sources.kept.forgetLatest()
                services.keepsakes.forget()
                services.journal.reread()
                triggers.applicationsRewound()
            }, onChange: { [triggers] in triggers.applicationChanged($0) }
        ).run()
    }

    private var windowWatch: WindowWatch {
        let windows = services.windows
        return WindowWatch(
            services: services, triggers: triggers,
            reflector: Reflector(
                services.home.client, GitOpsWindow.resource, into: windows.store, metrics: metrics,
                logger: services.logger, decode: { try? GitOpsWindow($0) },
                onSynced: { [triggers] in triggers.windowsKnown(.listed) },
                onRewound: { [windowStatus] in windowStatus.forgetAll() },
                onChange: { [triggers] in triggers.windowChanged($0) }))
    }

    private var environmentWatch: EnvironmentWatch {
        EnvironmentWatch(
            services: services, triggers: triggers,
            reflector: Reflector(
                services.home.client, GitOpsEnvironment.resource, into: services.environments.store, metrics: metrics,
                logger: services.logger, decode: { try? GitOpsEnvironment($0) },
                onSynced: { [triggers] in triggers.environmentsKnown(.listed) },
                onRewound: { [environmentStatus] in environmentStatus.forgetAll() },
                onChange: { [triggers] in triggers.environmentChanged($0) }),
            namespaces: Reflector(
                services.destination.client, .namespaces, into: services.namespaces.store, metrics: metrics,
                logger: services.logger, decode: { $0.labels },
                onSynced: { [triggers] in triggers.namespacesListed() },
                onChange: { [triggers] in triggers.namespaceLabelsChanged($0) }),
            witnesses: Reflector(
                services.home.client, Witness.type, into: services.witnesses.store, metrics: metrics,
                logger: services.logger, decode: { Witness($0) },
                onChange: { [triggers] in triggers.witnessChanged($0) }))
    }

    // MARK: Working

    /// No worker begins before both kinds are known: rules and dependencies of all have to be. Policies may turn out to be out of
    /// reach: then applications say so.
    private func work() async {
        do {
            try await services.sources.repositories.waitUntilSynced()
            try await services.applications.waitUntilSynced()
        } catch {
            return
        }
        await services.policies.waitUntilAnswered()
        let repositories = RepositoryReconciler(
            services: services, triggers: triggers, publisher: repositoryStatus)
        let applications = ApplicationReconciler(
            services: services, publisher: applicationStatus, memories: memories)
        let charts = ChartReconciler(services: services, triggers: triggers)
        let windows = WindowReconciler(services: services, publisher: windowStatus)
        let environments = EnvironmentReconciler(services: services, publisher: environmentStatus)
        await services.windows.waitUntilKnown(for: Pauses.firstWindows, by: services.surroundings)
        await services.environments.waitUntilKnown(for: Pauses.firstWindows, by: services.surroundings)
        await withDiscardingTaskGroup { group in
            group.addTask(name: "workers on sources") {
                // A remote may take a minute to answer, and asking can be broken off at any moment. What writes to the
                // cluster is waited for.
                await firstOf({ await self.fetch(repositories, charts) }, { await self.stopping.wait() })
            }
            group.addTask(name: "window workers") {
                await self.drain(self.services.windows.queue, WindowReconciler.workers) { key, _ in
                    await windows.reconcile(key)
                }
            }
            group.addTask(name: "environment workers") {
                await self.drain(self.services.environments.queue, 1) { key, _ in await environments.reconcile(key) }
            }
            group.addTask(name: "application workers") {
                await self.drain(self.services.applicationQueue, self.services.settings.concurrency) {
                    await applications.reconcile($0, for: $1)
                }
            }
        }
    }

    private func fetch(_ repositories: RepositoryReconciler, _ charts: ChartReconciler) async {
        await withDiscardingTaskGroup { group in
            group.addTask(name: "repository workers") {
                await self.drain(self.services.sources.repositoryQueue, RepositoryReconciler.workers) {
                    key, _ in await repositories.reconcile(key)
                }
            }
            group.addTask(name: "policy workers") {
                await self.drain(self.services.policies.queue, 1) { key, _ in await self.policies.reconcile(key) }
            }
            group.addTask(name: "check workers") {
                await self.drain(self.services.checks.queue, CheckBoard.workers) { question, _ in
                    await self.services.checks.look(question)
                    self.services.applicationQueue.add(question.application)
                    return .settled
                }
            }
            group.addTask(name: "chart workers") {
                await self.drain(self.services.sources.charts.queue, Charts.workers) { wanted, _ in
                    await charts.reconcile(wanted)
                }
            }
        }
    }

    /// Lets workers do what the queue holds, until it is shut down.
    private func drain<Key: Hashable & Sendable>(
        _ queue: WorkQueue<Key>, _ workers: Int,
        _ reconcile: @escaping @Sendable (Key, Causes) async -> WorkQueue<Key>.Completion
    ) async {
        await withDiscardingTaskGroup { group in
            for number in 0..<workers {
                group.addTask(name: "worker \(number)") {
                    while let lease = await queue.next() {
                        let completion = await reconcile(lease.key, lease.causes)
                        lease.complete(completion)
                    }
                }
            }
        }
    }
}

/// Breaks the circle between the watches, which call the triggers, and the triggers, which use the watches.
private final class Forward: Sendable {
    private let stored = Mutex<Triggers?>(nil)

    var triggers: Triggers? { stored.withLock { $0 } }

    func set(_ triggers: Triggers) { stored.withLock { $0 = triggers } }
}
