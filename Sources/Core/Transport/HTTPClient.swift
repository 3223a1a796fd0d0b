/// HTTP on libcurl: requests share connections, HTTP/2 connections carry many requests at once.
///
/// ```swift
/// let client = HTTPClient(HTTPClientConfiguration(userAgent: "martlet/1.0"))
/// let timeouts = HTTPTimeouts(total: .seconds(30), connect: .seconds(10), idle: nil)
/// let response = try await client.send(
///     HTTPRequest(method: "GET", url: "https://example.org/", timeouts: timeouts, responseLimit: 1 << 20))
/// ```
///
/// Guarantees: a task's cancellation ends its transfer; each call returns or throws exactly once; no response grows
/// beyond its limit. Statuses are not errors.
package final class HTTPClient: Sendable {
    /// Streams have a driver and connections of their own. Whenever something happens, libcurl looks at every transfer
    /// of the driver, and hundreds of quiet watches would cost each request; and the bytes of a stream that is held back
    /// would stand in the way of answers on the same connection.
    private let requests: Driver
    private let streams: Driver
    /// For the few requests that must not wait for any others.
    private let reserve: Driver

    /// Of requests that are sent at once, libcurl opens a connection for each that finds no room on those there are, up to
    /// this many. Dozens of TLS handshakes would keep a busy server from anything else: Go's closes connections, with the
    /// requests on them, whose first frame it has not come to read within two seconds.
    static let requestConnections = 8
    /// Such as are under way at once, and one that is being broken off.
    static let reserveConnections = 4

    package init(_ configuration: HTTPClientConfiguration) {
        let handles = EasyHandlePool()
        var few = configuration
        few.maxConnectionsPerHost = min(configuration.maxConnectionsPerHost, Self.requestConnections)
        requests = Driver(few, handles: handles)
        streams = Driver(configuration, handles: handles)
        few.maxConnectionsPerHost = min(configuration.maxConnectionsPerHost, Self.reserveConnections)
        reserve = Driver(few, handles: handles)
    }

    deinit {
        shutDown()
    }

    /// Sends a request and gathers the whole response.
    package func send(_ request: HTTPRequest) async throws(TransportError) -> HTTPResponse {
        try await send(request, on: requests, .whole)
    }

    /// The same on a connection of its own, for what must not wait until others have been answered, however many there are
    /// and whatever has become of their connections.
    package func sendApart(_ request: HTTPRequest) async throws(TransportError) -> HTTPResponse {
        try await send(request, on: reserve, .apart)
    }

    private func send(
        _ request: HTTPRequest, on driver: Driver, _ delivery: Delivery
    ) async throws(TransportError) -> HTTPResponse {
        var exchange = Exchange(request, now: .now)
        while true {
            let attempt = exchange.request(now: .now)
            let transfer = try begin(attempt, on: driver, delivery)
            await transfer.wait(for: .end)
            let outcome = transfer.takeWhole()
            switch exchange.step(after: outcome.map(\.head), now: .now, fraction: .random(in: 0...1)) {
            case .settle:
                let (head, body) = try outcome.get()
                return HTTPResponse(status: head.status, headers: head.headers, body: body, url: attempt.url)
            case .repeated(let delay): try await pause(delay, before: attempt)
            case .fail(let error): throw error
            }
        }
    }

    /// Sends a request and returns once the response's headers are there.
    package func stream(_ request: HTTPRequest) async throws(TransportError) -> HTTPStream {
        try await stream(request, .shared(buffer: streams.configuration.streamBuffer))
    }

    /// The same over HTTP/1.1, for large bodies: no more than the configured buffer of one is ever in memory.
    package func streamApart(_ request: HTTPRequest) async throws(TransportError) -> HTTPStream {
        try await stream(request, .separate(buffer: streams.configuration.streamBuffer))
    }

    private func stream(_ request: HTTPRequest, _ delivery: Delivery) async throws(TransportError) -> HTTPStream {
        var exchange = Exchange(request, now: .now)
        while true {
            let attempt = exchange.request(now: .now)
            let transfer = try begin(attempt, on: streams, delivery)
            await transfer.wait(for: .head)
            let outcome = transfer.takeHead()
            switch exchange.step(after: outcome, now: .now, fraction: .random(in: 0...1)) {
            case .settle: return HTTPStream(transfer, try outcome.get())
            case .repeated(let delay):
                transfer.cancel()
                try await pause(delay, before: attempt)
            case .fail(let error):
                transfer.cancel()
                throw error
            }
        }
    }

    /// The same for a plain thread that may block; never call this on the cooperative pool. The response comes over
    /// HTTP/1.1: such streams are large, and must not hold each other up.
    package func streamBlocking(
        _ request: HTTPRequest, cancellation: HTTPCancellation = HTTPCancellation()
    ) throws(TransportError) -> BlockingHTTPStream {
        var exchange = Exchange(request, now: .now)
        while true {
            let attempt = exchange.request(now: .now)
            let transfer = try begin(attempt, on: streams, .separate(buffer: streams.configuration.streamBuffer))
            cancellation.attach(transfer)
            transfer.waitBlocking(for: .head)
            let outcome = transfer.takeHead()
            switch exchange.step(after: outcome, now: .now, fraction: .random(in: 0...1)) {
            case .settle:
                if case .failure = outcome { cancellation.detach(transfer) }
                return BlockingHTTPStream(transfer, try outcome.get(), cancellation)
            case .repeated(let delay):
                abandon(transfer, cancellation)
                cancellation.pause(delay)
            case .fail(let error):
                abandon(transfer, cancellation)
                throw error
            }
        }
    }

    /// Ends the client's threads; open transfers fail with `.cancelled`, and so does everything after this.
    package func shutDown() {
        for driver in [requests, streams, reserve] { driver.shutDown() }
    }

    private func begin(
        _ request: HTTPRequest, on driver: Driver, _ delivery: Delivery
    ) throws(TransportError) -> Transfer {
        let transfer = try Transfer(request, driver: driver, delivery)
        try driver.start(transfer)
        return transfer
    }

    private func abandon(_ transfer: Transfer, _ cancellation: HTTPCancellation) {
        transfer.cancel()
        cancellation.detach(transfer)
    }

    private func pause(_ delay: Duration, before request: HTTPRequest) async throws(TransportError) {
        do {
            try await Task.sleep(for: delay, clock: .continuous)
        } catch {
            throw .cancelled(request)
        }
    }
}
