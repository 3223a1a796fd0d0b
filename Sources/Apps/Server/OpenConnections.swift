internal import NIOCore
internal import Synchronization

/// Which connections there are and what they are doing, so that the server can stop without cutting a response.
final class OpenConnections: Sendable {
    private let limit: Int
    private let state = Mutex(State())

    private struct State {
        var isStopping = false
        var listener: (any Channel)?
        var connections: [ObjectIdentifier: Connection] = [:]
    }

    private struct Connection {
        var channel: any Channel
        var isAnswering = false
    }

    init(limit: Int) {
        self.limit = limit
    }

    /// Takes note of the listening socket; closes it at once where the server was already asked to stop.
    func listen(on channel: any Channel) {
        let isStopping = state.withLock { state in
            state.listener = channel
            return state.isStopping
        }
        if isStopping { channel.close(promise: nil) }
    }

    /// False where there are too many connections, or the server is stopping.
    func add(_ channel: any Channel) -> Bool {
        state.withLock { state in
            guard !state.isStopping, state.connections.count < limit else { return false }
            state.connections[ObjectIdentifier(channel)] = Connection(channel: channel)
            return true
        }
    }

    func remove(_ channel: any Channel) {
        state.withLock { _ = $0.connections.removeValue(forKey: ObjectIdentifier(channel)) }
    }

    /// A request has come in.
    func beginAnswering(on channel: any Channel) {
        state.withLock { $0.connections[ObjectIdentifier(channel)]?.isAnswering = true }
    }

    /// Whether another request may follow.
    func mayContinue() -> Bool { state.withLock { !$0.isStopping } }

    /// A response has gone out. False where the connection is to be closed.
    func endAnswering(on channel: any Channel) -> Bool {
        state.withLock { state in
            state.connections[ObjectIdentifier(channel)]?.isAnswering = false
            return !state.isStopping
        }
    }

    /// Ends listening and idle connections now, the others after their response or after `grace`.
    func stop(grace: TimeAmount) {
        let (listener, idle) = state.withLock { state in
            state.isStopping = true
            return (state.listener, state.connections.values.filter { !$0.isAnswering }.map(\.channel))
        }
        // First, because the loop may end as soon as nothing is open, and one that has ended takes no task.
        listener?.eventLoop.scheduleTask(in: grace) { self.closeAll() }
        for channel in idle { channel.close(promise: nil) }
        listener?.close(promise: nil)
    }

    private func closeAll() {
        for channel in state.withLock({ $0.connections.values.map(\.channel) }) { channel.close(promise: nil) }
    }
}
