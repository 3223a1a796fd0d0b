import KubeModel
import Surroundings
import Transport

/// What one request says about who asks.
struct Login: Sendable {
    /// The `Authorization` header.
    var authorization: Redacted<String>?
    var tls: TLSConfiguration
    /// When it stops to be of use; nil where that is not known.
    var expires: KubeTime?
}

/// Keeps a cluster's credentials fresh.
final class CredentialSource: Sendable {
    private enum Source {
        case fixed(Login)
        case file(TokenFile)
        /// Cached until it expires; one run at a time.
        case plugin(LazyCache<Login>)
    }

    private let source: Source
    private let tls: TLSConfiguration
    private let surroundings: Surroundings

    /// A plugin that fails is not run again for so long.
    private static let pluginRetryInterval = Duration.seconds(5)

    init(_ credentials: KubeCredentials, tls: TLSConfiguration, surroundings: Surroundings) {
        self.tls = tls
        self.surroundings = surroundings
        switch credentials {
        case .none: source = .fixed(Login(authorization: nil, tls: tls))
        case .token(let token): source = .fixed(Login(authorization: token.bearer, tls: tls))
        case .tokenFile(let path): source = .file(TokenFile(path: path, surroundings: surroundings))
        case .basic(let username, let password):
            let pair = Base64.encode(Array("\(username):\(password.exposed)".utf8))
            source = .fixed(Login(authorization: Redacted("Basic \(pair)"), tls: tls))
        case .exec(let plugin):
            source = .plugin(
                LazyCache(refreshInterval: Self.pluginRetryInterval, surroundings: surroundings) {
                    _ async throws(KubeError) in
                    try await plugin.run(tls: tls)
                })
        }
    }

    func login() async throws(KubeError) -> Login {
        switch source {
        case .fixed(let login): return login
        case .file(let file): return Login(authorization: try file.token().bearer, tls: tls)
        case .plugin(let cache):
            let now = KubeTime(surroundings)
            return try await cache.content("") { $0.expires.map { $0 > now } ?? true }
        }
    }

    /// Forgets what the server refused. False where there is nothing else to be tried.
    func discard() -> Bool {
        switch source {
        case .fixed: return false
        case .file(let file): file.discard()
        case .plugin(let cache): cache.drop { _ in true }
        }
        return true
    }
}

extension Redacted<String> {
    fileprivate var bearer: Redacted<String> { Redacted("Bearer \(exposed)") }
}
