package import Transport

/// How to reach a cluster, and as whom.
package struct KubeConfiguration: Sendable {
    /// `https://host:port`, perhaps with a path; without a slash at the end.
    package var server: String
    /// With the client certificate, where one stands for the user.
    package var tls: TLSConfiguration
    package var credentials: KubeCredentials
    /// The namespace of the context, or the pod's own.
    package var namespace: String?
    /// Nil: as the environment says.
    package var proxy: HTTPProxy?
    /// Whom to act as; nil for who the credentials say.
    package var impersonation: Impersonation?
    /// The longest that a request may take, with all attempts, where that is less than is usual; watches have no end.
    package var requestTimeout: Duration?

    package init(
        server: String, tls: TLSConfiguration, credentials: KubeCredentials, namespace: String?, proxy: HTTPProxy?
    ) {
        self.server = server.hasSuffix("/") ? String(server.dropLast()) : server
        self.tls = tls
        self.credentials = credentials
        self.namespace = namespace
        self.proxy = proxy
    }
}

/// What is sent along with each request to say who asks.
package enum KubeCredentials: Sendable, Hashable {
    /// Nothing, or the client certificate of the TLS configuration.
    case none
    case token(Redacted<String>)
    /// A file that somebody renews; it is read again each minute, and when the server refuses what was in it.
    case tokenFile(String)
    case basic(username: String, password: Redacted<String>)
    /// A program that knows the credentials.
    case exec(ExecPlugin)
}

/// A program of `client.authentication.k8s.io`, as a kubeconfig names it.
package struct ExecPlugin: Sendable, Hashable {
    package var apiVersion: String
    /// A path, or a name to be looked for in `PATH`.
    package var command: String
    package var arguments: [String]
    /// On top of our own environment; may hold secrets.
    package var environment: Redacted<[String: String]>
    /// What the program is told about the cluster, as JSON, where it wants to know.
    package var clusterInfo: String?
}
