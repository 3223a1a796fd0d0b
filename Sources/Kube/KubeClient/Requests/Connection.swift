import Documents
import KubeModel
import Logging
import Metrics
import Surroundings
import Synchronization
import Transport

/// What all clients of one cluster share: the connection, credentials, limits and discovery.
final class Connection: Sendable {
    let configuration: KubeConfiguration
    let transport: any KubeTransport
    let credentials: CredentialSource
    let userAgent: String
    let logger: Logger
    let surroundings: Surroundings
    /// What the server records as the manager of fields that are not applied with a manager of their own.
    let fieldManager: String
    private let limiter: RateLimiter
    private let requestCount: Counter
    private let requestDuration: Histogram
    /// How much of a kind fits into a page of a list.
    let pageSizes = Mutex(PageSizes())
    private let knownDiscovery = Mutex<Discovery?>(nil)

    init(
        configuration: KubeConfiguration, transport: any KubeTransport, metrics: Metrics, userAgent: String,
        logger: Logger, surroundings: Surroundings
    ) {
        self.configuration = configuration
        self.transport = transport
        self.userAgent = userAgent
        self.logger = logger
        self.surroundings = surroundings
        limiter = RateLimiter(perSecond: 50, burst: 300, surroundings: surroundings)
        credentials = CredentialSource(configuration.credentials, tls: configuration.tls, surroundings: surroundings)
        fieldManager = String(userAgent.prefix { $0 != "/" && $0 != " " })
        requestCount = metrics.counter(
            "martlet_kube_requests_total", help: "Requests to the Kubernetes API, by verb and HTTP status.",
            labels: ["verb", "code"])
        requestDuration = metrics.histogram(
            "martlet_kube_request_duration_seconds",
            help: "Time of requests to the Kubernetes API; of watches, until they are open.", labels: ["verb"])
    }

    /// Made on first use because it looks things up through this connection.
    var discovery: Discovery {
        knownDiscovery.withLock { known in
            if let known { return known }
            let new = Discovery(surroundings: surroundings) { [weak self] path async throws(KubeError) in
                guard let self else { throw KubeError(.cancelled, "the client is gone") }
                return try await self.discover(path)
            }
            known = new
            return new
        }
    }

    private func discover(_ path: String) async throws(KubeError) -> Value {
        let request = APIRequest(
            verb: .get, method: "GET", path: path, timeout: RequestBounds.read, isRepeatable: true, isUnlimited: true)
        return try Self.decode(try await answer(to: request, as: .configured, fence: nil).body)
    }

    /// Waits for the client-side rate limit, where there is one.
    func waitForTurn(_ request: APIRequest) async throws(KubeError) {
        guard !request.isUnlimited, !request.isApart else { return }
        do throws(CancellationError) {
            try await limiter.acquire { await discovery.hasPriorityAndFairness() }
        } catch {
            throw .cancelled(request)
        }
    }

    func count(_ request: APIRequest, code: String, since start: Duration) {
        requestCount.increment([request.verb.rawValue, code])
        requestDuration.observe([request.verb.rawValue], surroundings.now - start)
    }

    static func decode(_ body: [UInt8], within limits: DocumentLimits = .object) throws(KubeError) -> Value {
        do throws(DocumentError) {
            return try JSON.parse(body, limits: limits)
        } catch {
            guard error.code != .limit else { throw .tooLarge("the server's answer \(error.message)") }
            throw KubeError(.decoding, "the server's answer is not JSON: \(error.message)")
        }
    }
}

extension DocumentLimits {
    /// Of one object, or of what else is no list. As many values as fit into what etcd takes.
    static let object = DocumentLimits(bytes: RequestBounds.response, depth: 400, documents: 1, nodes: 1_000_000)
    /// Of a page of a list: a value takes up to 110 bytes.
    static let page = DocumentLimits(bytes: RequestBounds.page, depth: 400, documents: 1, nodes: 250_000)
}
