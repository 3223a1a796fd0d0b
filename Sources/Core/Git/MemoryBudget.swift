import Glibc
import Synchronization

/// Memory that work on this machine's own threads may take at the same time, by what each says beforehand.
///
/// Nobody waits for the network while holding some, so that a server cannot keep others from theirs.
final class MemoryBudget: Sendable {
    /// For one piece of work: what is small goes along beside what is large.
    let share: Int
    /// Of what nobody has to wait for: folders that are kept parsed.
    let trees: Int
    private let total: Int
    private let taken = Mutex(0)

    init(total: Int) {
        trees = total / 10
        self.total = total - trees
        share = total / 4 * 3
    }

    /// Waits until so much is free, or until the operation is to end.
    ///
    /// - Parameter bytes: at most `share`.
    func with<T>(
        _ bytes: Int, _ operation: Operation, _ body: () throws(GitError) -> T
    ) throws(GitError) -> T {
        while !take(bytes) {
            try operation.check()
            usleep(20_000)
        }
        defer { taken.withLock { $0 -= bytes } }
        return try body()
    }

    private func take(_ bytes: Int) -> Bool {
        taken.withLock { taken in
            guard taken + bytes <= total else { return false }
            taken += bytes
            return true
        }
    }
}
