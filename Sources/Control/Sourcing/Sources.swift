package import ChartSources
internal import Digests
package import Documents
package import Git
package import GitOpsAPI
package import KubeClient
internal import KubeModel
package import KubeRuntime
package import Rendering

/// Where desired state comes from: which repositories and charts there are, what was found at their remotes, and what renders
/// are made with. Shared by all that ask remotes and all that render.
package struct Sources: Sendable {
    package let repositories: Store<GitOpsRepository>
    /// What has to be looked at.
    package let repositoryQueue: WorkQueue<ObjectKey>
    /// Secrets and ConfigMaps that resources name.
    package let references: NamedObjectWatches<ReferenceOwner>
    package let catalog = SourceCatalog()
    package let mirrors: any RepositoryMirrors
    /// Who may ask a git server now, and who is at it.
    package let turns = SourceTurns<ObjectKey>(
        SourceTurns.Shares(capacity: GitMirrors.standardThreads, namespace: 4, host: GitMirrors.standardThreads / 2))
    package let looks = RunningLooks<ObjectKey>()
    package let charts: Charts
    /// What renders have made once.
    package let kept: KeptStore
    let renders: RenderCache
    let cluster: Cluster
    let options: Options

    /// The cluster that is rendered for.
    package struct Cluster: Sendable {
        let client: KubeClient
        let versions: ClusterVersions
        /// The controller's own namespace, where it is in this cluster.
        let home: String?

        /// - Parameters:
        ///   - client: acts as the controller; what charts look up is asked for as whom they are applied.
        ///   - home: the controller's own namespace; nil where that is in another cluster.
        package init(_ client: KubeClient, home: String?) {
            self.client = client
            self.home = home
            versions = ClusterVersions(client)
        }
    }

    /// What whoever runs the controller decides.
    package struct Options: Sendable {
        /// The namespace in which the controller keeps what is its own.
        var home: String
        /// The namespace that is not left; nil where there is none.
        var confinement: String?
        /// Whether kustomizations may name directories of other repositories, and charts to fetch.
        var allowsRemoteBases: Bool
        /// What charts draw at random is made from it, so that it is the same in each render.
        var randomness: RandomnessKey

        package init(home: String, confinement: String?, allowsRemoteBases: Bool, randomness: RandomnessKey) {
            self.home = home
            self.confinement = confinement
            self.allowsRemoteBases = allowsRemoteBases
            self.randomness = randomness
        }
    }

    package init(
        repositories: Store<GitOpsRepository>, repositoryQueue: WorkQueue<ObjectKey>,
        references: NamedObjectWatches<ReferenceOwner>, mirrors: any RepositoryMirrors, charts: any ChartLibrary,
        kept: KeptStore, renders: RenderCache, cluster: Cluster, options: Options
    ) {
        self.repositories = repositories
        self.repositoryQueue = repositoryQueue
        self.references = references
        self.mirrors = mirrors
        self.charts = Charts(sources: charts, surroundings: cluster.client.surroundings)
        self.kept = kept
        self.renders = renders
        self.cluster = cluster
        self.options = options
    }
}

/// Who refers to Secrets and ConfigMaps.
package enum ReferenceOwner: Sendable, Hashable {
    case repository(ObjectKey)
    case application(ObjectKey)
    case chart(WantedChart)
    /// Whoever tells plans.
    case prices
}
