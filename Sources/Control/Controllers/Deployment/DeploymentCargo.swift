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
    var images: [String]
    /// What was told of it while it was held back; nil where it was not.
    var plan: GitOpsApplication.PendingPlan?

    /// - Parameters:
    ///   - digest: of the target's objects.
    ///   - previous: the revision that was applied before.
    ///   - plan: what status tells to be held back.
    ///   - told: what may be told of a text that is from the sources.
    init(
        _ target: Target, digest: String, after previous: String?, plan: GitOpsApplication.PendingPlan?,
        mirrors: some RepositoryMirrors,
        told: (String) -> String
    ) {
        self.digest = digest
        self.plan = plan
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
        let all = Set(target.manifests.manifests.flatMap { PodShape($0.value).images })
        images = all.sorted().prefix(GitOpsDeployment.Status.imageLimit).map { told($0).visible }
    }
}
