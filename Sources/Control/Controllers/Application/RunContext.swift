internal import Applying
internal import Documents
internal import GitOpsAPI
internal import KubeClient
internal import KubeModel
internal import KubeRuntime
internal import Observing
internal import Planning
internal import Rendering
internal import Sourcing
internal import Surroundings

/// What a run on an application is about, and what its steps are made of. Nothing of it changes while the run lasts.
struct RunContext: Sendable {
    let services: Services
    let publisher: StatusPublisher
    let application: GitOpsApplication
    /// All that the run is for.
    let causes: Causes
    let startedAt: KubeTime
    let lifelines: Lifelines

    init(services: Services, publisher: StatusPublisher, application: GitOpsApplication, causes: Causes) {
        self.services = services
        self.publisher = publisher
        self.application = application
        self.causes = causes
        startedAt = KubeTime(services.surroundings)
        let containment = Containment(of: application.metadata.key) { services.applications.latest($0)?.owner }
        lifelines = Lifelines(containment, home: services.destination.home)
    }

    var key: ObjectKey { application.metadata.key }
    /// Monotonic, in seconds.
    var now: Double { services.monotonicSeconds() }
    var log: StepLog { StepLog(logger: services.logger, application: key) }
    var announcer: Announcer { Announcer(services: services, application: application.metadata) }
    /// A plan on what is sure, with what a person has confirmed.
    func checkedPlan(
        _ premises: inout Premises, _ options: inout PlanOptions
    ) async throws(KubeError) -> Plan {
        try await comparer.checkedPlan(
            &premises, &options, confirmation: application.metadata.annotations[Annotations.confirm],
            tell: announcer.tell)
    }

    var territory: Territory { Territory(services.settings, home: services.destination.home) }

    var comparer: Comparer {
        Comparer(
            destination: services.destination, applications: services.applications, publisher: publisher,
            journal: services.journal, settings: services.settings, key: key)
    }

    var assessor: Assessor {
        Assessor(destination: services.destination, lifelines: lifelines, territory: territory)
    }

    var finalizer: Finalizer {
        Finalizer(APIGroup.finalizer, client: services.home.client, type: GitOpsApplication.resource)
    }

    func identity(_ spec: GitOpsApplication.Spec) -> Identity {
        Identity(spec, of: key, services.settings, home: services.destination.home)
    }

    func rules(_ spec: GitOpsApplication.Spec) -> [IgnoreRule] {
        services.ignoreRules.rules(of: key, spec.ignoreDifferences)
    }

    func preparation(_ spec: GitOpsApplication.Spec) -> Preparation {
        Preparation(
            marks: Marks(installation: services.settings.installation, owner: key),
            namespace: spec.destination.namespace(from: key.namespace),
            rules: rules(spec), key: services.destination.digestKey, discovery: services.destination.client.discovery,
            confinement: services.settings.reach.confinement, refusal: identity(spec).refusal)
    }

    /// - Parameter hooks: objects that are hooks' and are not to be taken for what is no longer desired.
    func planOptions(_ spec: GitOpsApplication.Spec, _ target: Target, hooks: Set<ObjectID>) -> PlanOptions {
        var options = PlanOptions(
            owner: key, prune: spec.sync.prune, selfHeal: spec.sync.selfHeal, allowEmpty: spec.sync.allowEmpty,
            forceAll: false)
        options.holders = lifelines.kept(spec)
        options.hooks = hooks
        options.backdrop = Set([backdrop(spec)?.id].compactMap(\.self))
        options.doubt =
            target.isNewest
            ? target.rendered.doubt : "the newest revision cannot be applied, and nothing goes before"
        return options
    }
}

/// What a run came to.
struct RunOutcome: Sendable {
    /// For the figures.
    var result: ReconcileResult
    /// When to come back.
    var completion: WorkQueue<ObjectKey>.Completion

    /// Nothing happened; something calls when there is more to do.
    static let settled = RunOutcome(result: .unchanged, completion: .settled)

    /// Comes back after so long at the latest; nil for no need to.
    mutating func comeBack(within wait: Duration?) {
        guard let wait else { return }
        switch completion {
        case .settled: completion = .again(after: wait)
        case .again(let longer, _) where longer > wait: completion = .again(after: wait)
        case .again, .failed, .untried: break
        }
    }
}

extension RenderedSources {
    /// Why nothing is to be pruned: what a chart leaves out for a kind that only could not be asked for is still wanted.
    fileprivate var doubt: String? {
        guard let first = unaskedVersions.first else { return nil }
        let more = unaskedVersions.count > 1 ? " (and \(unaskedVersions.count - 1) more)" : ""
        return "the server cannot be asked for the kinds of \(first)\(more), and a chart may leave it out for want of "
            + "them; see what serves that API, or set helm.apiVersions"
    }
}
