/// What a handler sees of a request. Only GET and HEAD get this far, and without a body.
package struct ServerRequest: Sendable, Hashable {
    /// Without the query.
    package var path: String
    /// Behind the question mark; empty where there is none.
    package var query: String

    package init(target: String) {
        let parts = target.split(separator: "?", maxSplits: 1, omittingEmptySubsequences: false)
        path = parts.first.map(String.init) ?? "/"
        query = parts.count == 2 ? String(parts[1]) : ""
    }
}

/// What a handler answers. The server adds the headers that every response has.
package struct ServerResponse: Sendable, Hashable {
    package var status: Int
    package var contentType: String
    package var body: [UInt8]

    package init(status: Int, contentType: String, body: [UInt8]) {
        self.status = status
        self.contentType = contentType
        self.body = body
    }

    /// Plain text in UTF-8, for people and probes; it ends with its own newline.
    package static func text(_ text: String, status: Int) -> ServerResponse {
        ServerResponse(status: status, contentType: "text/plain; charset=utf-8", body: Array(text.utf8))
    }
}

/// Answers the requests for one path.
package protocol RequestHandler: Sendable {
    func respond(to request: ServerRequest) async -> ServerResponse
}

/// Which path is whose.
package struct Router: Sendable {
    private let handlers: [String: any RequestHandler]

    package init(_ handlers: [String: any RequestHandler]) {
        self.handlers = handlers
    }

    func handler(for request: ServerRequest) -> (any RequestHandler)? { handlers[request.path] }
}
