package import KubeModel
import Transport

extension KubeClient {
    /// What a path of the server answers with, line by line: a Pod's log, for instance.
    ///
    /// - Parameter timeout: after which it ends, however much there would be.
    package func lines(
        path: String, query: [(String, String)], timeout: Duration
    ) async throws(KubeError) -> LineStream {
        let request = APIRequest(
            verb: .get, method: "GET", path: path, query: query, timeout: timeout, isRepeatable: true)
        return LineStream(stream: try await connection.open(request, as: identity))
    }
}

/// Lines as they arrive. Closed with the last reference, and with the reading task's cancellation.
package struct LineStream: Sendable {
    fileprivate let stream: any KubeStream
    private var lines = LineSplitter(limit: 1 << 20)
    private var isOver = false

    fileprivate init(stream: any KubeStream) { self.stream = stream }

    /// Nil at the end. A line that is longer than a megabyte ends it with an error.
    package mutating func next() async throws(KubeError) -> String? {
        while true {
            do throws(LineSplitter.LineTooLong) {
                if let line = try lines.next() { return String(decoding: line, as: UTF8.self) }
            } catch {
                stream.cancel()
                throw KubeError(.decoding, "a line is longer than \(error.limit) bytes")
            }
            guard !isOver else { return nil }
            do throws(TransportError) {
                if let chunk = try await stream.next() { lines.append(chunk) } else { end() }
            } catch {
                throw KubeError(error)
            }
        }
    }

    /// The last line may have no end.
    private mutating func end() {
        isOver = true
        lines.append([UInt8(ascii: "\n")])
    }

    package func cancel() { stream.cancel() }
}
