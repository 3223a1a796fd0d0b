package import Git
package import SourceTrees

/// A folder of this machine in the place of whatever repository is asked for.
package struct FolderMirrors: RepositoryMirrors {
    private let folder: String

    package init(_ folder: String) { self.folder = folder }

    package func refresh(
        _ remote: GitRemote, references: [GitReference], timeout: Duration, account: String
    ) async throws(GitError) -> GitRefresh {
        let revision = GitRevision(reference: "local", commit: String(repeating: "0", count: 40))
        return GitRefresh(
            revisions: Dictionary(references.map { ($0, .success(revision)) }) { first, _ in first }, fetched: false)
    }

    package func release(_ remote: GitRemote, account: String) {}

    package func tree(_ remote: GitRemote, commit: String) throws(GitError) -> DirectoryTree { DirectoryTree(folder) }

    package func commit(_ remote: GitRemote, _ sha: String) throws(GitError) -> GitCommit {
        throw GitError(.notFound(.commit), "a folder has no commits")
    }

    package func mirrorSize(_ remote: GitRemote) async -> Int { 0 }

    package func removeUnused(keeping remotes: [GitRemote]) async -> Int { 0 }
}
