package import Documents
package import Git
internal import Synchronization

/// Which revisions of which repositories are in use, and what they were when the remotes were last asked.
///
/// Written by the repository controller, read by the application controller. It lives in memory; after a restart the
/// repository controller fills it again, from status and mirror where the remote cannot be reached.
package final class SourceCatalog: Sendable {
    /// What an application gets to know.
    package enum Lookup: Sendable, Hashable {
        /// Nobody has asked the remote yet.
        case unknown
        case found(GitRevision)
        case failed(String)
    }

    /// What one source of an application reads.
    package struct Use: Sendable, Hashable {
        package var repository: ObjectKey
        /// What the source could mean, in order of preference; empty for the repository's own reference.
        package var references: [GitReference]

        package init(_ repository: ObjectKey, at references: [GitReference]) {
            self.repository = repository
            self.references = references
        }
    }

    fileprivate struct Repository {
        var remote: GitRemote?
        var revisions: [GitReference: Result<GitRevision, GitError>] = [:]
        /// By application, the references of each of its sources here.
        var users: [ObjectKey: Set<[GitReference]>] = [:]
    }

    fileprivate struct State {
        var repositories: [ObjectKey: Repository] = [:]
        var repositoriesOfUser: [ObjectKey: Set<ObjectKey>] = [:]
        /// By application: the repositories of which it wants to hear, and the first look that answers.
        var requests: [ObjectKey: [ObjectKey: Int]] = [:]
        /// How many looks at remotes have begun.
        var looks = 0
        /// By namespace, the applications that want a repository which nobody has declared there.
        var missing: [String: Set<ObjectKey>] = [:]
    }

    private let state = Mutex(State())

    package init() {}

    /// Notes what an application uses, and that it uses nothing else. Returns the repositories whose remotes have to be
    /// asked for more than they were.
    package func use(_ uses: Set<Use>, by application: ObjectKey) -> Set<ObjectKey> {
        let wanted = Dictionary(grouping: uses, by: \.repository).mapValues { Set($0.map(\.references)) }
        return state.withLock { state in
            for old in state.repositoriesOfUser[application] ?? [] where wanted[old] == nil {
                state.leave(old, application)
            }
            state.repositoriesOfUser[application] = wanted.isEmpty ? nil : Set(wanted.keys)
            return Set(wanted.filter { state.note($0.key, application, $0.value) }.keys)
        }
    }

    /// Forgets an application: it uses nothing any more, and waits for nothing.
    package func forgetUser(_ application: ObjectKey) {
        state.withLock { state in
            for repository in state.repositoriesOfUser.removeValue(forKey: application) ?? [] {
                state.leave(repository, application)
            }
            state.requests[application] = nil
            // Each misses what its own namespace does not have.
            state.missing[application.namespace]?.remove(application)
            if state.missing[application.namespace]?.isEmpty ?? false { state.missing[application.namespace] = nil }
        }
    }

    /// Forgets what was found at a repository's remote. Who uses it is remembered: it may come again.
    package func forgetRepository(_ repository: ObjectKey) {
        state.withLock { state in
            guard let users = state.repositories[repository]?.users else { return }
            state.repositories[repository] = users.isEmpty ? nil : Repository(users: users)
        }
    }

    // MARK: Looks

    /// Notes that an application wants what the remote has from now on. The repository has to be looked at.
    package func requestLook(at repository: ObjectKey, for application: ObjectKey) {
        state.withLock { $0.requests[application, default: [:]][repository] = $0.looks + 1 }
    }

    /// Whether something that an application asked for has not been looked at since.
    package func isAwaitingLook(_ application: ObjectKey) -> Bool { state.withLock { $0.requests[application] != nil } }

    /// A look at a remote begins. Returns its number.
    package func beginLook() -> Int {
        state.withLock { state in
            state.looks += 1
            return state.looks
        }
    }

    /// A look has ended with an answer, or with the certainty that there will be none. Returns the applications that asked
    /// before it began and have nothing else to hear.
    package func endLook(_ look: Int, at repository: ObjectKey) -> [ObjectKey] {
        state.withLock { state in
            let served = state.requests.filter { $0.value[repository].map { $0 <= look } ?? false }.keys
            for application in served { state.fulfil(repository, application) }
            return served.filter { state.requests[$0] == nil }
        }
    }

    // MARK: What is not declared

    /// Notes that an application wants a repository that a namespace does not have.
    package func noteMissing(in namespace: String, by application: ObjectKey) {
        state.withLock { _ = $0.missing[namespace, default: []].insert(application) }
    }

    /// A repository has come to a namespace: who may have waited for it. Each hears of one only, and asks again.
    package func takeMissing(in namespace: String) -> Set<ObjectKey> {
        state.withLock { $0.missing.removeValue(forKey: namespace) ?? [] }
    }

    // MARK: Using

    /// What an application uses, also what only its kustomizations name.
    package func repositories(usedBy application: ObjectKey) -> Set<ObjectKey> {
        state.withLock { $0.repositoriesOfUser[application] ?? [] }
    }

    /// The applications that use a repository.
    package func users(of repository: ObjectKey) -> [ObjectKey] {
        state.withLock { $0.repositories[repository].map { Array($0.users.keys) } ?? [] }
    }

    /// What applications ask for besides the repository's own reference.
    package func references(of repository: ObjectKey) -> Set<GitReference> {
        state.withLock { Set($0.repositories[repository]?.users.values.flatMap { $0.flatMap(\.self) } ?? []) }
    }

    /// Notes what the remote answered. Returns the applications for which that is news.
    package func record(
        _ repository: ObjectKey, remote: GitRemote, own: GitReference,
        revisions: [GitReference: Result<GitRevision, GitError>]
    ) -> [ObjectKey] {
        state.withLock { state in
            var entry = state.repositories[repository] ?? Repository()
            let before = entry
            entry.remote = remote
            entry.revisions = revisions
            state.repositories[repository] = entry
            return entry.users.filter { _, uses in
                let wanted = uses.flatMap { $0.isEmpty ? [own] : $0 }
                return before.remote?.url != remote.url || wanted.contains { before.revisions[$0] != revisions[$0] }
            }.map(\.key)
        }
    }

    /// The remote that a repository was last found at; nil before that.
    package func remote(of repository: ObjectKey) -> GitRemote? {
        state.withLock { $0.repositories[repository]?.remote }
    }

    /// The first of `references` that the remote has.
    package func lookup(_ repository: ObjectKey, _ references: [GitReference]) -> Lookup {
        state.withLock { state in
            guard let entry = state.repositories[repository] else { return .unknown }
            var failures: [String] = []
            for reference in references {
                switch entry.revisions[reference] {
                case nil: return .unknown
                case .success(let revision): return .found(revision)
                case .failure(let error): failures.append(error.message)
                }
            }
            return failures.first.map(Lookup.failed) ?? .unknown
        }
    }

    /// What the remote was last found to have, of what is in use.
    package func found(of repository: ObjectKey) -> [GitReference: GitRevision] {
        state.withLock { $0.repositories[repository]?.revisions.compactMapValues { try? $0.get() } ?? [:] }
    }

    /// Whether another repository of the same namespace is this remote.
    package func isUsed(_ remote: GitRemote, besides key: ObjectKey) -> Bool {
        state.withLock { state in
            state.repositories.contains { other, repository in
                other != key && other.namespace == key.namespace && repository.remote == remote
            }
        }
    }

    /// How many repositories are named or were found, and in how many namespaces some are missed.
    var counts: (repositories: Int, missing: Int) {
        state.withLock { ($0.repositories.count, $0.missing.count) }
    }

    /// All remotes in use: other mirrors may go.
    package var remotes: [GitRemote] { state.withLock { $0.repositories.values.compactMap(\.remote) } }
}

extension SourceCatalog.State {
    fileprivate mutating func leave(_ repository: ObjectKey, _ application: ObjectKey) {
        repositories[repository]?.users[application] = nil
        // Anybody may name what there is not.
        if let entry = repositories[repository], entry.users.isEmpty, entry.remote == nil {
            repositories[repository] = nil
        }
        fulfil(repository, application)
    }

    fileprivate mutating func fulfil(_ repository: ObjectKey, _ application: ObjectKey) {
        requests[application]?[repository] = nil
        if requests[application]?.isEmpty == true { requests[application] = nil }
    }

    /// True where the remote has to be asked for more.
    fileprivate mutating func note(
        _ repository: ObjectKey, _ application: ObjectKey, _ uses: Set<[GitReference]>
    ) -> Bool {
        var entry = repositories[repository] ?? SourceCatalog.Repository()
        let new = uses.subtracting(entry.users[application] ?? [])
        entry.users[application] = uses
        repositories[repository] = entry
        return new.contains { $0.contains { entry.revisions[$0] == nil } }
    }
}
