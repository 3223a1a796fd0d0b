internal import Applying
internal import Documents
internal import Git
internal import GitOpsAPI
internal import KubeClient
internal import KubeModel
internal import KubeRuntime
internal import Logging
internal import Rendering

/// What the reconcilers share. One for each process; the cluster's part (client, index) belongs to the destination.
struct Services: Sendable {
    var settings: Settings
    var client: KubeClient
    var repositories: Store<GitOpsRepository>
    var applications: Store<GitOpsApplication>
    var repositoryQueue: WorkQueue<ObjectKey>
    var applicationQueue: WorkQueue<ObjectKey>
    /// Secrets and ConfigMaps that resources name.
    var references: NamedObjectWatches<ReferenceOwner>
    var catalog: SourceCatalog
    var mirrors: GitMirrors
    /// Who may ask a git server now, and who is at it.
    let turns = SourceTurns<ObjectKey>(
        SourceTurns.Shares(capacity: GitMirrors.standardThreads, namespace: 4, host: GitMirrors.standardThreads / 2))
    let looks = RunningLooks<ObjectKey>()
    var charts: Charts
    var renderer: RenderCache
    /// What renders have made once.
    var kept: KeptStore
    var index: LiveIndex
    var clusterVersions: ClusterVersions
    var digestKey: DigestKey
    var events: EventRecorder
    var figures: ControllerMetrics
    var logger: Logger

    /// The time that waits and pacing are reckoned in, in seconds; it never goes back.
    func monotonicSeconds() -> Double {
        let (seconds, attoseconds) = Services.start.duration(to: .now).components
        return Double(seconds) + Double(attoseconds) * 1e-18
    }

    private static let start = ContinuousClock.now
}
