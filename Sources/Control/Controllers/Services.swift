internal import Applying
internal import Documents
internal import Git
internal import GitOpsAPI
internal import KubeClient
internal import KubeModel
internal import KubeRuntime
internal import Logging
internal import Rendering

/// What the reconcilers share. What belongs to the cluster that is applied to stands in `destination`; the rest is of the
/// cluster where our resources live.
struct Services: Sendable {
    var settings: Settings
    /// Of the cluster where our resources live.
    var client: KubeClient
    var destination: Destination
    var repositories: Store<GitOpsRepository>
    var applications: Store<GitOpsApplication>
    var repositoryQueue: WorkQueue<ObjectKey>
    var applicationQueue: WorkQueue<ObjectKey>
    /// Secrets and ConfigMaps that resources name.
    var references: NamedObjectWatches<ReferenceOwner>
    var catalog: SourceCatalog
    var mirrors: any RepositoryMirrors
    /// Who may ask a git server now, and who is at it.
    let turns = SourceTurns<ObjectKey>(
        SourceTurns.Shares(capacity: GitMirrors.standardThreads, namespace: 4, host: GitMirrors.standardThreads / 2))
    let looks = RunningLooks<ObjectKey>()
    var charts: Charts
    var renderer: RenderCache
    /// What renders have made once.
    var kept: KeptStore
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
