internal import Documents
internal import Git
internal import GitOpsAPI
internal import Synchronization

/// What was announced of repositories and has not been seen there. A server's listing may be older than its announcement: then it is
/// looked at again soon, a few times.
final class AwaitedPushes: Sendable {
    /// Until the next look, after each look that has found nothing new.
    static let pauses: [Duration] = [.seconds(1), .seconds(3), .seconds(10)]
    /// Of one repository; of more at a time one look tells.
    static let mostReferences = 64

    private struct Push: Sendable, Hashable {
        /// Nil where it is to be gone.
        var commit: String?
        /// What was known before.
        var before: String?
    }

    private struct Awaited {
        /// By full names of references.
        var pushes: [String: Push] = [:]
        var looks = 0
    }

    private let state = Mutex<[ObjectKey: Awaited]>([:])

    /// Notes what is said to have moved. What nobody uses is nothing to wait for.
    ///
    /// - Parameter known: what the repository's references were found to be last.
    func note(_ changes: [GitOpsReceiver.Change], of repository: ObjectKey, known: [GitReference: GitRevision]) {
        let found = Self.byName(known)
        state.withLock { state in
            var awaited = state[repository] ?? Awaited()
            awaited.looks = 0
            for change in changes where awaited.pushes.count < Self.mostReferences {
                guard let before = found[change.reference], before != change.commit else { continue }
                awaited.pushes[change.reference] = Push(commit: change.commit, before: before)
            }
            state[repository] = awaited.pushes.isEmpty ? nil : awaited
        }
    }

    /// A look has ended. Returns after how long there is to be another, where what was announced is not there.
    func noteLook(at repository: ObjectKey, found: [GitReference: GitRevision]) -> Duration? {
        let found = Self.byName(found)
        return state.withLock { state in
            guard var awaited = state[repository] else { return nil }
            // What has moved elsewhere has moved since.
            awaited.pushes = awaited.pushes.filter { name, push in found[name] == push.before }
            guard !awaited.pushes.isEmpty, awaited.looks < Self.pauses.count else {
                state[repository] = nil
                return nil
            }
            awaited.looks += 1
            state[repository] = awaited
            return Self.pauses[awaited.looks - 1]
        }
    }

    func forget(_ repository: ObjectKey) { state.withLock { $0[repository] = nil } }

    private static func byName(_ revisions: [GitReference: GitRevision]) -> [String: String] {
        var commits: [String: String] = [:]
        for (reference, revision) in revisions {
            switch reference {
            case .branch(let name): commits["refs/heads/\(name)"] = revision.commit
            case .head: commits["refs/heads/\(revision.reference)"] = revision.commit
            case .tag(let name): commits["refs/tags/\(name)"] = revision.commit
            case .semver, .commit: continue
            }
        }
        return commits
    }
}
