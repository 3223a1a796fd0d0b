/// Cuts a stream of chunks into lines, of a bounded length.
struct LineSplitter: Sendable {
    struct LineTooLong: Error {
        var limit: Int
    }

    private let limit: Int
    private var buffer: [UInt8] = []
    /// Where the first line that was not yet given out begins.
    private var start = 0
    /// Up to where no line ends, so that a long line is not searched again with each chunk.
    private var searched = 0

    init(limit: Int) { self.limit = limit }

    mutating func append(_ chunk: [UInt8]) {
        if start == buffer.count {
            // The usual case: all lines are out, and the chunk becomes the buffer without being copied.
            buffer = chunk
            searched = 0
        } else {
            buffer.removeFirst(start)
            searched -= start
            buffer.append(contentsOf: chunk)
        }
        start = 0
    }

    /// The next whole line without its end; nil where it has not arrived.
    mutating func next() throws(LineTooLong) -> [UInt8]? {
        let end = buffer[searched...].firstIndex(of: UInt8(ascii: "\n")) ?? buffer.endIndex
        guard end - start <= limit else { throw LineTooLong(limit: limit) }
        searched = end
        guard end < buffer.endIndex else { return nil }
        let line = Array(buffer[start..<end])
        start = end + 1
        searched = start
        return line
    }
}
