internal import FoundationEssentials
package import Git
package import SourceTrees
package import Surroundings
internal import Synchronization

/// Mirrors of repositories in memory. As with mirrors on disk, only what a refresh has found is there, and stays until it is
/// removed or forgotten.
package final class MemoryMirrors: RepositoryMirrors {
    private struct Fetched {
        var commit: GitCommit
        var tree: MemoryTree
        var bytes: Int
    }

    private struct State {
        var repositories: [String: MemoryRepository] = [:]
        var mirrors: [GitRemote: [String: Fetched]] = [:]
    }

    private let time: Surroundings
    private let state: Mutex<State>

    /// - Parameter repositories: all that there are.
    package init(_ repositories: [MemoryRepository], time: Surroundings) {
        self.time = time
        state = Mutex(State(repositories: Dictionary(uniqueKeysWithValues: repositories.map { ($0.url, $0) })))
    }

    /// As if the folder of mirrors were lost.
    package func forgetAll() { state.withLock { $0.mirrors = [:] } }

    package func refresh(
        _ remote: GitRemote, references: [GitReference], timeout: Duration, account: String
    ) async throws(GitError) -> GitRefresh {
        if let known = knownCommits(remote, references) { return known }
        let repository = state.withLock { $0.repositories[remote.url] }
        try await suffer(repository?.nextFault(), remote, within: timeout)
        guard let repository else {
            throw GitError(.notFound(.remote), "there is no git repository at \(remote.url)")
        }
        state.withLock { $0.mirrors[remote] = $0.mirrors[remote] ?? [:] }
        let listing = repository.listing
        var found: [GitReference: Result<GitRevision, GitError>] = [:]
        var hasFetched = false
        for reference in Set(references) {
            found[reference] = Result { () throws(GitError) in
                let wanted = try listing.find(reference)
                if (try? fetched(remote, wanted.object)) == nil {
                    // What is not there is asked for, too.
                    hasFetched = true
                    try fetch(wanted.object, of: repository, remote)
                }
                return GitRevision(reference: wanted.name, commit: wanted.object)
            }
        }
        return GitRefresh(revisions: found, fetched: hasFetched)
    }

    package func release(_ remote: GitRemote, account: String) {}

    package func tree(_ remote: GitRemote, commit: String) throws(GitError) -> MemoryTree {
        try fetched(remote, commit).tree
    }

    package func commit(_ remote: GitRemote, _ sha: String) throws(GitError) -> GitCommit {
        try fetched(remote, sha).commit
    }

    package func mirrorSize(_ remote: GitRemote) async -> Int {
        // An empty one takes some room, too.
        state.withLock { $0.mirrors[remote]?.values.reduce(1) { $0 + $1.bytes } ?? 0 }
    }

    @discardableResult package func removeUnused(keeping remotes: [GitRemote]) async -> Int {
        state.withLock { state in
            let before = state.mirrors.count
            state.mirrors = state.mirrors.filter { remotes.contains($0.key) }
            return before - state.mirrors.count
        }
    }

    // MARK: Details

    /// Commits never change, so those that are here need no question to the remote.
    private func knownCommits(_ remote: GitRemote, _ references: [GitReference]) -> GitRefresh? {
        var revisions: [GitReference: Result<GitRevision, GitError>] = [:]
        for reference in references {
            guard case .commit(let text) = reference, let found = try? fetched(remote, text) else { return nil }
            revisions[reference] = .success(GitRevision(reference: "", commit: found.commit.sha))
        }
        return GitRefresh(revisions: revisions, fetched: false)
    }

    private func suffer(
        _ fault: SourceFault<GitError>?, _ remote: GitRemote, within timeout: Duration
    ) async throws(GitError) {
        switch fault {
        case nil: break
        case .refused(let error): throw error
        case .slow(let duration):
            do throws(CancellationError) {
                try await time.sleep(for: min(duration, timeout))
            } catch {
                throw GitError(.cancelled, "\(remote.url): cancelled")
            }
            guard duration < timeout else { throw GitError(.timedOut, "\(remote.url): no answer in \(timeout)") }
        }
    }

    private func fetch(_ id: String, of repository: MemoryRepository, _ remote: GitRemote) throws(GitError) {
        guard let commit = repository.commit(withID: id) else {
            throw GitError(.notFound(.commit), "the commit \(id) is not in \(remote.url)")
        }
        let tree = MemoryTree(commit.files)
        let root = (try? tree.entry(at: ""))?.id ?? ""
        let fetched = Fetched(
            commit: GitCommit(
                sha: id, author: "Ada Lovelace", email: "ada@example.org",
                message: String(commit.message.prefix { !$0.isNewline }),
                time: Date(timeIntervalSince1970: Double(commit.number)), tree: String(root.prefix(40)),
                parents: commit.parents),
            tree: tree, bytes: commit.files.reduce(0) { $0 + $1.key.utf8.count + $1.value.utf8.count })
        state.withLock { $0.mirrors[remote]?[id] = fetched }
    }

    private func fetched(_ remote: GitRemote, _ text: String) throws(GitError) -> Fetched {
        let id = try GitReference.fullID(text)
        let mirror = state.withLock { $0.mirrors[remote] }
        guard let mirror else { throw GitError(.notFound(.commit), "\(remote.url) has not been fetched yet") }
        guard let found = mirror[id] else {
            throw GitError(.notFound(.commit), "the commit \(id) is not in the git mirror")
        }
        return found
    }
}
