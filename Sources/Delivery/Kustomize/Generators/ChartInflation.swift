package import SourceTrees

/// What `helm template` is asked for by a kustomization.
package struct ChartInflation: Sendable {
    /// A file of values; later ones win.
    package struct ValuesFile: Sendable {
        package var name: String
        package var content: [UInt8]
    }

    package var tree: any SourceTree
    /// The chart's, relative to the tree's root.
    package var directory: String
    /// What messages call the chart's directory.
    package var place: String
    /// Empty for the one that Helm uses without any.
    package var releaseName: String
    /// A Go template that makes the name; empty for none.
    package var nameTemplate: String
    /// Empty for `default`.
    package var namespace: String
    package var values: [ValuesFile]
    package var includesDefinitions: Bool
    package var includesHooks: Bool
    package var includesTests: Bool
    package var apiVersions: [String]
    /// Empty for the one that Helm names without a cluster.
    package var kubeVersion: String
}

/// Renders the charts that kustomizations name.
package protocol ChartInflater {
    /// What `helm template` prints.
    func inflate(_ chart: ChartInflation) throws(KustomizeError) -> [UInt8]
}
