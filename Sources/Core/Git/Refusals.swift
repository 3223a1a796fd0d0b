import Synchronization

/// Objects that a remote has and that are not taken, with why. They are as they are, so that the next look need not fetch
/// them to find it out again.
final class Refusals: Sendable {
    private static let lifetime = Duration.seconds(3_600)
    private static let limit = 1_000

    private let found = Mutex<[String: (error: GitError, until: ContinuousClock.Instant)]>([:])

    func note(_ object: String, _ error: GitError) {
        let now = ContinuousClock.now
        found.withLock { found in
            found = found.filter { $0.value.until > now }
            guard found.count < Refusals.limit else { return }
            found[object] = (error, now + Refusals.lifetime)
        }
    }

    subscript(object: String) -> GitError? {
        found.withLock { found in found[object].flatMap { $0.until > .now ? $0.error : nil } }
    }
}

/// What is known of a remote between looks at it.
struct MirrorMemory: Sendable {
    let absent = AbsentCommits()
    let refused = Refusals()
}
