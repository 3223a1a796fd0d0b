import Synchronization
import Transport

/// Room on disk for one piece of work.
struct DiskRoom: Sendable {
    /// For so many bytes, and whether they take the place of what is there.
    let take: @Sendable (Int, Bool) throws(GitError) -> Void
    let giveBack: @Sendable (Int) -> Void
}

/// One piece of work with a remote: what it may spend, whether it shall go on, and why it ended.
///
/// libgit2 knows only numbers for errors, so what a callback has to say is kept here until libgit2 has returned.
final class Operation: Sendable {
    let deadline: ContinuousClock.Instant
    /// How long the other side may be silent.
    let idle: Duration
    /// Reaches a thread that waits for http.
    let http = HTTPCancellation()
    private let timeout: Duration
    private let byteLimit: Int
    private let isCancelled = Atomic(false)
    /// A pack has begun to come. Until then little is said.
    let isReceiving = Atomic(false)
    private let received = Atomic(0)
    private let failure = Mutex<GitError?>(nil)
    private let pace = Mutex((bytes: 0, waited: Duration.zero))
    /// Fewest bytes that each stretch as long as `idle` has to bring while we wait for them. What servers tell of their own
    /// work is more.
    static let leastBytes = 1_000

    private let grown = Atomic(0)
    private let room: DiskRoom
    /// What comes takes the place of what the mirror has.
    let isReplacing = Atomic(false)

    init(timeout: Duration, idle: Duration, byteLimit: Int, now: ContinuousClock.Instant, room: DiskRoom) {
        self.room = room
        deadline = now + timeout
        self.timeout = timeout
        self.idle = idle
        self.byteLimit = byteLimit
    }

    var receivedBytes: Int { received.load(ordering: .relaxed) }

    /// For which room was taken.
    var grownBytes: Int { grown.load(ordering: .relaxed) }

    /// Whether it has received all that it may.
    var isSpent: Bool { receivedBytes > byteLimit }

    var remaining: Duration { max(.zero, ContinuousClock.now.duration(to: deadline)) }

    /// From any thread; the work ends at its next step.
    func cancel() {
        isCancelled.store(true, ordering: .relaxed)
        http.cancel()
    }

    /// Called at each step of the work.
    func check() throws(GitError) {
        if isCancelled.load(ordering: .relaxed) { throw GitError(.cancelled, "the git operation was cancelled") }
        if ContinuousClock.now >= deadline { throw timedOut }
    }

    var timedOut: GitError {
        GitError(.timedOut, "the git operation did not end within \(timeout.components.seconds) s")
    }

    var silent: GitError {
        GitError(.timedOut, "the git server sent nothing for \(min(idle, timeout).components.seconds) s")
    }

    /// Counts what came from the remote, and how long it was waited for.
    func count(_ bytes: Int, after wait: Duration) throws(GitError) {
        let isTooSlow = pace.withLock { pace in
            pace.bytes += bytes
            pace.waited += wait
            guard pace.waited >= idle else { return false }
            defer { pace = (0, .zero) }
            return pace.bytes < Operation.leastBytes
        }
        guard !isTooSlow else {
            throw GitError(
                .timedOut,
                "the git server sent fewer than \(Operation.leastBytes) bytes in \(idle.components.seconds) s")
        }
    }

    /// Counts what came from the remote.
    func count(_ bytes: Int) throws(GitError) {
        guard received.add(bytes, ordering: .relaxed).newValue <= byteLimit else {
            throw GitError(
                .tooLarge,
                "the remote sends more than the limit of \(byteLimit) bytes; make the repository smaller or raise it")
        }
    }

    /// Takes room on disk for bytes of a pack.
    func takeRoom(_ bytes: Int) throws(GitError) {
        try room.take(bytes, isReplacing.load(ordering: .relaxed))
        grown.add(bytes, ordering: .relaxed)
    }

    /// What it was taken for is a part of its mirror now, or gone.
    func giveBackRoom() { room.giveBack(grown.exchange(0, ordering: .relaxed)) }

    /// Keeps the first failure: later ones follow from it.
    func record(_ error: GitError) { failure.withLock { $0 = $0 ?? error } }

    /// What a callback could not throw through libgit2.
    var recorded: GitError? { failure.withLock(\.self) }

    /// Before something is tried that may go another way when it fails.
    func forgetFailure() { failure.withLock { $0 = nil } }
}
