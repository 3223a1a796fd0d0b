package import SourceTrees

/// Copies of remote repositories, as those see them who work with revisions and files: `GitMirrors` has them on disk.
package protocol RepositoryMirrors: Sendable {
    associatedtype Tree: SourceTree

    /// Asks the remote for its references, and brings what of them is missing. Cancelling the task lets go of it.
    ///
    /// - Parameter account: who is charged for the room that it takes: a namespace.
    func refresh(
        _ remote: GitRemote, references: [GitReference], timeout: Duration, account: String
    ) async throws(GitError) -> GitRefresh

    /// Somebody wants a mirror no more. It stays until room is needed, or until it is tidied up.
    func release(_ remote: GitRemote, account: String)

    /// The files of a commit that a refresh of the same remote has found.
    func tree(_ remote: GitRemote, commit: String) throws(GitError) -> Tree

    /// Who made a commit, when and why.
    func commit(_ remote: GitRemote, _ sha: String) throws(GitError) -> GitCommit

    /// What one mirror takes, in bytes; 0 where there is none.
    func mirrorSize(_ remote: GitRemote) async -> Int

    /// Removes the mirrors of all other remotes. Returns how many.
    @discardableResult func removeUnused(keeping remotes: [GitRemote]) async -> Int
}

extension GitMirrors: RepositoryMirrors {}
