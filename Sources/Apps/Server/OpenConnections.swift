internal import NIOCore
internal import Synchronization

/// Which connections there are and what they are doing, so that there is room for another, and that the server can stop
/// without cutting a response.
final class OpenConnections: Sendable {
    private let state: Mutex<State>

    private struct State {
        var isStopping = false
        var listener: (any Channel)?
        var table: ConnectionTable<ObjectIdentifier>
        /// Those in the table.
        var channels: [ObjectIdentifier: any Channel] = [:]
        /// Accepted, and not served yet. Whoever lets go of one of these unserved ends the process.
        var unserved: [ObjectIdentifier: HTTPServer.Connection] = [:]
    }

    init(limits: HTTPServerLimits) {
        let table = ConnectionTable<ObjectIdentifier>(
            limit: limits.connections, limitPerAddress: limits.connectionsPerAddress)
        state = Mutex(State(table: table))
    }

    /// Takes note of the listening socket; closes it at once where the server was already asked to stop.
    func listen(on channel: any Channel) {
        let isStopping = state.withLock { state in
            state.listener = channel
            return state.isStopping
        }
        if isStopping { channel.close(promise: nil) }
    }

    /// Keeps a connection from when it is accepted until it is served.
    func accept(_ connection: HTTPServer.Connection) {
        state.withLock { $0.unserved[ObjectIdentifier(connection.channel)] = connection }
    }

    /// Connections that were accepted just while the listener closed, and that nobody will serve.
    func takeUnserved() -> [HTTPServer.Connection] {
        state.withLock { state in
            defer { state.unserved = [:] }
            return Array(state.unserved.values)
        }
    }

    /// Counts a connection that is about to be served, and closes another one where that takes it. False where there is no
    /// room, or the server is stopping.
    func serve(_ channel: any Channel) -> Bool {
        let id = ObjectIdentifier(channel)
        let (isWelcome, surplus) = state.withLock { state -> (Bool, (any Channel)?) in
            state.unserved[id] = nil
            guard !state.isStopping else { return (false, nil) }
            switch state.table.add(id, from: channel.remoteAddress?.ipAddress ?? "") {
            case .refused: return (false, nil)
            case .admitted:
                state.channels[id] = channel
                return (true, nil)
            case .inPlaceOf(let other):
                state.channels[id] = channel
                return (true, state.channels.removeValue(forKey: other))
            }
        }
        surplus?.close(promise: nil)
        return isWelcome
    }

    func remove(_ channel: any Channel) {
        state.withLock { state in
            state.table.remove(ObjectIdentifier(channel))
            state.channels[ObjectIdentifier(channel)] = nil
        }
    }

    /// A request has come in.
    func beginAnswering(on channel: any Channel) {
        state.withLock { $0.table.beginAnswering(ObjectIdentifier(channel)) }
    }

    /// Whether another request may follow.
    func mayContinue() -> Bool { state.withLock { !$0.isStopping } }

    /// A response has gone out. False where the connection is to be closed.
    func endAnswering(on channel: any Channel) -> Bool {
        state.withLock { state in
            state.table.endAnswering(ObjectIdentifier(channel))
            return !state.isStopping
        }
    }

    /// Ends listening and idle connections now, the others after their response or after `grace`.
    func stop(grace: TimeAmount) {
        let (listener, idle) = state.withLock { state in
            state.isStopping = true
            return (state.listener, state.table.idle.compactMap { state.channels[$0] })
        }
        // First, because the loop may end as soon as nothing is open, and one that has ended takes no task.
        listener?.eventLoop.scheduleTask(in: grace) { self.closeAll() }
        for channel in idle { channel.close(promise: nil) }
        listener?.close(promise: nil)
    }

    private func closeAll() {
        for channel in state.withLock({ Array($0.channels.values) }) { channel.close(promise: nil) }
    }
}
