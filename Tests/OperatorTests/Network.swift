import KubeClient
import MemoryCluster
import Surroundings
import Synchronization
import Transport

/// What lies between one operator and the cluster: requests and answers take their time, get lost, and stop when the operator's
/// machine does.
final class Network: KubeTransport {
    private struct State {
        var isCut = false
        /// How many requests that write are carried out before it is; Events do not count.
        var writesLeft = Int.max
        /// Of a hundred requests, and of a hundred answers.
        var losses = 0
    }

    private let cluster: MemoryCluster
    private let surroundings: Surroundings
    /// Whether no way is much longer than others.
    private let isSteady: Bool
    private let state = Mutex(State())

    init(_ cluster: MemoryCluster, _ surroundings: Surroundings, isSteady: Bool = false) {
        self.isSteady = isSteady
        self.cluster = cluster
        self.surroundings = surroundings
    }

    /// Nothing gets through any more.
    func cut() { state.withLock { $0.isCut = true } }

    func cut(afterWrites count: Int) { state.withLock { $0.writesLeft = count } }

    var isCut: Bool { state.withLock(\.isCut) }

    func lose(ofHundred losses: Int) { state.withLock { $0.losses = losses } }

    func send(_ request: HTTPRequest) async throws(TransportError) -> HTTPResponse {
        try await pass()
        let answer = try await cluster.send(request)
        count(request)
        try await pass()
        return answer
    }

    func open(_ request: HTTPRequest) async throws(TransportError) -> any KubeStream {
        try await pass()
        let stream = try await cluster.open(request)
        try await pass()
        return NetworkStream(stream, self)
    }

    private func count(_ request: HTTPRequest) {
        guard request.method != "GET", !request.url.contains("/events") else { return }
        state.withLock { state in
            state.writesLeft -= 1
            state.isCut = state.isCut || state.writesLeft <= 0
        }
    }

    /// One way. Now and then it is long.
    func pass() async throws(TransportError) {
        var generator = surroundings.generator
        let longest = Int.random(in: 0..<40, using: &generator) == 0 && !isSteady ? 3_000 : 20
        do throws(CancellationError) {
            try await surroundings.sleep(for: .milliseconds(Int.random(in: 0...longest, using: &generator)))
        } catch {
            throw TransportError(.cancelled, "cancelled")
        }
        let (isCut, losses) = state.withLock { ($0.isCut, $0.losses) }
        guard !isCut, Int.random(in: 0..<100, using: &generator) >= losses else {
            throw TransportError(.interrupted, "the connection broke")
        }
    }
}

/// A watch whose news take their time, too.
private final class NetworkStream: KubeStream {
    private let stream: any KubeStream
    private let network: Network

    init(_ stream: any KubeStream, _ network: Network) {
        self.stream = stream
        self.network = network
    }

    var status: Int { stream.status }
    var headers: HTTPHeaders { stream.headers }

    func next() async throws(TransportError) -> [UInt8]? {
        let bytes = try await stream.next()
        try await network.pass()
        return bytes
    }

    func cancel() { stream.cancel() }
}
