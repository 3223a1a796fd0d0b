internal import Applying
internal import Documents
internal import Git
internal import GitOpsAPI
internal import KubeClient
internal import KubeModel
internal import KubeRuntime
internal import Logging
internal import Rendering
internal import Sourcing
internal import Surroundings

/// What the reconcilers share. What belongs to the cluster that is applied to stands in `destination`; the rest is of the
/// cluster where our resources live. The two may be one.
struct Services: Sendable {
    var settings: Settings
    var home: Home
    var destination: Destination
    let sources: Sources
    var applications: Store<GitOpsApplication>
    /// Which applications wait for an application: `dependsOn`, read backwards.
    let dependents = ReverseReferences()
    /// Which applications are among the objects of an application: their marks, read backwards.
    let held = ReverseReferences()
    let circles = Circles()
    let tally = ApplicationTally()
    let ignoreRules = IgnoreRuleBook()
    var applicationQueue: WorkQueue<ObjectKey>
    let journal: IntentJournal
    let records: DeploymentRecords
    let keepsakes: KeepsakeStore
    let checks: CheckBoard
    let namespaces: NamespaceBook
    let environments: EnvironmentBook
    let witnesses = WitnessBook()
    let windows: WindowBoard
    let policies: PolicyBook
    let prices: PriceBook
    let pushes = AwaitedPushes()
    var events: EventRecorder
    var figures: ControllerMetrics
    var logger: Logger

    /// Has applications looked at.
    func call(_ applications: Set<ObjectKey>, for trigger: Trigger) {
        for key in applications { applicationQueue.add(key, causes: trigger.causes) }
    }

    /// The time that waits and pacing are reckoned in, in seconds; it never goes back.
    func monotonicSeconds() -> Double { surroundings.now.inSeconds }

    var surroundings: Surroundings { home.client.surroundings }

    var readiness: ReadinessGraph {
        ReadinessGraph(
            { [applications] in applications.latest($0) }, held: { [held] in held[$0] }, isHome: destination.isHome)
    }
}
