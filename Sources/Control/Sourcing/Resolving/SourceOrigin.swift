internal import Documents
package import Git
package import GitOpsAPI
internal import Rendering
internal import SourceTrees

/// Where a source's files come from, at one revision.
package enum SourceOrigin: Sendable {
    case git(GitRevision, GitRemote)
    case chart(ChartOrigin)

    /// As status tells it.
    var revision: String {
        switch self {
        case .git(let revision, _): revision.description
        case .chart(let origin): origin.revision
        }
    }

    /// The commit that files come from, as status tells it; nil where none do.
    package var commit: String? { gitRevision?.description }

    var gitRevision: GitRevision? { commitAndRemote?.revision }

    /// The commit that files come from, and where it is; nil where none do.
    package var commitAndRemote: (revision: GitRevision, remote: GitRemote)? {
        switch self {
        case .git(let revision, let remote): (revision, remote)
        case .chart(let origin): origin.files.map { ($0.revision, $0.remote) }
        }
    }

    /// The same at the revision that a text of status tells of; nil where it is no such text.
    func at(_ revision: String) -> SourceOrigin? {
        switch self {
        case .git(_, let remote): GitRevision(text: revision).map { .git($0, remote) }
        case .chart(let origin): origin.at(revision).map { .chart($0) }
        }
    }
}

/// A source of which is known what decides how it renders, besides its files.
package struct ResolvedSource: Sendable {
    package var source: GitOpsApplication.Source
    package var origin: SourceOrigin
    /// Nil where no substitution is asked for.
    var variables: [String: String]?
    /// Where variables are from, for whoever asks.
    var variableOrigins: [String: String] = [:]
    /// Of charts, in the order in which they are merged.
    var values: [ReferencedValues] = []
}

/// All sources of an application at one moment.
package struct ResolvedSources: Sendable {
    package var sources: [ResolvedSource]

    /// As status tells it.
    package var revision: String { RevisionText.joined(sources.map { ($0.source.name, $0.origin.revision) }) }

    /// The same sources as they were then; nil where the text does not tell of all.
    package func at(_ revision: String) -> ResolvedSources? {
        var earlier = self
        for (index, source) in sources.enumerated() {
            let text = RevisionText.revision(of: source.source.name, in: revision)
            guard let origin = text.flatMap(source.origin.at) else { return nil }
            earlier.sources[index].origin = origin
        }
        return earlier
    }
}

/// An origin, opened.
struct SourceFiles: Sendable {
    var tree: any SourceTree
    /// Names the origin, whatever its revision.
    var key: String
    /// In the place of a chart among the files.
    var packed: PackedChart?
}

extension GitOpsApplication.Source {
    /// What `revision` may mean, the likeliest first; empty for the repository's own reference.
    var gitReferences: [GitReference] {
        guard !revision.isEmpty else { return [] }
        if revision.utf8.count == 40, revision.allSatisfy(\.isHexDigit) { return [.commit(revision)] }
        return [.branch(revision), .tag(revision), .semver(revision)]
    }

    /// Begins a sentence on one of several sources.
    func told(_ message: String) -> String { name.isEmpty ? message : "the source '\(name)': \(message)" }
}
