package import Documents
package import KubeClient
package import KubeModel
internal import Logging
package import Metrics
package import Surroundings
internal import Synchronization
internal import Transport

/// A Kubernetes API server in memory, for tests that need no process: what a `KubeClient` asks of it it answers as the real
/// one does. `MemoryClusterTests` runs the same scenarios on both and compares the answers.
///
/// ```swift
/// let cluster = MemoryCluster(seed: 1, minor: 20) { KubeTime(seconds: 1_700_000_000) }
/// let client = cluster.client()
/// ```
///
/// It has discovery, lists in pages, all verbs with their preconditions, server-side apply with managed fields, watches,
/// finalizers, namespaces, definitions, impersonation. Nothing happens by itself: garbage is collected, workloads settle, time is
/// noticed, history is forgotten when a test says so. The same seed, times and requests give the same answers.
///
/// Limits: each built-in kind has one version; fields are not validated, nor are quantities put into one form; of built-in kinds
/// it knows the lists that have keys and the usual defaults only; strategic merge patches and `deletecollection` are refused.
package final class MemoryCluster: Sendable {
    /// A request, or a reader, that waits.
    struct Waiter {
        var continuation: CheckedContinuation<Void, Never>
        /// Nil for readers of watches, who wait for news.
        var due: KubeTime?
    }

    struct Shared {
        var state: ClusterState
        var faults = Faults()
        var authorizer: MemoryAuthorizer?
        var hear: (@Sendable (MemoryRequest, _ status: Int) -> Void)?
        var waiters: [Int: Waiter] = [:]
        var lastWaiter = 0
        /// Which watch a reader waits for.
        var readers: [Int: Int] = [:]
        var requests: [MemoryRequest] = []
    }

    let shared: Mutex<Shared>
    let now: @Sendable () -> KubeTime

    /// - Parameters:
    ///   - seed: of uids and generated names.
    ///   - minor: which server it is like, as far as servers differ: 20 is 1.20.
    ///   - now: the time by the cluster's clock.
    package init(seed: UInt64, minor: Int, now: @escaping @Sendable () -> KubeTime) {
        self.now = now
        shared = Mutex(Shared(state: ClusterState(seed: seed, minor: minor, now: now())))
    }

    /// A client of the administrator.
    package func client(
        metrics: Metrics = Metrics(), userAgent: String = "martlet-tests", surroundings: Surroundings = .system
    ) -> KubeClient {
        KubeClient(
            configuration: KubeConfiguration(
                server: "https://memory.test", tls: .system, credentials: .none, namespace: nil, proxy: nil),
            transport: self, metrics: metrics, userAgent: userAgent,
            logger: Logger(label: "memory") { _ in SwiftLogNoOpLogHandler() }, surroundings: surroundings)
    }

    // MARK: Conditions

    /// Asks this of every request on an object; nil lets everybody do everything, as at the beginning.
    package func authorize(by authorizer: MemoryAuthorizer?) { shared.withLock { $0.authorizer = authorizer } }

    /// Asks this whether somebody may do something, for who asks for a review; nil says no to all, as at the beginning.
    package func review(by reviewer: MemoryReviewer?) { shared.withLock { $0.state.reviewer = reviewer } }

    /// Tells of every request that is carried out, when that has just happened: what it did is there to be looked at.
    package func onAnswer(_ hear: @escaping @Sendable (MemoryRequest, _ status: Int) -> Void) {
        shared.withLock { $0.hear = hear }
    }

    package func add(_ fault: MemoryFault) { shared.withLock { $0.faults.add(fault) } }
    package func removeFaults() { shared.withLock { $0.faults.removeAll() } }

    /// Lets definitions be served only after `settle`, as a server needs a moment for them.
    package func holdDefinitions() { shared.withLock { $0.state.holdsDefinitions = true } }

    // MARK: Steps

    /// Does what is due by the clock: requests that were delayed arrive, watches whose time is over end.
    package func catchUp() {
        let now = now()
        change { $0.state.endWatches(now: now) }
        resume { $0.due.map { $0 <= now } ?? false }
    }

    /// Does what the controllers of garbage and of namespaces do.
    package func collectGarbage() { change { $0.state.collectGarbage(now: now()) } }

    /// Does what the controllers of workloads do, were there nodes and all well: everything is as its spec says.
    package func settle() { change { $0.state.settle(now: now()) } }

    /// Forgets what happened: watches and lists that go on from before get a 410. Open watches stay.
    package func compact() { shared.withLock { $0.state.compact() } }

    package func sendBookmarks() { change { $0.state.sendBookmarks() } }

    /// Breaks the connections of watches.
    package func breakWatches(where isBroken: (MemoryRequest) -> Bool = { _ in true }) {
        change { shared in shared.breakWatches(where: isBroken) }
    }

    // MARK: Looking

    /// All objects of a kind, as they are stored.
    package func objects(group: String, resource: String) -> [Value] {
        shared.withLock { shared in
            ClusterState.sorted(shared.state.objects[Collection(group: group, plural: resource)]).map(\.value)
        }
    }

    /// The requests since the last call, in the order of their arrival.
    package func takeRequests() -> [MemoryRequest] {
        shared.withLock { shared in
            defer { shared.requests = [] }
            return shared.requests
        }
    }

    package var openWatches: [MemoryRequest] {
        shared.withLock { $0.state.watches.sorted { $0.key < $1.key }.map(\.value.request) }
    }

    // MARK: Waiting

    /// Changes the state, and wakes the readers of watches that have news.
    func change<Result: Sendable>(_ body: (inout Shared) -> Result) -> Result {
        let (result, woken) = shared.withLock { shared in
            let result = body(&shared)
            return (result, shared.takeReaders())
        }
        for continuation in woken { continuation.resume() }
        return result
    }

    private func resume(_ isDue: (Waiter) -> Bool) {
        let due = shared.withLock { shared in
            let due = shared.waiters.filter { isDue($0.value) }
            for id in due.keys { shared.waiters[id] = nil }
            return due.sorted { ($0.value.due ?? now(), $0.key) < ($1.value.due ?? now(), $1.key) }.map(
                \.value.continuation)
        }
        for continuation in due { continuation.resume() }
    }
}

extension MemoryCluster.Shared {
    /// The readers of watches that have news; they wait no longer.
    mutating func takeReaders() -> [CheckedContinuation<Void, Never>] {
        let woken = readers.filter { state.watches[$0.value]?.hasNews ?? true }.keys.sorted()
        return woken.compactMap { id in
            readers[id] = nil
            return waiters.removeValue(forKey: id)?.continuation
        }
    }

    mutating func breakWatches(where isBroken: (MemoryRequest) -> Bool) {
        for (id, watch) in state.watches where isBroken(watch.request) {
            state.watches[id]?.end(.broken(TransportError(.interrupted, "the connection of the watch broke")))
        }
    }
}
