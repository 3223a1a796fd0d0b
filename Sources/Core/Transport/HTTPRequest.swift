/// One request. Decisions that matter (timeouts, the response's size) have no defaults.
package struct HTTPRequest: Sendable {
    package var method: String
    /// Absolute, `http` or `https`.
    package var url: String
    package var headers: HTTPHeaders
    package var body: [UInt8]?
    package var timeouts: HTTPTimeouts
    /// Most bytes of body that are accepted; more fails with `.tooLarge`. `Int.max` for endless streams.
    package var responseLimit: Int
    package var retry: RetryPolicy
    package var tls: TLSConfiguration
    /// How many redirects are followed; with 0 the redirect itself is the response. Another origin receives neither
    /// credentials (headers, client certificate) nor a body, and `https` never falls back to `http`.
    package var followRedirects: Int
    /// Whether a redirect to another host is refused.
    package var staysOnHost = false
    /// `nil`: what the client's configuration says.
    package var proxy: HTTPProxy?

    package init(
        method: String, url: String, headers: HTTPHeaders = [:], body: [UInt8]? = nil, timeouts: HTTPTimeouts,
        responseLimit: Int, retry: RetryPolicy = .none, tls: TLSConfiguration = .system, followRedirects: Int = 0,
        proxy: HTTPProxy? = nil
    ) {
        self.method = method
        self.url = url
        self.headers = headers
        self.body = body
        self.timeouts = timeouts
        self.responseLimit = responseLimit
        self.retry = retry
        self.tls = tls
        self.followRedirects = followRedirects
        self.proxy = proxy
    }
}

extension HTTPRequest: CustomStringConvertible, CustomDebugStringConvertible, CustomReflectable {
    /// Method and address, without what may be secret in either: user, password, query.
    package var description: String { "\(method) \(URLText.withoutSecrets(url))" }
    package var debugDescription: String { description }
    package var customMirror: Mirror { Mirror(self, children: ["method": method, "headers": headers]) }
}

/// Bounds in time of one request.
package struct HTTPTimeouts: Sendable, Hashable {
    /// From the call to the last byte, with retries and redirects; `nil` for endless streams.
    package var total: Duration?
    /// Name resolution, TCP and TLS of one attempt.
    package var connect: Duration
    /// Longest silence: no byte in either direction for so long fails with `.timedOut`. The time that a stream
    /// waits for its own consumer does not count.
    package var idle: Duration?
    /// Fewest bytes in either direction that each stretch as long as `idle` has to bring: a server that trickles is as
    /// good as a silent one.
    package var leastBytes = 0

    package init(total: Duration?, connect: Duration, idle: Duration?) {
        self.total = total
        self.connect = connect
        self.idle = idle
    }
}

/// Whom we trust and who we are.
package struct TLSConfiguration: Sendable, Hashable {
    /// Trusted authorities, instead of the system's.
    package var caPEM: [UInt8]?
    package var clientCertificatePEM: [UInt8]?
    package var clientKeyPEM: Redacted<[UInt8]>?
    package var insecureSkipVerify: Bool
    /// The name that the server's certificate must carry, where it is not the URL's host.
    package var serverName: String?

    package init(
        caPEM: [UInt8]? = nil, clientCertificatePEM: [UInt8]? = nil, clientKeyPEM: Redacted<[UInt8]>? = nil,
        insecureSkipVerify: Bool = false, serverName: String? = nil
    ) {
        self.caPEM = caPEM
        self.clientCertificatePEM = clientCertificatePEM
        self.clientKeyPEM = clientKeyPEM
        self.insecureSkipVerify = insecureSkipVerify
        self.serverName = serverName
    }

    /// The system's authorities, no client certificate.
    package static let system = TLSConfiguration()
}

/// How requests reach their hosts.
package enum HTTPProxy: Sendable, Hashable {
    /// `http_proxy`, `https_proxy`, `all_proxy` and `no_proxy`, as libcurl reads them.
    case environment
    case direct
    /// The URL may carry a user and a password. `noProxy` lists hosts and domains, separated by commas.
    case url(Redacted<String>, noProxy: String)
}
