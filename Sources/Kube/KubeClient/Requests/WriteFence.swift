import KubeModel
package import Surroundings
import Synchronization

/// Whether requests that change something may still be sent. It stands between the cluster and a process that has lost its
/// Lease, or is about to end.
///
/// Guarantees: each attempt at a request asks right before it is sent, after all waits. Caveat: what has been sent cannot be
/// called back, only broken off; `isQuiet` tells whether that has happened.
package final class WriteFence: Sendable {
    private struct State {
        var isClosed = false
        var brokenOffAt: Duration?
    }

    private let mayWrite: @Sendable () -> Bool
    private let surroundings: Surroundings
    private let state = Mutex(State())

    /// - Parameter mayWrite: asked before every write; for instance whether this process leads.
    package init(surroundings: Surroundings = .system, mayWrite: @escaping @Sendable () -> Bool) {
        self.surroundings = surroundings
        self.mayWrite = mayWrite
    }

    /// Lets no further write begin. What is under way is not touched.
    package func close() { state.withLock { $0.isClosed = true } }

    /// Whether the outcome of every apply and delete that was sent lately is known, so that none can still be carried out.
    package func isQuiet(for time: Duration) -> Bool {
        state.withLock { $0.brokenOffAt.map { surroundings.now - $0 > time } ?? true }
    }

    func check(_ request: APIRequest) throws(KubeError) {
        guard request.verb.isWrite else { return }
        guard !state.withLock(\.isClosed), mayWrite() else {
            throw KubeError(
                .cancelled,
                "\(request.method) \(request.path): not sent, because this process is ending or has lost its Lease")
        }
    }

    /// Notes a request that was sent and not answered. Status and events are not counted: whoever leads next writes its own.
    func noteUnanswered(_ request: APIRequest) {
        guard request.verb == .apply || request.verb == .delete else { return }
        state.withLock { $0.brokenOffAt = surroundings.now }
    }
}

extension APIRequest.Verb {
    var isWrite: Bool {
        switch self {
        case .get, .list, .watch: false
        case .create, .apply, .patch, .update, .delete: true
        }
    }
}
