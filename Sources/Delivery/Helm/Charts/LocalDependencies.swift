package import SourceTrees

/// Adds the charts that a chart declares with `file://`, from the same tree, as `helm dependency build` would have put them
/// into its `charts/`.
package struct LocalDependencies {
    private static let scheme = "file://"

    private let tree: any SourceTree
    private let budget: ChartBudget
    /// Charts that are loaded, with what they depend on, by their places: several may depend on the same one.
    private var loaded: [String: Chart] = [:]

    package init(tree: any SourceTree, budget: ChartBudget) {
        self.tree = tree
        self.budget = budget
    }

    /// Fails where a declared chart is neither in `charts/` nor in the tree: nothing is fetched.
    ///
    /// - Parameter folder: the chart's.
    package mutating func add(to chart: inout Chart, at folder: String) throws(HelmError) {
        try add(to: &chart, at: folder, depth: 0)
        try chart.demandDependencies(advice: "commit what 'helm dependency build' puts there")
    }

    private mutating func add(to chart: inout Chart, at folder: String, depth: Int) throws(HelmError) {
        for dependency in chart.metadata.dependencies ?? [] where dependency.repository.hasPrefix(Self.scheme) {
            try budget.check()
            // Two of one name and of different versions are two charts.
            guard !chart.dependencies.contains(where: { Dependencies.matches($0, dependency) }) else { continue }
            guard depth < ChartLimits.chartDepth else {
                throw HelmError(
                    .limit, "charts depend on each other without an end: \(chart.name) on \(dependency.name)")
            }
            let loaded = try load(at: try place(of: dependency, from: folder), depth: depth + 1)
            guard loaded.name == dependency.name,
                Compatibility.isCompatible(loaded.metadata.version, with: dependency.version)
            else {
                throw HelmError(
                    .chart,
                    "chart \(chart.name) wants \(dependency.name) \(dependency.version), and \(dependency.repository) has "
                        + "\(loaded.name) \(loaded.metadata.version)")
            }
            chart.dependencies.append(loaded)
            try chart.checkCount()
        }
        chart.dependencies.sort { $0.name.utf8.lexicographicallyPrecedes($1.name.utf8) }
    }

    private mutating func load(at place: String, depth: Int) throws(HelmError) -> Chart {
        if let known = loaded[place] { return known }
        var chart = try ChartLoader.load(place, from: tree, budget: budget)
        try add(to: &chart, at: place, depth: depth)
        loaded[place] = chart
        return chart
    }

    private func place(of dependency: ChartDependency, from folder: String) throws(HelmError) -> String {
        let path = String(dependency.repository.dropFirst(Self.scheme.count))
        do throws(SourceTreeError) {
            return try TreePath.normalise(path.hasPrefix("/") ? path : TreePath.join(folder, path))
        } catch {
            throw HelmError(.chart, "the repository \(dependency.repository) of \(dependency.name) \(error.message)")
        }
    }
}

extension Chart {
    /// Fails where a declared chart is not there, with the advice.
    package func demandDependencies(advice: String) throws(HelmError) {
        let missing = (metadata.dependencies ?? []).map(\.name).filter { name in
            !dependencies.contains { $0.name == name }
        }
        guard missing.isEmpty else {
            throw HelmError(
                .chart,
                "found in Chart.yaml, but missing in charts/ directory: \(missing.joined(separator: ", ")); \(advice)")
        }
    }
}
