internal import Logging
internal import NIOCore
internal import NIOHTTP1

extension HTTPServer {
    /// Answers one request after the other. Errors end the connection and nothing else.
    func serve(_ connection: Connection) async {
        let channel = connection.channel
        let isWelcome = connections.serve(channel)
        defer { connections.remove(channel) }
        do {
            try await connection.executeThenClose { inbound, outbound in
                guard isWelcome else { return }
                var requests = 0
                for try await part in inbound {
                    guard case .head(let head) = part else { continue }
                    requests += 1
                    let isLast = requests >= limits.requests
                    guard try await answer(head, isLast: isLast, on: channel, outbound) else { return }
                }
            }
        } catch {
            logger.debug("a connection ended", metadata: ["error": "\(error)"])
        }
    }

    /// False where the connection is to be closed.
    private func answer(
        _ head: HTTPRequestHead, isLast: Bool, on channel: any Channel,
        _ outbound: NIOAsyncChannelOutboundWriter<HTTPServerResponsePart>
    ) async throws -> Bool {
        connections.beginAnswering(on: channel)
        // What follows a body that nobody reads cannot be told from the body.
        let hasBody = Self.hasBody(head)
        let response = hasBody ? .text("a body is not expected here\n", status: 413) : await respond(to: head)
        let keepsOpen = head.isKeepAlive && !hasBody && !isLast && connections.mayContinue()
        try await outbound.write(contentsOf: Self.parts(of: response, for: head, keepsOpen: keepsOpen))
        return connections.endAnswering(on: channel) && keepsOpen
    }

    private func respond(to head: HTTPRequestHead) async -> ServerResponse {
        let request = ServerRequest(target: head.uri)
        guard let handler = router.handler(for: request) else { return .text("not found\n", status: 404) }
        guard head.method == .GET || head.method == .HEAD else {
            return .text("only GET and HEAD are allowed here\n", status: 405)
        }
        return await handler.respond(to: request)
    }

    private static func hasBody(_ head: HTTPRequestHead) -> Bool {
        head.headers.contains(name: "transfer-encoding")
            || head.headers["content-length"].contains { $0 != "0" }
    }

    private static func parts(
        of response: ServerResponse, for head: HTTPRequestHead, keepsOpen: Bool
    ) -> [HTTPServerResponsePart] {
        var headers = HTTPHeaders()
        headers.add(name: "content-type", value: response.contentType)
        headers.add(name: "content-length", value: String(response.body.count))
        headers.add(name: "x-content-type-options", value: "nosniff")
        if response.status == 405 { headers.add(name: "allow", value: "GET, HEAD") }
        if !keepsOpen { headers.add(name: "connection", value: "close") }
        let status = HTTPResponseStatus(statusCode: response.status)
        let responseHead = HTTPResponseHead(version: .http1_1, status: status, headers: headers)
        // A response to HEAD says how long the body would be, and has none.
        let body =
            head.method == .HEAD ? [] : [HTTPServerResponsePart.body(.byteBuffer(ByteBuffer(bytes: response.body)))]
        return [.head(responseHead)] + body + [.end(nil)]
    }
}
