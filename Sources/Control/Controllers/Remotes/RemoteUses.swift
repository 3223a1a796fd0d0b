internal import Documents

/// What an application reads in repositories, and which charts of chart repositories it uses.
struct RemoteUses: Sendable {
    var repositories: Set<SourceCatalog.Use> = []
    /// With how often each is to be looked at.
    var charts: [ChartOrder: Duration] = [:]

    func merging(_ others: RemoteUses) -> RemoteUses {
        RemoteUses(
            repositories: repositories.union(others.repositories),
            charts: charts.merging(others.charts) { own, _ in own })
    }
}
