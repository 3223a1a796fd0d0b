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
    /// Whole lists of references at the same time. They come from the network, so they are none of the rest's matter.
    private static let searchLimit = 2
    private let total: Int
    private let searches = Mutex(0)
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

    /// Waits until all of a remote's references may be kept, or until the operation is to end; `endSearch` follows.
    func beginSearch(_ operation: Operation) throws(GitError) {
        while !takeSearch() {
            try operation.check()
            usleep(20_000)
        }
    }

    func endSearch() { searches.withLock { $0 -= 1 } }

    private func takeSearch() -> Bool {
        searches.withLock { searches in
            guard searches < MemoryBudget.searchLimit else { return false }
            searches += 1
            return true
        }
    }

    private func take(_ bytes: Int) -> Bool {
        taken.withLock { taken in
            guard taken + bytes <= total else { return false }
            taken += bytes
            return true
        }
    }
}
