/// How a transfer's body reaches its consumer.
enum Delivery {
    /// At the end.
    case whole
    /// As `whole`, over HTTP/1.1 and so on a connection that carries nothing else, and ends with a request that is broken off:
    /// what hangs holds up no second request.
    case apart
    /// In pieces, with others on one HTTP/2 connection.
    case shared(buffer: Int)
    /// In pieces, over HTTP/1.1 and so on a connection of its own: then holding it back stops nobody else, and nothing
    /// more than `buffer` is kept (of a shared connection, libcurl reads on for the others and keeps what was under way).
    case separate(buffer: Int)

    var bufferLimit: Int {
        switch self {
        case .whole, .apart: .max
        case .shared(let buffer), .separate(let buffer): buffer
        }
    }

    /// Whether others may use the same connection at the same time.
    var isShared: Bool {
        switch self {
        case .whole, .shared: true
        case .apart, .separate: false
        }
    }
}
