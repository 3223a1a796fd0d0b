import FoundationEssentials
package import Transport

/// What a repository or a registry wants to see.
package enum ChartCredentials: Sendable, Hashable {
    case none
    case basic(username: String, password: Redacted<String>)
    case bearer(token: Redacted<String>)
    /// A docker configuration, as in Secrets of type `kubernetes.io/dockerconfigjson`: the entry for the host counts.
    case dockerConfiguration(Redacted<[UInt8]>)

    /// Those for a place such as `ghcr.io/organisation/chart`.
    func entry(for place: String) throws(ChartSourceError) -> CredentialEntry {
        switch self {
        case .none: .none
        case .basic(let username, let password): try .basic(checking: username, password)
        case .bearer(let token): .bearer(token)
        case .dockerConfiguration(let configuration): try DockerConfiguration(configuration).entry(for: place)
        }
    }

    /// What tells these from others, for digests only.
    var parts: [String] {
        switch self {
        case .none: ["none"]
        case .basic(let username, let password): ["basic", username, password.exposed]
        case .bearer(let token): ["bearer", token.exposed]
        case .dockerConfiguration(let bytes): ["docker", String(decoding: bytes.exposed, as: UTF8.self)]
        }
    }
}

/// Credentials for one host.
enum CredentialEntry: Sendable, Hashable {
    case none
    case basic(username: String, password: Redacted<String>)
    case bearer(Redacted<String>)
    /// To be exchanged for a token that lets in.
    case refresh(Redacted<String>)

    static func basic(
        checking username: String, _ password: Redacted<String>
    ) throws(ChartSourceError) -> CredentialEntry {
        guard !username.contains(":") else {
            throw ChartSourceError(.invalid, "the username for the chart repository holds a colon; correct the Secret")
        }
        return .basic(username: username, password: password)
    }

    /// The value of a header that can be sent unasked.
    var authorization: Redacted<String>? {
        switch self {
        case .none, .refresh: nil
        case .bearer(let token): Redacted("Bearer \(token.exposed)")
        case .basic(let username, let password):
            Redacted("Basic \(Data("\(username):\(password.exposed)".utf8).base64EncodedString())")
        }
    }
}
