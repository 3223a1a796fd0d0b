package import KubeModel
import Transport

/// An open watch. Pulled by its consumer: nothing is read ahead but the transport's bounded buffer.
///
/// Ends (nil) when the server ends the watch in good order, after its `timeoutSeconds`; throws when it breaks. Closed
/// with the last reference, and with the reading task's cancellation.
package struct WatchStream: AsyncSequence, Sendable {
    package typealias Element = RawWatchEvent
    package typealias Failure = KubeError

    let stream: any KubeStream

    /// Two objects of etcd's greatest size, as JSON with every byte escaped.
    static let lineLimit = 24 << 20

    package func makeAsyncIterator() -> AsyncIterator { AsyncIterator(stream: stream) }

    /// Ends the watch; a waiting `next()` throws `.cancelled`.
    package func cancel() { stream.cancel() }

    package struct AsyncIterator: AsyncIteratorProtocol {
        fileprivate let stream: any KubeStream
        private var lines = LineSplitter(limit: WatchStream.lineLimit)

        fileprivate init(stream: any KubeStream) { self.stream = stream }

        package mutating func next() async throws(KubeError) -> RawWatchEvent? {
            while true {
                if let line = try nextLine() { return try RawWatchEvent(line: line) }
                do throws(TransportError) {
                    guard let chunk = try await stream.next() else { return nil }
                    lines.append(chunk)
                } catch {
                    throw KubeError(error)
                }
            }
        }

        private mutating func nextLine() throws(KubeError) -> [UInt8]? {
            do throws(LineSplitter.LineTooLong) {
                return try lines.next()
            } catch {
                stream.cancel()
                throw KubeError(.decoding, "the server's watch event is larger than \(error.limit) bytes")
            }
        }
    }
}
