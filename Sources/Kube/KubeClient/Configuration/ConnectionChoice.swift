import Documents
import KubeModel
package import Transport

/// What a person says on a command line about the connection, by the names and rules of `kubectl`: it counts instead of what
/// the kubeconfig says. Nil says nothing.
package struct ConnectionChoice: Sendable {
    package var context: String?
    /// The name of a cluster of the kubeconfig.
    package var cluster: String?
    /// The name of a user of the kubeconfig.
    package var user: String?
    package var server: String?
    package var token: Redacted<String>?
    /// Paths of files.
    package var certificateAuthority, clientCertificate, clientKey: String?
    package var insecureSkipTLSVerify = false
    package var tlsServerName: String?
    package var impersonation: Impersonation?
    package var requestTimeout: Duration?

    package init() {}

    /// Where there is no kubeconfig, and the pod's own service account speaks.
    func applied(to configuration: KubeConfiguration) throws(KubeError) -> KubeConfiguration {
        guard context == nil, cluster == nil, user == nil else {
            throw KubeError(.configuration, "there is no kubeconfig, so no context, cluster or user of one can be used")
        }
        var result = configuration
        result.server = server ?? configuration.server
        if let token { result.credentials = .token(token) }
        if let certificateAuthority { result.tls.caPEM = try ConfigurationFile.bytes(certificateAuthority) }
        result.tls.insecureSkipVerify = insecureSkipTLSVerify
        result.tls.serverName = tlsServerName ?? configuration.tls.serverName
        result.impersonation = impersonation
        result.requestTimeout = requestTimeout
        return result
    }

    func applied(to cluster: Kubeconfig.Entry) -> Kubeconfig.Entry {
        var changes: Object = [:]
        changes["server"] = server.map(Value.string)
        changes["tls-server-name"] = tlsServerName.map(Value.string)
        var dropped: [String] = []
        if let certificateAuthority {
            changes["certificate-authority"] = .string(ConfigurationFile.absolute(certificateAuthority))
            dropped = ["certificate-authority-data", "insecure-skip-tls-verify"]
        }
        if insecureSkipTLSVerify {
            changes["insecure-skip-tls-verify"] = true
            dropped += ["certificate-authority", "certificate-authority-data"]
        }
        return cluster.changed(changes, without: dropped)
    }

    /// A token on the command line is instead of all other ways to log in but a certificate.
    func applied(toUser user: Kubeconfig.Entry) -> Kubeconfig.Entry {
        var changes: Object = [:]
        var dropped: [String] = []
        if let token {
            changes["token"] = .string(token.exposed)
            dropped = ["tokenFile", "username", "password", "exec", "auth-provider"]
        }
        if let clientCertificate {
            changes["client-certificate"] = .string(ConfigurationFile.absolute(clientCertificate))
            dropped.append("client-certificate-data")
        }
        if let clientKey {
            changes["client-key"] = .string(ConfigurationFile.absolute(clientKey))
            dropped.append("client-key-data")
        }
        return user.changed(changes, without: dropped)
    }
}

extension Kubeconfig.Entry {
    fileprivate func changed(_ changes: Object, without dropped: [String]) -> Kubeconfig.Entry {
        guard case .object(var object) = value, !changes.isEmpty || !dropped.isEmpty else {
            return Kubeconfig.Entry(value: changes.isEmpty ? value : .object(changes), folder: folder)
        }
        for key in dropped { object[key] = nil }
        for (key, value) in changes { object[key] = value }
        return Kubeconfig.Entry(value: .object(object), folder: folder)
    }
}
