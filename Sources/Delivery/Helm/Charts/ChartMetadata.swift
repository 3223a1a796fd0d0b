package import GoValues

/// What `Chart.yaml` says.
package struct ChartMetadata {
    /// Whom to ask about the chart. Empty texts where nothing is said.
    package struct Maintainer: Sendable, Hashable {
        package var name = ""
        package var email = ""
        package var url = ""
    }

    package var name = ""
    package var home = ""
    package var sources: [String] = []
    package var version = ""
    package var description = ""
    package var keywords: [String] = []
    package var maintainers: [Maintainer] = []
    package var icon = ""
    /// `v1` or `v2`; charts that say nothing are `v1`.
    package var apiVersion = ""
    package var condition = ""
    package var tags = ""
    package var appVersion = ""
    package var deprecated = false
    /// Nil where the chart declares none at all.
    package var annotations: [String: String]?
    /// A range of Kubernetes versions; empty where every one will do.
    package var kubeVersion = ""
    /// Nil where the chart declares none at all, which is not the same as an empty list to Helm.
    package var dependencies: [ChartDependency]?
    /// `application`, `library` or nothing.
    package var type = ""

    package init() {}
}

/// A chart that another one declares that it depends on.
package struct ChartDependency {
    package var name = ""
    /// A range of versions.
    package var version = ""
    package var repository = ""
    /// Paths of values, separated by commas, the first boolean of which switches the chart on or off.
    package var condition = ""
    package var tags: [String] = []
    package var isEnabled = false
    /// Strings, or maps with `child` and `parent`.
    package var importValues: [GoValue] = []
    package var alias = ""

    package init() {}
}
