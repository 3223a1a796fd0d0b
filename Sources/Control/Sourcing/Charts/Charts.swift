package import ChartSources
package import Documents
package import KubeRuntime
internal import Surroundings

/// Everything about charts that lie in repositories and registries: which are wanted, and where they come from.
package struct Charts: Sendable {
    /// Looks at the same time: a repository may take minutes to answer, and an archive as much memory as it has bytes.
    private static let shares = SourceTurns<WantedChart>.Shares(capacity: 8, namespace: 2, host: 4)
    /// Those that have no turn are soon done.
    package static let workers = shares.capacity + 4
    /// Nobody tells when a repository is well again, or has what was not there.
    private static let backoff = Backoff(initial: .seconds(2), factor: 2, cap: .seconds(300), jitter: 0.2)

    package let sources: any ChartLibrary
    package let catalog = ChartCatalog()
    package let turns = SourceTurns<WantedChart>(shares)
    package let looks = RunningLooks<WantedChart>()
    package let queue: WorkQueue<WantedChart>

    init(sources: any ChartLibrary, surroundings: Surroundings) {
        self.sources = sources
        queue = WorkQueue(backoff: Self.backoff, surroundings: surroundings)
    }

    /// Says all that an application uses from now on, each with how often it is to be looked at.
    package func use(_ charts: [WantedChart: Duration], by application: ObjectKey) {
        for wanted in catalog.use(charts, by: application) {
            if catalog.interval(of: wanted) == nil { looks.interrupt(wanted) }
            queue.add(wanted)
        }
    }

    /// Has what is in use of registries looked at now, as far as it fits.
    ///
    /// - Parameters:
    ///   - namespace: whose; nil for all.
    ///   - fits: is told `oci://host/path` of a chart.
    package func look(in namespace: String?, where fits: (String) -> Bool) {
        for wanted in catalog.announce(in: namespace, where: { $0.address.map(fits) ?? false }) {
            queue.add(wanted, priority: .high)
        }
    }

    /// Has everything that an application uses looked at now.
    package func requestLooks(for application: ObjectKey) {
        for wanted in catalog.requestLooks(for: application) { queue.add(wanted, priority: .high) }
    }
}
