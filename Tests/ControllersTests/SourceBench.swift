import Applying
import ChartSources
import Documents
import Foundation
import Git
import GitOpsAPI
import KubeClient
import KubeModel
import Logging
import MemoryCluster
import MemorySources
import Metrics
import Observing
import Rendering
import SourceTrees
import Surroundings
import Synchronization
import TestKit
import TimeZones

@testable import Controllers
@testable import KubeRuntime
@testable import Sourcing

/// What the controllers of sources work with. Nothing runs: a test says what watches have shown, and what remotes answer.
final class SourceBench: Sendable {
    static let key: ObjectKey = "shop/source"

    let mirrors = AskedMirrors()
    let charts: MemoryCharts
    let services: Services
    let triggers: Triggers
    let repositories: RepositoryReconciler
    let orders: ChartReconciler

    var catalog: SourceCatalog { services.sources.catalog }

    init() {
        let surroundings = Surroundings(ManualClock())
        let cluster = MemoryCluster(seed: 1, minor: 30) { start }
        let client = cluster.client(surroundings: surroundings)
        let logger = Logger(label: "sources") { _ in SwiftLogNoOpLogHandler() }
        let (metrics, key) = (Metrics(), DigestKey([1]))
        charts = MemoryCharts(time: surroundings)
        let index = LiveIndex(
            client: client, key: key, fieldManager: "martlet", installation: "martlet", namespace: nil, logger: logger,
            metrics: metrics, notify: { _ in })
        let sources = Sources(
            repositories: Store(), repositoryQueue: WorkQueue(backoff: .work(cap: .seconds(60))),
            references: NamedObjectWatches(client: client, metrics: metrics, logger: logger, onChange: { _, _ in }),
            mirrors: mirrors, charts: charts,
            kept: KeptStore(client: client, home: "martlet", installation: "martlet", limit: 1 << 20),
            renders: RenderCache(entries: 1, bytes: 1, metrics: metrics),
            cluster: Sources.Cluster(client, home: "martlet"),
            options: Sources.Options(
                home: "martlet", confinement: nil, allowsRemoteBases: false, randomness: RandomnessKey([1])))
        let namespaces = NamespaceBook()
        services = Services(
            settings: Settings(
                reach: .cluster, allowCrossNamespace: false, allowRemoteBases: false, allowAppOfApps: false,
                accounts: Accounts(fallback: nil, shared: "martlet/applier", own: nil), keptBytes: 1 << 20,
                concurrency: 1,
                installation: "martlet", instance: "test", home: "martlet"),
            home: Home(client: client),
            destination: Destination(client: client, index: index, digestKey: key, home: "martlet"), sources: sources,
            applications: Store(), applicationQueue: WorkQueue(backoff: .work(cap: .seconds(60))),
            journal: IntentJournal(client: client, key: "martlet/journal", logger: logger),
            records: DeploymentRecords(client: client, logger: logger),
            checks: CheckBoard(prober: MemoryProber(time: surroundings), isShared: false, surroundings: surroundings),
            namespaces: namespaces,
            environments: EnvironmentBook(isUsed: false, namespaces: namespaces, surroundings: surroundings),
            windows: WindowBoard(
                isUsed: false, zones: ZoneFiles(folder: ""), namespaces: namespaces, surroundings: surroundings),
            policies: PolicyBook(isInForce: true, surroundings: surroundings),
            events: EventRecorder(
                client: client, controller: "test", instance: "test", metrics: metrics, logger: logger),
            figures: ControllerMetrics(metrics), logger: logger)
        triggers = Triggers(services: services)
        repositories = RepositoryReconciler(
            services: services, triggers: triggers,
            publisher: StatusPublisher(client: client, type: GitOpsRepository.resource))
        orders = ChartReconciler(services: services, triggers: triggers)
    }

    /// As if the watch had shown the repository; without a specification, that there is none.
    func show(_ spec: Value?, generation: Int = 1) {
        let store = services.sources.repositories
        _ = store.apply(.reset)
        if let spec {
            let metadata: Value = [
                "namespace": "shop", "name": "source", "uid": "u", "generation": .integer(generation),
                "resourceVersion": "1",
            ]
            let object: Value = ["metadata": metadata, "spec": spec]
            _ = store.apply(.listed(Observed(object) { try? GitOpsRepository($0) }))
        }
        _ = store.apply(.synced(resourceVersion: "1"))
        store.setHealth(.current)
    }

    /// As if the watch failed.
    func loseStep() { services.sources.repositories.setHealth(.failing(KubeError(.transport, "no answer"))) }

    /// What wants to hear of the next look, and whether it still does.
    func ask(for application: ObjectKey = "shop/web") { catalog.requestLook(at: Self.key, for: application) }
    var isAsking: Bool { catalog.isAwaitingLook("shop/web") }

    func look() async -> WorkQueue<ObjectKey>.Completion { await repositories.reconcile(Self.key) }
}

/// Mirrors that answer what a test says.
final class AskedMirrors: RepositoryMirrors {
    typealias Answer = @Sendable ([GitReference]) async -> Result<GitRefresh, GitError>

    private let answer = Mutex<Answer> { _ in .failure(GitError(.network, "nobody is there")) }

    func answer(_ answer: @escaping Answer) { self.answer.withLock { $0 = answer } }

    func refresh(
        _ remote: GitRemote, references: [GitReference], timeout: Duration, account: String
    ) async throws(GitError) -> GitRefresh {
        try await answer.withLock(\.self)(references).get()
    }

    func release(_ remote: GitRemote, account: String) {}
    func tree(_ remote: GitRemote, commit: String) throws(GitError) -> MemoryTree { MemoryTree([:]) }
    func mirrorSize(_ remote: GitRemote) async -> Int { 0 }
    func removeUnused(keeping remotes: [GitRemote]) async -> Int { 0 }

    func commit(_ remote: GitRemote, _ sha: String) throws(GitError) -> GitCommit {
        GitCommit(sha: sha, author: "Ada", email: "ada@example.org", message: "m", time: .now, tree: "")
    }
}
