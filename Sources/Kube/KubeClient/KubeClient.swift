package import KubeModel
package import Logging
package import Metrics
package import Surroundings
import Transport

/// The Kubernetes API of one cluster, as one user.
///
/// Guarantees: every request but a watch ends within a deadline; what is safe to repeat is repeated a bounded number of
/// times; errors never hold bodies of requests, and for Secrets nothing that a server may have quoted from them.
package final class KubeClient: Sendable {
    /// Makes an error what may be told of it.
    package typealias Discretion = @Sendable (KubeError) -> KubeError

    /// In what clients differ that share a connection.
    private struct Manner {
        var identity = Identity.configured
        var fence: WriteFence?
        var discretion: Discretion?
        /// Is told what the server warns of.
        var hear: (@Sendable (String) -> Void)?
        var isApart = false
    }

    let connection: Connection
    private let manner: Manner

    var identity: Identity { manner.identity }

    /// What the server has. Looked up as the configured user, whoever this client impersonates: what exists does not
    /// depend on who asks.
    package var discovery: Discovery { connection.discovery }

    package init(
        configuration: KubeConfiguration, transport: any KubeTransport, metrics: Metrics, userAgent: String,
        logger: Logger, surroundings: Surroundings = .system
    ) {
        connection = Connection(
            configuration: configuration, transport: transport, metrics: metrics, userAgent: userAgent, logger: logger,
            surroundings: surroundings)
        manner = Manner(identity: configuration.impersonation.map { .impersonated($0) } ?? .configured)
    }

    private init(_ client: KubeClient, _ change: (inout Manner) -> Void) {
        connection = client.connection
        var manner = client.manner
        change(&manner)
        self.manner = manner
    }

    /// What all that works with this cluster goes by.
    package var surroundings: Surroundings { connection.surroundings }

    /// The namespace that the configuration names, where it names one.
    package var defaultNamespace: String? { connection.configuration.namespace }

    /// The address of the server, for people.
    package var server: String { connection.configuration.server }

    /// The same client, whose writes a fence may refuse (`.cancelled`); so may those of all that are made of it.
    package func fenced(by fence: WriteFence) -> KubeClient {
        KubeClient(self) { $0.fence = fence }
    }

    /// The same client, whose every answer that is an error passes through a filter.
    package func discreet(by discretion: @escaping Discretion) -> KubeClient {
        KubeClient(self) { $0.discretion = discretion }
    }

    /// The same client, which tells what servers warn of besides their answers: that a version will go, a value is
    /// questionable, a webhook dislikes something. Servers before 1.19 do not.
    package func hearing(_ hear: @escaping @Sendable (String) -> Void) -> KubeClient {
        KubeClient(self) { $0.hear = hear }
    }

    /// The same client on connections of its own, for the few requests that must not wait for others: those have limits to
    /// how many are under way at once and how many may begin in a second, and a connection that hangs takes all that use it
    /// along.
    package var apart: KubeClient { KubeClient(self) { $0.isApart = true } }

    /// The same connection, acting as somebody else. Needs the right to impersonate.
    ///
    /// Guarantees: never falls back to the configured user; an empty or malformed name is refused here.
    package func impersonating(_ user: String, groups: [String]) throws(KubeError) -> KubeClient {
        let somebody = try Impersonation(user: user, groups: groups, uid: "")
        return KubeClient(self) { $0.identity = .impersonated(somebody) }
    }

    /// As `impersonating(_:groups:)`, as a service account; the server puts it into the groups of such.
    package func impersonating(serviceAccount name: String, namespace: String) throws(KubeError) -> KubeClient {
        let identity = try Identity.impersonating(serviceAccount: name, namespace: namespace)
        return KubeClient(self) { $0.identity = identity }
    }

    /// The body of an answer.
    func answer(to request: APIRequest) async throws(KubeError) -> [UInt8] { try await response(to: request).body }

    func response(to request: APIRequest) async throws(KubeError) -> HTTPResponse {
        var request = request
        if manner.isApart { request.isApart = true }
        do {
            return try await connection.answer(to: request, as: identity, fence: manner.fence)
        } catch {
            throw manner.discretion?(error) ?? error
        }
    }

    /// Tells what the server says besides its answer; like an error it may quote what is sent.
    func tellWarnings(_ headers: HTTPHeaders, isSecret: Bool) {
        guard let hear = manner.hear else { return }
        for warning in Warnings.texts(headers, isSecret: isSecret) {
            hear(manner.discretion?(KubeError(.other, warning)).message ?? warning)
        }
    }
}
