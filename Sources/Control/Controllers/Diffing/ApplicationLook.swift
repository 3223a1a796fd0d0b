internal import Applying
internal import ChartSources
internal import Digests
internal import Documents
internal import Git
internal import GitOpsAPI
internal import KubeClient
internal import KubeRuntime
internal import Logging
internal import Metrics
internal import Observing
internal import Previewing
internal import Rendering
internal import Sourcing
internal import Surroundings

/// An application as somebody sees it who asks once, with rights of their own: its sources rendered as the controller does,
/// and what makes them ready to be applied. Writes nothing.
struct ApplicationLook: Sendable {
    let application: GitOpsApplication
    let spec: GitOpsApplication.Spec
    let client: KubeClient
    /// Nobody else's: digests are for this one look.
    let key: DigestKey
    let mirrors: any RepositoryMirrors
    private let visit: SourceVisit
    private let installation: String

    init(
        _ application: GitOpsApplication, client: KubeClient, mirrors: any RepositoryMirrors,
        charts: any ChartLibrary, renders: RenderCache, installation: String, allowsRemoteBases: Bool,
        supposing supposed: SupposedObjects, logger: Logger
    ) throws(SourceVisitError) {
        self.application = application
        self.client = client
        self.installation = installation
        self.mirrors = mirrors
        do throws(APIError) {
            spec = try application.spec.get()
        } catch {
            throw SourceVisitError(.failed, "the application \(application.metadata.key) is not right: \(error)")
        }
        var generator = client.surroundings.generator
        key = DigestKey((0..<32).map { _ in UInt8.random(in: 0...255, using: &generator) })
        let sources = Sources(
            repositories: Store(),
            repositoryQueue: WorkQueue(
                backoff: Backoff.work(cap: .seconds(60)), surroundings: client.surroundings),
            references: NamedObjectWatches(
                client: client, metrics: Metrics(), logger: logger, onChange: { _, _ in }),
            mirrors: mirrors, charts: charts,
            kept: KeptStore(client: client, home: Self.usualHome, installation: installation, limit: 0),
            renders: renders,
            cluster: Sources.Cluster(client, home: nil),
            options: Sources.Options(
                home: Self.usualHome, confinement: nil, allowsRemoteBases: allowsRemoteBases,
                randomness: RandomnessKey(key.derived(for: "randomness of charts"))))
        visit = SourceVisit(sources, as: client, supposing: supposed)
    }

    /// Where controllers are installed. What one keeps there for charts is read, where one may; of another it is made anew.
    private static let usualHome = "martlet-system"

    /// As whom the application is applied.
    var manager: String { APIGroup.fieldManager(installation: installation) }

    /// - Parameter traced: the name of objects of which it is asked where their fields come from.
    func render(
        at state: SourceVisit.State, tracing traced: String? = nil
    ) async throws(SourceVisitError) -> VisitedSources {
        try await visit.render(application, spec, at: state, tracing: traced)
    }

    /// Hides what was secret in any of these.
    func mask(_ visited: VisitedSources...) -> Mask {
        var texts = SecretTexts()
        for sources in visited { sources.addSecrets(to: &texts) }
        return Mask(key: key.derived(for: "preview"), texts: texts)
    }

    var preparation: Preparation {
        Preparation(
            marks: Marks(installation: installation, owner: application.metadata.key),
            namespace: spec.destination.namespace(from: application.metadata.key.namespace), rules: rules, key: key,
            discovery: client.discovery, confinement: nil, refusal: { _ in nil })
    }

    /// One for each entry of `ignoreDifferences`.
    var rules: [IgnoreRule] { IgnoreRuleBook().rules(of: application.metadata.key, spec.ignoreDifferences) }
}
