/// A response whose body arrives in pieces, in order and exactly as sent.
///
/// ```swift
/// let stream = try await client.stream(request)
/// for try await chunk in stream { … }
/// ```
///
/// Guarantees: at most the configured buffer waits for the consumer, then the server is held back. The transfer ends
/// with the last reference, with `cancel()` and with the reading task's cancellation.
/// Assumptions: one consumer at a time.
/// Limits: where several streams share an HTTP/2 connection, libcurl keeps the bytes that were under way to one that is
/// held back, at most the 32 MiB that HTTP/2 lets the server send unasked.
package final class HTTPStream: AsyncSequence, Sendable {
    package typealias Element = [UInt8]
    package typealias Failure = TransportError

    package let status: Int
    package let headers: HTTPHeaders
    /// Where the response came from, after redirects.
    package let url: String
    private let transfer: Transfer

    init(_ transfer: Transfer, _ head: ResponseHead) {
        self.transfer = transfer
        status = head.status
        headers = head.headers
        url = transfer.request.url
    }

    deinit {
        transfer.cancel()
    }

    /// Bytes that have arrived and were not taken.
    var bufferedBytes: Int { transfer.bufferedBytes }

    /// All bytes that have arrived since the last call, waiting for the first; `nil` at the end.
    package func next() async throws(TransportError) -> [UInt8]? {
        while true {
            guard let chunk = try transfer.takeChunk() else { return nil }
            if !chunk.isEmpty { return chunk }
            await transfer.wait(for: .chunk)
        }
    }

    /// Ends the transfer; a waiting and every later `next()` throws `.cancelled`, unless the end was there already.
    package func cancel() {
        transfer.cancel()
    }

    package func makeAsyncIterator() -> AsyncIterator {
        AsyncIterator(stream: self)
    }

    package struct AsyncIterator: AsyncIteratorProtocol {
        fileprivate let stream: HTTPStream

        package mutating func next() async throws(TransportError) -> [UInt8]? {
            try await stream.next()
        }
    }
}
