internal import NIOCore
internal import NIOHTTP1

/// A request of which the head is here, and its body comes.
struct IncomingRequest {
    /// What is to be done once it is here as a whole.
    enum Plan {
        case answer(ServerResponse)
        case ask(any RequestHandler)
        case read(any BodyHandler)
    }

    let head: HTTPRequestHead
    let request: ServerRequest
    /// Nothing more is read on its connection.
    let isLast: Bool
    private(set) var plan: Plan
    private(set) var body: [UInt8] = []
    var isWhole = false
    /// False where the rest of it is not even let run out.
    private(set) var isReadable = true
    /// The sender waits for a word before it sends the body.
    private(set) var isAwaitingWord = false
    private let limit: Int
    private var count = 0
    /// What was taken for the body.
    private var room: Int?

    init(_ head: HTTPRequestHead, isLast: Bool, _ server: HTTPServer) {
        self.head = head
        self.isLast = isLast
        request = ServerRequest(head)
        limit = server.limits.body
        if let handler = server.router.handler(for: request) {
            plan = Self.plan(for: head, handler)
            isReadable = !head.hasBody
        } else if let handler = server.router.bodies {
            plan = .read(handler)
            admit(handler, server.bodies)
        } else {
            plan = .answer(head.hasBody ? Self.unexpected : .text("not found\n", status: 404))
            isReadable = !head.hasBody
        }
    }

    private static let unexpected = ServerResponse.text("a body is not expected here\n", status: 413)

    private static func plan(for head: HTTPRequestHead, _ handler: any RequestHandler) -> Plan {
        guard !head.hasBody else { return .answer(unexpected) }
        guard head.method != .GET, head.method != .HEAD else { return .ask(handler) }
        var refusal = ServerResponse.text("only GET and HEAD are allowed here\n", status: 405)
        refusal.headers["allow"] = "GET, HEAD"
        return .answer(refusal)
    }

    private mutating func admit(_ handler: any BodyHandler, _ bodies: BodyRoom) {
        let length = head.length
        guard length ?? 0 <= limit else { return refuse() }
        isAwaitingWord = request.headers["expect"]?.lowercased() == "100-continue"
        if case .answer(let answer) = handler.admit(request) {
            plan = .answer(answer)
        } else if bodies.take(length ?? limit, for: request.path) {
            room = length ?? limit
        } else {
            var refusal = ServerResponse.text("too many requests at once\n", status: 503)
            refusal.headers["retry-after"] = "1"
            plan = .answer(refusal)
        }
    }

    private mutating func refuse() {
        plan = .answer(.text("a body may have at most \(limit) bytes\n", status: 413))
        isReadable = false
    }

    /// More of the body, which is kept only where somebody is to read it.
    mutating func add(_ buffer: ByteBuffer) {
        count += buffer.readableBytes
        guard count <= limit else { return refuse() }
        if room != nil { body.append(contentsOf: buffer.readableBytesView) }
    }

    /// Exactly once, when it is answered or its connection has ended.
    func giveBack(to bodies: BodyRoom) {
        if let room { bodies.giveBack(room, of: request.path) }
    }
}

extension ServerRequest {
    fileprivate init(_ head: HTTPRequestHead) {
        self.init(target: head.uri)
        method = head.method.rawValue
        for (name, value) in head.headers {
            let name = name.lowercased()
            if headers[name] == nil { headers[name] = value }
        }
    }
}

extension HTTPRequestHead {
    fileprivate var hasBody: Bool {
        headers.contains(name: "transfer-encoding") || headers["content-length"].contains { $0 != "0" }
    }

    /// How long the body is said to be; nil where that is not said.
    fileprivate var length: Int? {
        guard !headers.contains(name: "transfer-encoding") else { return nil }
        return headers["content-length"].first.map { Int($0) ?? .max } ?? 0
    }
}
