import Synchronization

/// Commits that a remote turned out not to have. To find that out may take all of its history, and is not done again with
/// each refresh.
final class AbsentCommits: Sendable {
    private static let lifetime = Duration.seconds(300)
    private static let limit = 1_000

    private let found = Mutex<[String: ContinuousClock.Instant]>([:])

    func note(_ commits: some Sequence<String>) {
        let now = ContinuousClock.now
        found.withLock { found in
            found = found.filter { $0.value > now - AbsentCommits.lifetime }
            for commit in commits where found.count < AbsentCommits.limit { found[commit] = now }
        }
    }

    func contains(_ commit: String) -> Bool {
        found.withLock { found in found[commit].map { $0 > .now - AbsentCommits.lifetime } ?? false }
    }
}
