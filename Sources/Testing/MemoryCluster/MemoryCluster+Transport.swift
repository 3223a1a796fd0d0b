internal import Documents
package import KubeClient
internal import KubeModel
internal import Synchronization
package import Transport

extension MemoryCluster: KubeTransport {
    package func send(_ request: HTTPRequest) async throws(TransportError) -> HTTPResponse {
        let arrival = now()
        let (call, effects) = try begin(request)
        try await suffer(effects, request, since: arrival)
        let answer = change { shared in shared.answer(call, now: now()) }
        tell(call, answer.status)
        if effects.contains(where: \.losesAnswer) {
            throw TransportError(.interrupted, "\(request.method): the connection broke before the answer")
        }
        return answer.response(to: request)
    }

    package func open(_ request: HTTPRequest) async throws(TransportError) -> any KubeStream {
        let arrival = now()
        let (call, effects) = try begin(request)
        try await suffer(effects, request, since: arrival)
        let opened: Result<Int, Refusal> = change { shared in
            let authorizer = shared.authorizer
            return Result { () throws(Refusal) in
                if let refusal = effects.lazy.compactMap(\.refusal).first { throw refusal }
                return try call.get().open(&shared.state, now: now(), authorizer)
            }
        }
        switch opened {
        case .success(let id):
            tell(call, 200)
            return MemoryStream(self, id: id)
        case .failure(let refusal):
            tell(call, refusal.code)
            return RefusedStream(refusal.answer)
        }
    }

    private func tell(_ call: Result<Call, Refusal>, _ status: Int) {
        guard let call = try? call.get(), let hear = shared.withLock(\.hear) else { return }
        hear(MemoryRequest(call), status)
    }

    /// Takes a request apart, and notes it and what it is to meet.
    private func begin(
        _ request: HTTPRequest
    ) throws(TransportError) -> (call: Result<Call, Refusal>, effects: [MemoryFault.Effect]) {
        let call = Result { () throws(Refusal) in try Call(request) }
        guard case .success(let made) = call else { return (call, []) }
        let note = MemoryRequest(made)
        let effects = change { shared -> [MemoryFault.Effect] in
            let effects = shared.faults.met(by: note)
            shared.note(note)
            for effect in effects {
                switch effect {
                case .breakWatches: shared.breakWatches { _ in true }
                case .compact: shared.state.compact()
                default: break
                }
            }
            return effects
        }
        if effects.contains(where: \.losesRequest) {
            throw TransportError(.interrupted, "\(request.method): the connection broke")
        }
        return (effects.lazy.compactMap(\.refusal).first.map { .failure($0) } ?? call, effects)
    }

    /// Waits for as long as the request is under way.
    private func suffer(
        _ effects: [MemoryFault.Effect], _ request: HTTPRequest, since arrival: KubeTime
    ) async throws(TransportError) {
        let delay = effects.reduce(Duration.zero) { $0 + $1.delay }
        guard delay > .zero else { return }
        let limit = request.timeouts.total ?? delay
        await wait(until: arrival + min(delay, limit), for: nil)
        guard !Task.isCancelled else { throw TransportError(.cancelled, "\(request.method): cancelled") }
        guard delay < limit else { throw TransportError(.timedOut, "\(request.method): no answer in time") }
    }

    /// Returns at the time, once a watch has news, or with the task's cancellation.
    func wait(until due: KubeTime?, for watch: Int?) async {
        let id = shared.withLock { shared in
            shared.lastWaiter += 1
            return shared.lastWaiter
        }
        await withTaskCancellationHandler {
            await withCheckedContinuation { continuation in
                let isOver = shared.withLock { shared in
                    let hasNews = watch.map { shared.state.watches[$0]?.hasNews ?? true } ?? false
                    let isDue = due.map { $0 <= now() } ?? false
                    guard !Task.isCancelled, !hasNews, !isDue else { return true }
                    shared.waiters[id] = Waiter(continuation: continuation, due: due)
                    shared.readers[id] = watch
                    return false
                }
                if isOver { continuation.resume() }
            }
        } onCancel: {
            let waiter = shared.withLock { shared in
                shared.readers[id] = nil
                return shared.waiters.removeValue(forKey: id)
            }
            waiter?.continuation.resume()
        }
    }
}

extension MemoryCluster.Shared {
    /// More than a test looks at.
    private static let notedRequests = 100_000

    mutating func note(_ request: MemoryRequest) {
        if requests.count < Self.notedRequests { requests.append(request) }
    }

    mutating func answer(_ call: Result<Call, Refusal>, now: KubeTime) -> Answer {
        do throws(Refusal) {
            let (status, body) = try state.answer(try call.get(), now: now, authorizer: authorizer)
            return Answer(status: status, body: body.string.map { Array($0.utf8) } ?? body.jsonBytes())
        } catch {
            return error.answer
        }
    }
}

extension Call {
    fileprivate func open(
        _ state: inout ClusterState, now: KubeTime, _ authorizer: MemoryAuthorizer?
    ) throws(Refusal) -> Int {
        try state.watch(self, now: now, authorizer: authorizer)
    }
}

/// An answer as it is sent.
struct Answer: Sendable {
    var status: Int
    var headers: HTTPHeaders = [:]
    var body: [UInt8]

    func response(to request: HTTPRequest) -> HTTPResponse {
        HTTPResponse(status: status, headers: headers, body: body, url: request.url)
    }
}

extension Refusal {
    var answer: Answer {
        var answer = Answer(status: code, body: isPlain ? Array(message.utf8) : status.jsonBytes())
        if let retryAfter { answer.headers["Retry-After"] = String(retryAfter) }
        return answer
    }
}

extension MemoryFault.Effect {
    fileprivate var losesRequest: Bool { if case .loseRequest = self { true } else { false } }
    fileprivate var losesAnswer: Bool { if case .loseAnswer = self { true } else { false } }
    fileprivate var delay: Duration { if case .delay(let duration) = self { duration } else { .zero } }

    fileprivate var refusal: Refusal? {
        guard case .refuse(let status, let reason, let message, let retryAfter) = self else { return nil }
        var refusal = Refusal(status, reason, message)
        refusal.retryAfter = retryAfter
        return refusal
    }
}

/// An open watch, as its reader sees it.
final class MemoryStream: KubeStream {
    let status = 200
    let headers: HTTPHeaders = ["Content-Type": "application/json"]
    private let cluster: MemoryCluster
    private let id: Int
    private let isCancelled = Mutex(false)

    init(_ cluster: MemoryCluster, id: Int) {
        self.cluster = cluster
        self.id = id
    }

    deinit { close() }

    func next() async throws(TransportError) -> [UInt8]? {
        while true {
            guard !isCancelled.withLock({ $0 }), !Task.isCancelled else {
                throw TransportError(.cancelled, "GET: cancelled")
            }
            let (lines, ending) = cluster.shared.withLock { shared in
                (shared.state.watches[id]?.takeLines() ?? [], shared.state.watches[id]?.ending)
            }
            if !lines.isEmpty { return lines }
            switch ending {
            case .inOrder: return nil
            case .broken(let error): throw error
            case nil: await cluster.wait(until: nil, for: id)
            }
        }
    }

    func cancel() {
        isCancelled.withLock { $0 = true }
        close()
    }

    /// The server has one watch less; a reader that waits goes on.
    private func close() { cluster.change { $0.state.watches[id] = nil } }
}

/// The answer to a watch that is refused.
private final class RefusedStream: KubeStream {
    let status: Int
    let headers: HTTPHeaders
    private let body: Mutex<[UInt8]?>

    init(_ answer: Answer) {
        status = answer.status
        headers = answer.headers
        body = Mutex(answer.body)
    }

    func next() async throws(TransportError) -> [UInt8]? {
        body.withLock { body in
            defer { body = nil }
            return body
        }
    }

    func cancel() { body.withLock { $0 = nil } }
}
