import KubeModel
import Surroundings
import Synchronization

/// Contents by key, loaded when first asked for, once however many ask, and again at a bounded rate.
///
/// Guarantees: one load for a key at a time; a failure is remembered as long as a content that was not enough, so that
/// a broken key is not asked for at the rate of its users; a cancelled load is not remembered, and one of those who wait
/// for it takes over.
final class LazyCache<Content: Sendable>: Sendable {
    typealias Load = @Sendable (String) async throws(KubeError) -> Content

    private struct Slot {
        var outcome: Result<Content, KubeError>?
        var loadedAt: Duration?
        var isLoading = false
        /// Set by `drop` while loading: what arrives may be older than what was dropped.
        var isOutdated = false
        var waiters: [CheckedContinuation<Void, Never>] = []
    }

    private enum Step {
        case use(Result<Content, KubeError>)
        case load
        case wait
    }

    /// Servers have some hundred groups and versions.
    static var limit: Int { 2_000 }

    private let slots = Mutex<[String: Slot]>([:])
    private let refreshInterval: Duration
    private let surroundings: Surroundings
    private let load: Load

    init(refreshInterval: Duration, surroundings: Surroundings, load: @escaping Load) {
        self.refreshInterval = refreshInterval
        self.surroundings = surroundings
        self.load = load
    }

    /// The content of a key. One that is not `enough` is loaded again, unless that was tried just now.
    func content(_ key: String, enough: (Content) -> Bool) async throws(KubeError) -> Content {
        while true {
            switch begin(key, enough: enough) {
            case .use(let outcome): return try outcome.get()
            case .load: return try await loaded(key).get()
            case .wait: await waitForLoad(of: key)
            }
        }
    }

    /// Forgets keys: who asks next loads them again, however short ago they were loaded.
    func drop(where isDropped: (String) -> Bool) {
        slots.withLock { slots in
            for (key, slot) in slots where isDropped(key) {
                slots[key] = Slot(isLoading: slot.isLoading, isOutdated: slot.isLoading, waiters: slot.waiters)
            }
        }
    }

    private func begin(_ key: String, enough: (Content) -> Bool) -> Step {
        let now = surroundings.now
        return slots.withLock { slots in
            let slot = slots[key, default: Slot()]
            if case .success(let content)? = slot.outcome, enough(content) { return .use(.success(content)) }
            if slot.isLoading { return .wait }
            if let outcome = slot.outcome, let loadedAt = slot.loadedAt, now - loadedAt < refreshInterval {
                return .use(outcome)
            }
            if slots[key] == nil { makeRoom(&slots) }
            slots[key, default: Slot()].isLoading = true
            return .load
        }
    }

    private func makeRoom(_ slots: inout [String: Slot]) {
        guard slots.count >= Self.limit else { return }
        slots = slots.filter { $0.value.isLoading || !$0.value.waiters.isEmpty }
    }

    /// How many keys are kept.
    var count: Int { slots.withLock { $0.count } }

    private func loaded(_ key: String) async -> Result<Content, KubeError> {
        let outcome: Result<Content, KubeError>
        do throws(KubeError) { outcome = .success(try await load(key)) } catch { outcome = .failure(error) }
        finish(key, with: outcome)
        return outcome
    }

    private func finish(_ key: String, with outcome: Result<Content, KubeError>) {
        let now = surroundings.now
        let waiters = slots.withLock { slots in
            var slot = slots[key, default: Slot()]
            defer { slots[key] = slot }
            if !slot.isOutdated, !outcome.isCancellation {
                slot.outcome = outcome
                slot.loadedAt = now
            }
            slot.isLoading = false
            slot.isOutdated = false
            defer { slot.waiters = [] }
            return slot.waiters
        }
        for waiter in waiters { waiter.resume() }
    }

    /// Returns once the load under way has ended, at the latest after its deadline.
    private func waitForLoad(of key: String) async {
        await withCheckedContinuation { continuation in
            let isWaiting = slots.withLock { slots in
                guard slots[key]?.isLoading == true else { return false }
                slots[key]?.waiters.append(continuation)
                return true
            }
            if !isWaiting { continuation.resume() }
        }
    }
}

extension Result where Failure == KubeError {
    fileprivate var isCancellation: Bool {
        if case .failure(let error) = self { error.code == .cancelled } else { false }
    }
}
