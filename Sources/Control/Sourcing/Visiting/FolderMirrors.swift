package import Git
package import SourceTrees

/// Mirrors of which one is a folder of this machine.
package struct FolderMirrors<Others: RepositoryMirrors>: RepositoryMirrors {
    /// The files of either.
    package enum Tree: SourceTree {
        case folder(DirectoryTree)
        case other(Others.Tree)

        private var tree: any SourceTree {
            switch self {
            case .folder(let tree): tree
            case .other(let tree): tree
            }
        }

        package func entry(at path: String) throws(SourceTreeError) -> SourceEntry? { try tree.entry(at: path) }
        package func place(of path: String) throws(SourceTreeError) -> String? { try tree.place(of: path) }
        package func list(_ directory: String) throws(SourceTreeError) -> [SourceEntry] { try tree.list(directory) }

        package func read(_ path: String, limit: Int) throws(SourceTreeError) -> [UInt8] {
            try tree.read(path, limit: limit)
        }
    }

    private let folder: String
    private let others: Others

    package init(_ folder: String, besides others: Others) {
        self.folder = folder
        self.others = others
    }

    private func isFolder(_ remote: GitRemote) -> Bool { remote == LocalFolder.remote }

    package func refresh(
        _ remote: GitRemote, references: [GitReference], timeout: Duration, account: String
    ) async throws(GitError) -> GitRefresh {
        guard isFolder(remote) else {
            return try await others.refresh(remote, references: references, timeout: timeout, account: account)
        }
        return GitRefresh(
            revisions: Dictionary(references.map { ($0, .success(LocalFolder.revision)) }) { first, _ in first },
            fetched: false)
    }

    package func release(_ remote: GitRemote, account: String) { others.release(remote, account: account) }

    package func tree(_ remote: GitRemote, commit: String) throws(GitError) -> Tree {
        isFolder(remote) ? .folder(DirectoryTree(folder)) : .other(try others.tree(remote, commit: commit))
    }

    package func commit(_ remote: GitRemote, _ sha: String) throws(GitError) -> GitCommit {
        try others.commit(remote, sha)
    }

    package func mirrorSize(_ remote: GitRemote) async -> Int { await others.mirrorSize(remote) }

    package func removeUnused(keeping remotes: [GitRemote]) async -> Int {
        await others.removeUnused(keeping: remotes)
    }
}

/// What stands for the folder where remotes and commits are asked for.
enum LocalFolder {
    static let remote = GitRemote(url: "local:")
    static let revision = GitRevision(reference: "local", commit: String(repeating: "0", count: 40))
}
