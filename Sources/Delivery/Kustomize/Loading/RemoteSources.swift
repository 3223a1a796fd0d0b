package import SourceTrees

/// Hands out what kustomizations name of other repositories and of chart repositories.
package protocol RemoteSources {
    /// All files of a repository.
    func files(of repository: RemoteRepository) throws(KustomizeError) -> any SourceTree

    /// All files of a chart, its Chart.yaml at the root.
    func files(of chart: RemoteChart) throws(KustomizeError) -> any SourceTree
}

/// A git repository at a reference.
package struct RemoteRepository: Sendable, Hashable, CustomStringConvertible {
    /// What `git clone` would be given.
    package var url: String
    /// A branch, a tag or a commit; empty for the branch that the remote's HEAD names.
    package var reference: String

    package init(url: String, reference: String) {
        self.url = url
        self.reference = reference
    }

    /// As messages name a path of it.
    func name(of path: String) -> String { "\(url)//\(path)" + (reference.isEmpty ? "" : "?ref=\(reference)") }

    package var description: String { reference.isEmpty ? url : "\(url)?ref=\(reference)" }
}

/// A chart of an HTTP repository or an OCI registry.
package struct RemoteChart: Sendable, Hashable, CustomStringConvertible {
    /// `https://…` or `oci://…`.
    package var repository: String
    package var name: String
    /// Empty for the newest.
    package var version: String

    package init(repository: String, name: String, version: String) {
        self.repository = repository
        self.name = name
        self.version = version
    }

    package var description: String { "the chart \(name) \(version.isEmpty ? "" : "\(version) ")of \(repository)" }
}
