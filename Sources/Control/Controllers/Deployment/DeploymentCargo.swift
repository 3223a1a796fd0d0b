internal import Documents
internal import Git
internal import GitOpsAPI
internal import KubeModel
internal import Previewing
internal import Rendering
internal import Sourcing

/// What a deployment brings: as much of it as its record tells.
struct DeploymentCargo: Sendable {
    /// Of the rendered objects.
    var digest: String
    var revision: String
    /// What was applied before; nil where nothing was.
    var previousRevision: String?
    var commits: [GitOpsDeployment.Commit]
    /// Those since what was applied before; empty where that is not known.
    var news: [GitCommit] = []
    var images: [String]

    /// - Parameters:
    ///   - digest: of the target's objects.
    ///   - previous: the revision that was applied before.
    ///   - told: what may be told of a text that is from the sources.
    init(
        _ target: Target, digest: String, after previous: String?, mirrors: some RepositoryMirrors,
        told: (String) -> String
    ) {
        self.digest = digest
        previousRevision = previous
        revision = target.revision
        commits = target.resolved.sources.prefix(GitOpsDeployment.Status.commitLimit).compactMap { source in
            source.origin.commitAndRemote.map { origin in
                let commit = try? mirrors.commit(origin.remote, origin.revision.commit)
                return GitOpsDeployment.Commit(
                    source: source.source.name, sha: origin.revision.commit,
                    committerTime: commit.map { KubeTime($0.time).wholeSeconds },
                    subject: told(commit?.message ?? "").visible.cut(to: GitOpsDeployment.Commit.mostSubjectBytes))
            }
        }
        if let previous, let first = target.resolved.sources.first(where: { $0.origin.commitAndRemote != nil }),
            let origin = first.origin.commitAndRemote,
            let before = RevisionText.revision(of: first.source.name, in: previous).flatMap(GitRevision.init(text:))
        {
            news = mirrors.commits(origin.remote, from: origin.revision.commit, after: before.commit)
        }
        let all = Set(target.manifests.manifests.flatMap { PodShape($0.value).images })
        images = all.sorted().prefix(GitOpsDeployment.Status.imageLimit).map { told($0).visible }
    }
}

extension RepositoryMirrors {
    /// Of how many commits is told at most.
    private static var mostCommits: Int { 500 }

    /// The commits that one has and another has not, as far as they were fetched; without another the one alone.
    func commits(_ remote: GitRemote, from commit: String, after before: String?) -> [GitCommit] {
        guard let before else { return (try? self.commit(remote, commit)).map { [$0] } ?? [] }
        var (found, queue, seen) = ([GitCommit](), [commit], Set([before]))
        while let next = queue.first, found.count < Self.mostCommits {
            queue.removeFirst()
            guard seen.insert(next).inserted, let commit = try? self.commit(remote, next) else { continue }
            found.append(commit)
            queue += commit.parents
        }
        return found
    }
}
