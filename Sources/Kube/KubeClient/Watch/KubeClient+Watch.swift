import Documents
package import KubeModel
import Surroundings
import Transport

extension KubeClient {
    /// Opens a watch from a version on, with bookmarks. Not repeated by itself: the caller knows how to go on.
    ///
    /// `timeout` is how long the server keeps it open. A watch on which nothing arrives for `WatchBounds.idle` may be
    /// dead and throws `.timeout`.
    package func watch(
        _ type: ResourceType, namespace: String?, labelSelector: String?, fieldSelector: String?,
        resourceVersion: String, timeout: Duration
    ) async throws(KubeError) -> WatchStream {
        let options = [
            ("watch", "true"), ("allowWatchBookmarks", "true"), ("resourceVersion", resourceVersion),
            ("timeoutSeconds", String(max(1, timeout.components.seconds))),
        ]
        let request = APIRequest(
            verb: .watch, method: "GET", path: try type.collectionPath(namespace: namespace, forAll: true),
            query: options + Self.selectors(label: labelSelector, field: fieldSelector),
            timeout: timeout + WatchBounds.grace, isRepeatable: true, isSecret: type.isSecret)
        return WatchStream(stream: try await connection.open(request, as: identity))
    }
}

/// Bounds of watches.
enum WatchBounds {
    /// Servers send a bookmark about once a minute; two of them may be late. Those of 1.20 send none before something of the
    /// kind has changed since they started.
    static let idle = Duration.seconds(150)
    /// How much later than the server we end a watch that it should have ended.
    static let grace = Duration.seconds(30)
}

extension Connection {
    /// Sends a request whose answer has no end, and returns once it is known to be accepted.
    func open(_ request: APIRequest, as identity: Identity) async throws(KubeError) -> any KubeStream {
        try await waitForTurn(request)
        let message = try await httpRequest(
            request, as: identity, responseLimit: .max,
            timeouts: HTTPTimeouts(total: request.timeout, connect: RequestBounds.connect, idle: WatchBounds.idle))
        let stream = try await openStream(message, for: request)
        guard stream.status != 200 else { return stream }
        if stream.status == 401 { _ = credentials.discard() }
        throw KubeError(await refusal(stream, to: message.url), for: request)
    }

    private func openStream(_ message: HTTPRequest, for request: APIRequest) async throws(KubeError) -> any KubeStream {
        let start = surroundings.now
        do throws(TransportError) {
            let stream = try await transport.open(message)
            count(request, code: String(stream.status), since: start)
            return stream
        } catch {
            count(request, code: error.code.rawValue, since: start)
            throw KubeError(error)
        }
    }

    /// The answer that came instead of a watch, as far as it is of use.
    private func refusal(_ stream: any KubeStream, to url: String) async -> HTTPResponse {
        var body: [UInt8] = []
        while body.count <= RequestBounds.errorResponse, let chunk = try? await stream.next() { body += chunk }
        return HTTPResponse(status: stream.status, headers: stream.headers, body: body, url: url)
    }
}
