/// Bounds on what clients may take from the process.
package struct HTTPServerLimits: Sendable, Hashable {
    /// At a time. For one more, the connection goes that has been idle for longest.
    package var connections: Int
    /// The same for connections of one address: whoever opens many ends its own first.
    package var connectionsPerAddress: Int
    /// On one connection, after which it is closed.
    package var requests: Int
    /// Bytes of the request line and all headers together.
    package var requestHead: Int
    /// For the first request to come in as a whole.
    package var firstRequest: Duration
    /// For every later one, from the last response's end. It ends idle connections as well as slow ones.
    package var patience: Duration
    /// For a response to go out.
    package var response: Duration
    /// For responses that are under way when the server is asked to stop.
    package var grace: Duration

    package init(
        connections: Int, connectionsPerAddress: Int, requests: Int, requestHead: Int, firstRequest: Duration,
        patience: Duration, response: Duration, grace: Duration
    ) {
        self.connections = connections
        self.connectionsPerAddress = connectionsPerAddress
        self.requests = requests
        self.requestHead = requestHead
        self.firstRequest = firstRequest
        self.patience = patience
        self.response = response
        self.grace = grace
    }

    /// For probes and a few scrapers, which ask at least once a minute and are to keep their connections.
    package static let standard = HTTPServerLimits(
        connections: 256, connectionsPerAddress: 64, requests: 1_000, requestHead: 16 << 10, firstRequest: .seconds(5),
        patience: .seconds(75), response: .seconds(15), grace: .seconds(5))
}
