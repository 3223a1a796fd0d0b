package import Git
package import SourceTrees
internal import Synchronization

/// Mirrors that record what is read in the commits of others.
package final class RecordingMirrors<Base: RepositoryMirrors>: RepositoryMirrors {
    private let base: Base
    private let trees = Mutex<[String: RecordingTree]>([:])

    package init(_ base: Base) { self.base = base }

    /// What was read in a commit so far; nil where nobody asked for its files.
    package func reads(of commit: String) -> ReadSet? { trees.withLock { $0[commit]?.readSet } }

    package func refresh(
        _ remote: GitRemote, references: [GitReference], timeout: Duration, account: String
    ) async throws(GitError) -> GitRefresh {
        try await base.refresh(remote, references: references, timeout: timeout, account: account)
    }

    package func release(_ remote: GitRemote, account: String) { base.release(remote, account: account) }

    package func tree(_ remote: GitRemote, commit: String) throws(GitError) -> RecordingTree {
        let tree = RecordingTree(try base.tree(remote, commit: commit))
        return trees.withLock { trees in
            let known = trees[commit] ?? tree
            trees[commit] = known
            return known
        }
    }

    package func commit(_ remote: GitRemote, _ sha: String) throws(GitError) -> GitCommit {
        try base.commit(remote, sha)
    }

    package func mirrorSize(_ remote: GitRemote) async -> Int { await base.mirrorSize(remote) }

    package func removeUnused(keeping remotes: [GitRemote]) async -> Int {
        await base.removeUnused(keeping: remotes)
    }
}
