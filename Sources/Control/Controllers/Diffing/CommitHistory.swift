package import ChartSources
package import Git
package import GitOpsAPI
package import KubeClient
package import Logging
package import Rendering
internal import SourceTrees
package import Sourcing

/// The commits that changed what an application is rendered from, for whoever asks once: of all that were fetched those that are
/// otherwise than the one before in something that the render reads. Of a merge that brought nothing of its own, the commit that it
/// brought is told. Reads with the rights of its client, and writes nothing.
package struct CommitHistory: Sendable {
    /// One such commit.
    package struct Change: Sendable, Hashable {
        package var commit: GitCommit
        /// Whether it is the one that the application has now, by its status.
        package var isApplied: Bool
    }

    /// Why there are no more.
    package enum End: Sendable, Hashable {
        /// It begins there.
        case beginning
        /// No more were asked for.
        case limit
        /// Earlier commits than this one were not fetched.
        case fetched(String)
        /// What is before this one cannot be rendered or read.
        case unreadable(String)
    }

    /// Commits are looked at; more is not waited for.
    private static let mostVisited = 10_000

    private let application: GitOpsApplication
    private let makeLook: @Sendable (any RepositoryMirrors) throws(SourceVisitError) -> ApplicationLook
    private let mirrors: any RepositoryMirrors

    /// - Parameters:
    ///   - client: who asks.
    ///   - makeRenders: an empty cache: what one render has read shows only where it is made.
    ///   - installation: the name of the one that applies the application.
    ///   - allowsRemoteBases: whether kustomizations may name other repositories, and charts to fetch.
    package init(
        _ application: GitOpsApplication, client: KubeClient, mirrors: any RepositoryMirrors,
        charts: any ChartLibrary, makeRenders: @escaping @Sendable () -> RenderCache, installation: String,
        allowsRemoteBases: Bool, logger: Logger
    ) {
        self.application = application
        self.mirrors = mirrors
        makeLook = { mirrors throws(SourceVisitError) in
            try ApplicationLook(
                application, client: client, mirrors: mirrors, charts: charts, renders: makeRenders(),
                installation: installation, allowsRemoteBases: allowsRemoteBases, supposing: .none, logger: logger)
        }
    }

    /// Newest first, of the repository that the application names first.
    package func changes(atMost limit: Int) async throws(SourceVisitError) -> (changes: [Change], end: End) {
        try await changes(atMost: limit, in: mirrors)
    }

    private func changes(
        atMost limit: Int, in mirrors: some RepositoryMirrors
    ) async throws(SourceVisitError) -> (changes: [Change], end: End) {
        let first = try await newest(mirrors)
        var (current, reads) = (first.commit, first.reads)
        let applied = application.status.sync?.revision ?? ""
        var changes: [Change] = []
        var isApplied = false
        for _ in 0..<Self.mostVisited {
            isApplied = isApplied || applied.contains(current.sha)
            if current.parents.isEmpty {
                return (changes + [Change(commit: current, isApplied: isApplied)], .beginning)
            }
            let parents = current.parents.compactMap { try? mirrors.commit(first.remote, $0) }
            guard parents.count == current.parents.count else { return (changes, .fetched(current.sha)) }
            let same = parents.first { parent in
                (try? mirrors.tree(first.remote, commit: parent.sha)).map { reads.stillHolds(in: $0) } ?? false
            }
            if let same {
                current = same
                continue
            }
            changes.append(Change(commit: current, isApplied: isApplied))
            isApplied = false
            guard changes.count < limit else { return (changes, .limit) }
            guard let before = await self.reads(at: parents[0].sha, mirrors) else {
                return (changes, .unreadable(current.sha))
            }
            (current, reads) = (parents[0], before)
        }
        return (changes, .limit)
    }

    private func newest(
        _ mirrors: some RepositoryMirrors
    ) async throws(SourceVisitError) -> (commit: GitCommit, remote: GitRemote, reads: ReadSet) {
        let recording = RecordingMirrors(mirrors)
        let look = try makeLook(recording)
        guard let source = look.spec.sources.first(where: { $0.repositoryRef != nil }) else {
            throw SourceVisitError(.notFound, "\(application.metadata.key) has no repository, and so no commits")
        }
        let visited = try await look.render(at: .specified)
        guard let (revision, remote) = visited.commits[source.name], let reads = recording.reads(of: revision.commit),
            let commit = try? mirrors.commit(remote, revision.commit)
        else { throw SourceVisitError(.failed, "nothing is known of what \(visited.revision) is made of") }
        return (commit, remote, reads)
    }

    /// What a render reads in an earlier commit; where it fails, what it had read until then. Nil where it reads nothing.
    private func reads(at commit: String, _ mirrors: some RepositoryMirrors) async -> ReadSet? {
        let recording = RecordingMirrors(mirrors)
        _ = try? await makeLook(recording).render(at: .revision(commit))
        return recording.reads(of: commit)
    }
}
