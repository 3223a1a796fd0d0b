/// Bounds on what clients may take from the process.
package struct HTTPServerLimits: Sendable, Hashable {
    /// At a time; what comes on top is closed at once.
    package var connections: Int
    /// Bytes of the request line and all headers together.
    package var requestHead: Int
    /// For a request to come in as a whole, counted from the connection's or the last response's end; and for a response
    /// to go out. It ends idle connections as well as slow ones.
    package var patience: Duration
    /// For responses that are under way when the server is asked to stop.
    package var grace: Duration

    package init(connections: Int, requestHead: Int, patience: Duration, grace: Duration) {
        self.connections = connections
        self.requestHead = requestHead
        self.patience = patience
        self.grace = grace
    }

    /// For probes and a few scrapers, which ask at least once a minute and are to keep their connections.
    package static let standard = HTTPServerLimits(
        connections: 256, requestHead: 16 << 10, patience: .seconds(75), grace: .seconds(5))
}
