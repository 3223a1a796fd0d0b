internal import Documents

/// What an application reads in repositories, and which charts of chart repositories it uses.
package struct SourceUses: Sendable, Hashable {
    var repositories: Set<SourceCatalog.Use> = []
    /// With how often each is to be looked at.
    var charts: [WantedChart: Duration] = [:]

    package init() {}

    init(repositories: Set<SourceCatalog.Use>, charts: [WantedChart: Duration]) {
        self.repositories = repositories
        self.charts = charts
    }

    /// Of several intervals for one chart the shortest counts; zero is for never.
    mutating func add(_ wanted: WantedChart, every interval: Duration) {
        let known = charts[wanted] ?? .zero
        charts[wanted] = [known, interval].filter { $0 > .zero }.min() ?? .zero
    }

    func merging(_ others: SourceUses) -> SourceUses {
        SourceUses(
            repositories: repositories.union(others.repositories),
            charts: charts.merging(others.charts) { own, _ in own })
    }
}
