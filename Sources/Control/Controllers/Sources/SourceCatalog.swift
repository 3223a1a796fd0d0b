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

    private struct Repository {
        var remote: GitRemote?
        var revisions: [GitReference: Result<GitRevision, GitError>] = [:]
        /// By application: the references it could mean, in order of preference; empty for the repository's own.
        var users: [ObjectKey: [GitReference]] = [:]
    }

    /// An application that wants to hear of a look that begins after it asked.
    private struct Question {
        var repository: ObjectKey
        var look: Int
    }

    private struct State {
        var repositories: [ObjectKey: Repository] = [:]
        var repositoryOfUser: [ObjectKey: ObjectKey] = [:]
        var questions: [ObjectKey: Question] = [:]
        /// How many looks at remotes have begun.
        var looks = 0
    }

    private let state = Mutex(State())

    package init() {}

    /// Notes that an application uses a repository, at these references. True where the remote has to be asked for more
    /// than it was.
    package func use(_ repository: ObjectKey, by application: ObjectKey, at references: [GitReference]) -> Bool {
        state.withLock { state in
            if let old = state.repositoryOfUser[application], old != repository {
                state.repositories[old]?.users[application] = nil
                state.questions[application] = nil
            }
            state.repositoryOfUser[application] = repository
            var entry = state.repositories[repository] ?? Repository()
            let isNew = entry.users[application] != references
            entry.users[application] = references
            state.repositories[repository] = entry
            return isNew && references.contains { entry.revisions[$0] == nil }
        }
    }

    package func forgetUser(_ application: ObjectKey) {
        state.withLock { state in
            state.questions[application] = nil
            guard let repository = state.repositoryOfUser.removeValue(forKey: application) else { return }
            state.repositories[repository]?.users[application] = nil
        }
    }

    package func forgetRepository(_ repository: ObjectKey) {
        state.withLock { state in
            guard let users = state.repositories[repository]?.users else { return }
            state.repositories[repository] = users.isEmpty ? nil : Repository(users: users)
        }
    }

    // MARK: Asking

    /// Notes that an application wants what the remote has from now on. The repository has to be looked at.
    package func ask(_ repository: ObjectKey, for application: ObjectKey) {
        state.withLock { state in
            state.questions[application] = Question(repository: repository, look: state.looks + 1)
        }
    }

    /// Whether what an application asked for has not been looked at since.
    package func isAsking(_ application: ObjectKey) -> Bool { state.withLock { $0.questions[application] != nil } }

    /// A look at a remote begins. Returns its number.
    package func beginLook() -> Int {
        state.withLock { state in
            state.looks += 1
            return state.looks
        }
    }

    /// A look has ended, whatever came of it. Returns the applications that asked before it began.
    package func endLook(_ look: Int, at repository: ObjectKey) -> [ObjectKey] {
        state.withLock { state in
            let answered = state.questions.filter { $0.value.repository == repository && $0.value.look <= look }
            for key in answered.keys { state.questions[key] = nil }
            return Array(answered.keys)
        }
    }

    // MARK: Using

    package func users(of repository: ObjectKey) -> [ObjectKey] {
        state.withLock { $0.repositories[repository].map { Array($0.users.keys) } ?? [] }
    }

    /// What applications ask for besides the repository's own reference.
    package func references(of repository: ObjectKey) -> Set<GitReference> {
        state.withLock { Set($0.repositories[repository]?.users.values.flatMap(\.self) ?? []) }
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
            return entry.users.filter { _, references in
                let wanted = references.isEmpty ? [own] : references
                return before.remote?.url != remote.url || wanted.contains { before.revisions[$0] != revisions[$0] }
            }.map(\.key)
        }
    }

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

    /// All remotes in use: other mirrors may go.
    package var remotes: [GitRemote] { state.withLock { $0.repositories.values.compactMap(\.remote) } }
}
