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
    /// Bytes of one body; without any, bodies are refused.
    package var body = 0
    /// Bytes of all bodies that are read at the same time. One path may have half of them.
    package var bodies = 0
    /// Requests for one path whose bodies are read at the same time.
    package var requestsPerPath = 0

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

    /// For senders of webhooks, which mostly come through one proxy, whose address says nothing, and which keeps connections for a
    /// minute: one that we end first may lose the delivery that it carries.
    ///
    /// - Parameter body: bytes of the largest body.
    package static func webhooks(body: Int) -> HTTPServerLimits {
        var limits = HTTPServerLimits(
            connections: 256, connectionsPerAddress: 256, requests: 1_000, requestHead: 16 << 10,
            firstRequest: .seconds(10), patience: .seconds(75), response: .seconds(10), grace: .seconds(5))
        limits.body = body
        limits.bodies = max(16 << 20, 2 * body)
        limits.requestsPerPath = 32
        return limits
    }
}
