/// What all requests of a client share.
package struct HTTPClientConfiguration: Sendable {
    package var userAgent: String
    package var proxy: HTTPProxy
    /// Of streams: HTTP/2 needs one or two, HTTP/1.1 one for each that is open. Requests have few, and wait for their turn.
    package var maxConnectionsPerHost: Int
    /// Requests that share one HTTP/2 connection; the server's own limit counts too (an API server's is 250, since 1.29 100).
    package var maxConcurrentStreams: Int
    /// Bytes of a streamed body that wait for their consumer before the server is held back.
    package var streamBuffer: Int
    /// Where connections may lead. A proxy's connections are its own: of these only the proxy's address is looked at.
    package var addresses: AddressRules
    /// Whether passwords and tokens may be sent without encryption.
    package var allowsPlainCredentials: Bool

    package init(
        userAgent: String, proxy: HTTPProxy = .environment, maxConnectionsPerHost: Int = 64,
        maxConcurrentStreams: Int = 100, streamBuffer: Int = 256 * 1024, addresses: AddressRules = .everything,
        allowsPlainCredentials: Bool = true
    ) {
        self.userAgent = userAgent
        self.proxy = proxy
        self.maxConnectionsPerHost = maxConnectionsPerHost
        self.maxConcurrentStreams = maxConcurrentStreams
        self.streamBuffer = streamBuffer
        self.addresses = addresses
        self.allowsPlainCredentials = allowsPlainCredentials
    }
}
