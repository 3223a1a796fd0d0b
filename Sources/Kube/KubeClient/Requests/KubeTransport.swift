package import Transport

/// What carries requests to an API server and brings its answers: HTTP in the product, a cluster in memory in tests.
///
/// It carries one attempt at a time. Paths, identities, credentials, retries, limits, fences and metrics are the client's, so
/// whatever stands above this seam is the same in memory as in production.
package protocol KubeTransport: Sendable {
    /// Sends a request and gathers the whole answer. Statuses are not errors: throws only where no answer came.
    func send(_ request: HTTPRequest) async throws(TransportError) -> HTTPResponse

    /// As `send`, beside all other requests: neither their number nor a connection that hangs holds it up.
    func sendApart(_ request: HTTPRequest) async throws(TransportError) -> HTTPResponse

    /// Sends a request whose answer has no end, and returns once its status is there.
    func open(_ request: HTTPRequest) async throws(TransportError) -> any KubeStream
}

extension KubeTransport {
    /// Where requests never hold each other up, as in memory.
    package func sendApart(_ request: HTTPRequest) async throws(TransportError) -> HTTPResponse {
        try await send(request)
    }
}

/// An answer whose body arrives in pieces, in order. One consumer at a time.
package protocol KubeStream: AnyObject, Sendable {
    var status: Int { get }
    var headers: HTTPHeaders { get }

    /// All bytes that have arrived since the last call, waiting for the first; nil at the end.
    func next() async throws(TransportError) -> [UInt8]?

    /// Ends it; a waiting and every later `next()` throws `.cancelled`.
    func cancel()
}

extension HTTPStream: KubeStream {}

extension HTTPClient: KubeTransport {
    /// Begins a response that comes in pieces, such as a watch.
    package func open(_ request: HTTPRequest) async throws(TransportError) -> any KubeStream {
        try await stream(request)
    }
}
