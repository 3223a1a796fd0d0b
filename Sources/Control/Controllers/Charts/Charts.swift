internal import ChartSources
internal import Documents
internal import KubeRuntime

/// Everything about charts that lie in repositories and registries: which are wanted, and where they come from.
struct Charts: Sendable {
    /// A repository may take minutes to answer, and an archive as much memory as it has bytes.
    static let workers = 4
    /// How many of them work for one namespace, or at one host.
    private static let share = 2
    /// Nobody tells when a repository is well again, or has what was not there.
    private static let backoff = Backoff(initial: .seconds(2), factor: 2, cap: .seconds(300), jitter: 0.2)

    let sources: ChartSources
    let catalog = ChartCatalog()
    let turns = ChartTurns(share: share)
    let queue = WorkQueue<ChartOrder>(backoff: backoff)

    /// Says all that an application uses from now on, each with how often it is to be looked at.
    func use(_ orders: [ChartOrder: Duration], by application: ObjectKey) {
        for order in catalog.use(orders, by: application) { queue.add(order) }
    }

    /// Has everything that an application uses looked at now.
    func ask(for application: ObjectKey) {
        for order in catalog.ask(for: application) { queue.add(order, priority: .high) }
    }
}
