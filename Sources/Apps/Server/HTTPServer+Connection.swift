internal import Logging
internal import NIOCore
internal import NIOHTTP1

extension HTTPServer {
    typealias Writer = NIOAsyncChannelOutboundWriter<HTTPServerResponsePart>

    /// Answers one request after the other. Errors end the connection and nothing else.
    func serve(_ connection: Connection) async {
        let channel = connection.channel
        let isWelcome = connections.serve(channel)
        defer { connections.remove(channel) }
        do {
            try await connection.executeThenClose { inbound, outbound in
                guard isWelcome else { return }
                var requests = 0
                var incoming: IncomingRequest?
                defer { incoming?.giveBack(to: bodies) }
                for try await part in inbound {
                    switch part {
                    case .head(let head):
                        requests += 1
                        incoming = IncomingRequest(head, isLast: requests >= limits.requests, self)
                        if incoming?.isAwaitingWord == true {
                            try await outbound.write(.head(HTTPResponseHead(version: .http1_1, status: .continue)))
                        }
                    case .body(let buffer): incoming?.add(buffer)
                    case .end: incoming?.isWhole = true
                    }
                    guard let request = incoming, request.isWhole || !request.isReadable else { continue }
                    incoming = nil
                    defer { request.giveBack(to: bodies) }
                    guard try await answer(request, on: channel, outbound) else { return }
                }
            }
        } catch {
            logger.debug("a connection ended", metadata: ["error": "\(error)"])
        }
    }

    /// False where the connection is to be closed.
    private func answer(
        _ incoming: IncomingRequest, on channel: any Channel, _ outbound: Writer
    ) async throws -> Bool {
        connections.beginAnswering(on: channel)
        let response = await respond(to: incoming)
        let head = incoming.head
        // What follows a body that nobody reads cannot be told from the body.
        let keepsOpen = head.isKeepAlive && incoming.isWhole && !incoming.isLast && connections.mayContinue()
        try await outbound.write(contentsOf: Self.parts(of: response, for: head, keepsOpen: keepsOpen))
        return connections.endAnswering(on: channel) && keepsOpen
    }

    private func respond(to incoming: IncomingRequest) async -> ServerResponse {
        switch incoming.plan {
        case .answer(let response): response
        case .ask(let handler): await handler.respond(to: incoming.request)
        case .read(let handler): await handler.respond(to: incoming.request, body: incoming.body)
        }
    }

    private static func parts(
        of response: ServerResponse, for head: HTTPRequestHead, keepsOpen: Bool
    ) -> [HTTPServerResponsePart] {
        var headers = HTTPHeaders()
        headers.add(name: "content-type", value: response.contentType)
        headers.add(name: "content-length", value: String(response.body.count))
        headers.add(name: "x-content-type-options", value: "nosniff")
        for (name, value) in response.headers.sorted(by: { $0.key < $1.key }) { headers.add(name: name, value: value) }
        if !keepsOpen { headers.add(name: "connection", value: "close") }
        let status = HTTPResponseStatus(statusCode: response.status)
        let responseHead = HTTPResponseHead(version: .http1_1, status: status, headers: headers)
        // A response to HEAD says how long the body would be, and has none.
        let body =
            head.method == .HEAD ? [] : [HTTPServerResponsePart.body(.byteBuffer(ByteBuffer(bytes: response.body)))]
        return [.head(responseHead)] + body + [.end(nil)]
    }
}
