package import Logging
internal import NIOCore
internal import NIOHTTP1
internal import NIOPosix

/// A small HTTP/1.1 server for probes, figures and webhooks, on one thread.
///
/// Guarantees: every request, connection and response is bounded (`HTTPServerLimits`). When the task of `run` is cancelled,
/// responses under way go out before `run` returns.
package struct HTTPServer: Sendable {
    typealias Connection = NIOAsyncChannel<HTTPServerRequestPart, HTTPServerResponsePart>
    typealias Listener = NIOAsyncChannel<Connection, Never>

    let router: Router
    let limits: HTTPServerLimits
    let logger: Logger
    let connections: OpenConnections
    let bodies: BodyRoom
    private let address: ListenAddress
    private let certificate: ServerCertificate?

    /// - Parameter certificate: speaks TLS with it; nil for plain connections.
    package init(
        _ address: ListenAddress, router: Router, limits: HTTPServerLimits, certificate: ServerCertificate? = nil,
        logger: Logger
    ) {
        self.address = address
        self.certificate = certificate
        self.router = router
        self.limits = limits
        self.logger = logger
        connections = OpenConnections(limits: limits)
        bodies = BodyRoom(limits)
    }

    /// Serves until the task is cancelled; may be called once. `onListening` is told the port.
    package func run(onListening: @escaping @Sendable (Int) -> Void = { _ in }) async throws(ServerError) {
        do {
            try await shielded(name: "http-server") {
                try await withEventLoop { try await listen(on: $0, onListening) }
            } onCancel: {
                connections.stop(grace: TimeAmount(limits.grace))
            }
        } catch let error as ServerError {
            throw error
        } catch {
            throw ServerError(.accept, "the server on \(address) ended: \(error)")
        }
    }

    private func withEventLoop(_ body: (MultiThreadedEventLoopGroup) async throws -> Void) async throws {
        let group = MultiThreadedEventLoopGroup(numberOfThreads: 1)
        let outcome: Result<Void, any Error>
        do {
            outcome = .success(try await body(group))
        } catch {
            outcome = .failure(error)
        }
        try await group.shutdownGracefully()
        try outcome.get()
    }

    private func listen(
        on group: MultiThreadedEventLoopGroup, _ onListening: @Sendable (Int) -> Void
    ) async throws {
        let listener = try await bind(group)
        connections.listen(on: listener.channel)
        let outcome: Result<Void, any Error>
        do {
            outcome = .success(try await accept(from: listener, onListening))
        } catch {
            outcome = .failure(error)
        }
        await closeUnserved(on: group)
        try outcome.get()
    }

    private func accept(from listener: Listener, _ onListening: @Sendable (Int) -> Void) async throws {
        try await listener.executeThenClose { inbound in
            let port = listener.channel.localAddress?.port ?? address.port
            logger.info("listening", metadata: ["address": "\(ListenAddress(host: address.host, port: port))"])
            onListening(port)
            try await withThrowingDiscardingTaskGroup { tasks in
                for try await connection in inbound {
                    tasks.addTask(name: "http-connection") { await serve(connection) }
                }
            }
        }
    }

    /// A connection that was accepted just while the listener closed reaches nobody. NIO demands that it be ended all the
    /// same, and before its loop.
    private func closeUnserved(on group: MultiThreadedEventLoopGroup) async {
        // What the loop has begun to accept is prepared by the time that it gets to this.
        try? await group.next().submit {}.get()
        for connection in connections.takeUnserved() { try? await connection.executeThenClose { _, _ in } }
    }

    private func bind(_ group: MultiThreadedEventLoopGroup) async throws(ServerError) -> Listener {
        do {
            return try await ServerBootstrap(group: group)
                .serverChannelOption(.backlog, value: 128)
                .serverChannelOption(.socketOption(.so_reuseaddr), value: 1)
                .bind(host: address.host, port: address.port) { [limits, connections, certificate] channel in
                    channel.eventLoop.makeCompletedFuture {
                        let connection = try Self.prepare(channel, limits, certificate)
                        connections.accept(connection)
                        return connection
                    }
                }
        } catch {
            throw ServerError(.bind, "cannot listen on \(address): \(error)")
        }
    }

    private static func prepare(
        _ channel: any Channel, _ limits: HTTPServerLimits, _ certificate: ServerCertificate?
    ) throws -> Connection {
        if let certificate {
            try channel.pipeline.syncOperations.addHandler(try TLSHandler(certificate.identity))
        }
        var decoding = NIOHTTPDecoderLimitConfiguration()
        decoding.maxHeaderFieldSize = limits.requestHead
        decoding.maxHeaderListSize = limits.requestHead
        decoding.maxHeaderFieldCount = 100
        try channel.pipeline.syncOperations.configureHTTPServerPipeline(
            withEncoderConfiguration: .init(), withDecoderLimitConfiguration: decoding)
        try channel.pipeline.syncOperations.addHandler(ConnectionDeadline(limits))
        return try Connection(wrappingChannelSynchronously: channel)
    }
}
