import Logging
import Metrics
import NIOCore
import NIOPosix
import Server

/// A server on a free port of the loopback address, for as long as a test's body runs.
func withServer(
    _ router: Router, limits: HTTPServerLimits = .standard, certificate: ServerCertificate? = nil,
    _ body: @escaping @Sendable (_ port: Int, _ stop: @escaping @Sendable () -> Void) async throws -> Void
) async throws {
    let (ports, continuation) = AsyncStream<Int>.makeStream(bufferingPolicy: .bufferingOldest(1))
    let logger = Logger(label: "test", factory: { _ in SwiftLogNoOpLogHandler() })
    let server = HTTPServer(
        ListenAddress(host: "127.0.0.1", port: 0), router: router, limits: limits, certificate: certificate,
        logger: logger)
    let running = Task {
        defer { continuation.finish() }
        try await server.run { continuation.yield($0) }
    }
    do {
        for await port in ports {
            try await body(port) { running.cancel() }
            break
        }
    } catch {
        running.cancel()
        throw error
    }
    running.cancel()
    try await running.value
}

/// Sends bytes as they are, and gives all that comes back until the server closes the connection.
func exchange(
    port: Int, _ text: String, whileOpen: @escaping @Sendable () async throws -> Void = {},
    after: @escaping @Sendable () -> String = { "" }
) async throws -> String {
    let channel = try await connect(port: port)
    return try await channel.executeThenClose { inbound, outbound in
        var received = ""
        do {
            try await outbound.write(ByteBuffer(string: text))
            try await whileOpen()
            try await outbound.write(ByteBuffer(string: after()))
            for try await buffer in inbound { received += String(buffer: buffer) }
        } catch let error where error is IOError || error as? ChannelError == .ioOnClosedChannel {
            // The server closed while bytes of ours were still on the way.
        }
        return received
    }
}

func get(_ path: String, method: String = "GET", headers: String = "") -> String {
    "\(method) \(path) HTTP/1.1\r\nhost: x\r\n\(headers)connection: close\r\n\r\n"
}

/// As `exchange`, and sends `more` again and again until the server closes the connection.
func exchange(port: Int, _ text: String, trickling more: String) async throws -> String {
    let channel = try await connect(port: port)
    return try await channel.executeThenClose { inbound, outbound in
        try await withThrowingTaskGroup(of: Void.self) { group in
            group.addTask {
                try await outbound.write(ByteBuffer(string: text))
                while !Task.isCancelled {
                    try await Task.sleep(for: .milliseconds(20))
                    try await outbound.write(ByteBuffer(string: more))
                }
            }
            defer { group.cancelAll() }
            return try await received(from: inbound)
        }
    }
}

/// Connections on which nothing is sent, while `body` runs. The server may close them.
func withIdleConnections(_ count: Int, port: Int, _ body: () async throws -> Void) async throws {
    var channels: [any Channel] = []
    defer { for channel in channels { channel.close(promise: nil) } }
    for _ in 0..<count {
        channels.append(
            try await ClientBootstrap(group: MultiThreadedEventLoopGroup.singleton)
                .connect(host: "127.0.0.1", port: port).get())
    }
    try await body()
}

/// A client that sends a request and reads nothing of the response, while `body` runs.
func withUnreadResponse(_ request: String, port: Int, _ body: () async throws -> Void) async throws {
    let channel = try await ClientBootstrap(group: MultiThreadedEventLoopGroup.singleton)
        .channelOption(.autoRead, value: false)
        .connect(host: "127.0.0.1", port: port).get()
    defer { channel.close(promise: nil) }
    try await channel.writeAndFlush(ByteBuffer(string: request)).get()
    try await body()
}

private func connect(port: Int) async throws -> NIOAsyncChannel<ByteBuffer, ByteBuffer> {
    try await ClientBootstrap(group: MultiThreadedEventLoopGroup.singleton)
        .connect(host: "127.0.0.1", port: port) { channel in
            channel.eventLoop.makeCompletedFuture {
                try NIOAsyncChannel<ByteBuffer, ByteBuffer>(wrappingChannelSynchronously: channel)
            }
        }
}

private func received(from inbound: NIOAsyncChannelInboundStream<ByteBuffer>) async throws -> String {
    var received = ""
    do {
        for try await buffer in inbound { received += String(buffer: buffer) }
    } catch let error where error is IOError || error as? ChannelError == .ioOnClosedChannel {
        // The server closed while bytes of ours were still on the way.
    }
    return received
}
