/// What a handler sees of a request.
package struct ServerRequest: Sendable, Hashable {
    package var method = "GET"
    /// Without the query.
    package var path: String
    /// Behind the question mark; empty where there is none.
    package var query: String
    /// By their names in lower case; of several of a name the first.
    package var headers: [String: String] = [:]

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
    /// Besides those that every response has.
    package var headers: [String: String] = [:]
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

/// Answers the requests for one path: GET and HEAD, without a body.
package protocol RequestHandler: Sendable {
    func respond(to request: ServerRequest) async -> ServerResponse
}

/// Answers requests with a body, for paths of its own choice.
package protocol BodyHandler: Sendable {
    /// Looks at a request before anything of its body is kept. Whatever it refuses costs no memory.
    func admit(_ request: ServerRequest) -> BodyAdmission

    func respond(to request: ServerRequest, body: [UInt8]) async -> ServerResponse
}

/// What is to become of a request's body.
package enum BodyAdmission: Sendable, Hashable {
    case read
    /// It is let run out unread, and this is the answer.
    case answer(ServerResponse)
}

/// Which path is whose.
package struct Router: Sendable {
    private let handlers: [String: any RequestHandler]
    /// Who is asked for all paths that are nobody's.
    let bodies: (any BodyHandler)?

    package init(_ handlers: [String: any RequestHandler], bodies: (any BodyHandler)? = nil) {
        self.handlers = handlers
        self.bodies = bodies
    }

    func handler(for request: ServerRequest) -> (any RequestHandler)? { handlers[request.path] }
}
