import Synchronization

/// How much room mirrors take on disk, all together and by whom they are wanted, so that nobody's repositories fill what
/// others need.
final class DiskLedger: Sendable {
    private struct Entry {
        var size = 0
        /// Who wants it. Each is charged all of it: nobody knows who will want it last.
        var accounts: Set<String> = []
        /// In the order of the looks.
        var lastUse = 0
    }

    private struct State {
        var mirrors: [String: Entry] = [:]
        /// What is being received, by who wants it.
        var growing: [String: Int] = [:]
        var uses = 0

        var total: Int { mirrors.values.reduce(0) { $0 + $1.size } + growing.values.reduce(0, +) }

        func total(of account: String, without replaced: String?) -> Int {
            let kept = mirrors.reduce(0) { sum, mirror in
                let counts = mirror.key != replaced && mirror.value.accounts.contains(account)
                return sum + (counts ? mirror.value.size : 0)
            }
            return kept + growing[account, default: 0]
        }
    }

    /// A pack is on disk twice while it is indexed.
    private static let copies = 2

    private let limit: Int
    private let share: Int
    private let state = Mutex(State())

    /// - Parameters:
    ///   - limit: in bytes, for all mirrors.
    ///   - share: for those of one account.
    init(limit: Int, share: Int) {
        self.limit = limit
        self.share = share
    }

    // MARK: Mirrors

    /// Notes a mirror's size, and who wants it; nobody where it was only found on disk.
    func note(_ mirror: String, size: Int?, for account: String?) {
        state.withLock { state in
            var entry = state.mirrors[mirror] ?? Entry()
            if let size { entry.size = size }
            if let account {
                state.uses += 1
                entry.lastUse = state.uses
                entry.accounts.insert(account)
            }
            state.mirrors[mirror] = entry
        }
    }

    /// Corrects a size: something of it has gone.
    func shrink(_ mirror: String, to size: Int) {
        state.withLock { state in
            if let known = state.mirrors[mirror]?.size, known > size { state.mirrors[mirror]?.size = size }
        }
    }

    /// Those that take room.
    var mirrors: [String] { state.withLock { state in state.mirrors.filter { $0.value.size > 0 }.map(\.key) } }

    /// Somebody wants it no more.
    func release(_ mirror: String, by account: String) {
        _ = state.withLock { $0.mirrors[mirror]?.accounts.remove(account) }
    }

    /// Somebody has got nothing of it, if there is nothing, and is not to be charged for what another gets.
    func releaseEmpty(_ mirror: String, by account: String) {
        state.withLock { state in
            guard var entry = state.mirrors[mirror], entry.size == 0 else { return }
            entry.accounts.remove(account)
            state.mirrors[mirror] = entry.accounts.isEmpty ? nil : entry
        }
    }

    /// Nobody wants any others.
    func release(except kept: Set<String>) {
        state.withLock { state in
            for (mirror, entry) in state.mirrors where !kept.contains(mirror) {
                state.mirrors[mirror]?.accounts = []
                if entry.size == 0 { state.mirrors[mirror] = nil }
            }
        }
    }

    func forget(_ mirror: String) { state.withLock { $0.mirrors[mirror] = nil } }

    /// Those that nobody wants; first the one that was not used for longest.
    var unused: [String] {
        state.withLock { state in
            state.mirrors.filter { $0.value.accounts.isEmpty && $0.value.size > 0 }
                .sorted { ($0.value.lastUse, $0.key) < ($1.value.lastUse, $1.key) }.map(\.key)
        }
    }

    // MARK: What is being received

    enum Objection: Equatable {
        /// Something may be removed to make room.
        case disk
        case account
    }

    /// Takes room for bytes that have come, if there is some.
    ///
    /// - Parameter replaced: a mirror that goes once they are all here, and is a part of nobody's share any more.
    func grow(by bytes: Int, for account: String, replacing replaced: String?) -> Objection? {
        let bytes = bytes * DiskLedger.copies
        return state.withLock { state in
            if state.total(of: account, without: replaced) + bytes > share { return .account }
            if state.total + bytes > limit { return .disk }
            state.growing[account, default: 0] += bytes
            return nil
        }
    }

    /// What was received is a part of its mirror now, or gone.
    func shrink(by bytes: Int, for account: String) {
        state.withLock { state in
            let left = state.growing[account, default: 0] - bytes * DiskLedger.copies
            state.growing[account] = left > 0 ? left : nil
        }
    }

    func error(_ objection: Objection, for account: String) -> GitError {
        switch objection {
        case .disk:
            GitError(
                .quota,
                "there is no room for more on the controller's disk: mirrors take up to \(limit >> 20) MiB together; "
                    + "make repositories smaller, delete some, or let them have more by --git-disk")
        case .account:
            GitError(
                .quota,
                "the repositories of the namespace \(account) take up to \(share >> 20) MiB on the controller's disk; make "
                    + "them smaller, delete some, or let them have more by --git-namespace-disk")
        }
    }
}
