package import Documents
package import GitOpsAPI
package import Rendering

/// The sources of one application in the time of one run: from what its specification names to rendered objects.
package struct SourceSession: Sendable {
    /// What a run renders for.
    package struct Subject: Sendable {
        package var destination: GitOpsApplication.Destination
        /// As whom the application is applied.
        package var account: ObjectKey
        /// Whether something may have changed that renders depend on, besides the cluster's objects.
        package var hasNews: Bool
        /// Whether a failure that is remembered is as good as another one.
        package var trustsFailures: Bool
        /// When the run began, in seconds since 1970.
        package var present: Int64

        package init(
            destination: GitOpsApplication.Destination, account: ObjectKey, hasNews: Bool, trustsFailures: Bool,
            present: Int64
        ) {
            self.destination = destination
            self.account = account
            self.hasNews = hasNews
            self.trustsFailures = trustsFailures
            self.present = present
        }
    }

    private let sources: Sources
    private let owner: KeptSecret.Owner
    private let isReportedOn: Bool
    /// What was applied last, whatever came of it, as status tells it.
    package let applied: String?
    private let remotes: RemoteBases
    private let kept: KeptSession
    private var lookups: ClusterLookups?

    /// - Parameter remembered: what the run before asked for besides what the specification names.
    package init(
        _ sources: Sources, for application: ResourceMetadata, _ status: GitOpsApplication.Status,
        remembered: SourceUses
    ) {
        self.sources = sources
        owner = KeptSecret.Owner(application)
        isReportedOn = status.speaks(of: application.generation)
        applied = status.appliedRevision
        kept = KeptSession(sources.kept, owner, isTrial: false)
        remotes = RemoteBases(
            sources, for: application.key, isReportedOn: isReportedOn, remembered: remembered, applied: status.bases)
    }

    private var namespace: String { owner.application.namespace }

    /// Queues the repositories and charts whose references were not looked up yet.
    ///
    /// - Parameter revisions: earlier ones that may be needed, as status tells of them.
    package func begin(with specified: [GitOpsApplication.Source], at revisions: [String] = []) {
        remotes.begin(
            with: revisions.reduce(SourceUses(specified, in: namespace)) { uses, revision in
                uses.merging(SourceUses(specified, at: revision, in: namespace))
            })
    }

    /// From the sources as a specification names them to revisions.
    package func resolve(_ specified: [GitOpsApplication.Source]) throws(Unresolved) -> Resolution {
        try resolver.resolve(specified)
    }

    /// The same sources at an earlier revision, as status tells of it.
    package func resolve(_ resolved: ResolvedSources, at revision: String) throws(Unresolved) -> Resolution {
        try resolver.resolve(resolved, at: revision)
    }

    private var resolver: SourceResolver {
        SourceResolver(
            commits: CommitFinder(sources: sources, isReportedOn: isReportedOn), charts: sources.charts.catalog,
            repository: { [sources] wanted in
                if case .found(let repository) = sources.repository(of: wanted) { repository } else { nil }
            }, namespace: namespace, isReportedOn: isReportedOn, applied: applied)
    }

    /// Adds what the sources take from ConfigMaps and Secrets.
    package func complete(_ resolved: ResolvedSources) throws(Unresolved) -> ResolvedSources {
        try ReferenceReader(references: sources.references, namespace: namespace, home: sources.options.home)
            .complete(resolved)
    }

    /// Says what the run is about, before anything is rendered.
    package mutating func prepare(for subject: Subject) -> ApplicationRenderer {
        let lookups = ClusterLookups(
            sources.cluster.client, account: subject.account, confinement: sources.options.confinement,
            home: sources.cluster.home)
        self.lookups = lookups
        return ApplicationRenderer(
            sources: sources, owner: owner, subject: subject, kept: kept, lookups: lookups, remotes: remotes)
    }

    /// All that renders of this run ask for besides what the specification names, once they have succeeded; what the run
    /// before asked for and they do not is let go.
    package func settle() -> SourceUses { remotes.settle() }

    /// The same while renders fail: they may not have come to all that they need.
    package var unsettled: SourceUses { remotes.unsettled }

    /// What renders of this run have seen that messages must not hold: Secrets that charts have looked up, and what was kept
    /// for them.
    package func secrets() async -> (lookups: [Value], kept: [KeptState]) {
        (await lookups?.secrets ?? [], await kept.states)
    }
}
