import Documents
import KubeModel
import Logging
import Surroundings
import Transport

extension Connection {
    /// Sends a request, again where that is safe, until it succeeds, is refused or is out of time.
    func answer(
        to request: APIRequest, as identity: Identity, fence: WriteFence?
    ) async throws(KubeError) -> HTTPResponse {
        let deadline = surroundings.now + min(request.timeout, configuration.requestTimeout ?? request.timeout)
        var attempt = 1
        var mayRenewLogin = true
        var doubt: KubeError?
        while true {
            let outcome = try await attemptOnce(request, as: identity, fence: fence, deadline: deadline)
            if let response = outcome.success { return response }
            if outcome.status == 401, mayRenewLogin, credentials.discard() {
                mayRenewLogin = false
                continue
            }
            // Of two, of which the first may have been carried out, that the second is refused says nothing.
            if let doubt, request.isVersioned, outcome.status == 409 { throw doubt }
            let delay = RetryRule.delay(
                after: outcome.retryOutcome, attempt: attempt, isRepeatable: request.isRepeatable,
                fraction: surroundings.fraction())
            guard let delay, surroundings.now + delay < deadline else { throw outcome.error(for: request) }
            if outcome.isDoubtful { doubt = outcome.error(for: request) }
            try await sleep(delay, for: request)
            attempt += 1
        }
    }

    private func attemptOnce(
        _ request: APIRequest, as identity: Identity, fence: WriteFence?, deadline: Duration
    ) async throws(KubeError) -> AttemptOutcome {
        try await waitForTurn(request)
        let message = try await httpRequest(
            request, as: identity, responseLimit: request.responseLimit,
            timeouts: HTTPTimeouts(
                total: max(.milliseconds(1), deadline - surroundings.now), connect: RequestBounds.connect, idle: nil))
        try fence?.check(request)
        let start = surroundings.now
        do throws(TransportError) {
            let response = try await request.isApart ? transport.sendApart(message) : transport.send(message)
            count(request, code: String(response.status), since: start)
            return .answered(response)
        } catch {
            count(request, code: error.code.rawValue, since: start)
            if error.mayHaveArrived { fence?.noteUnanswered(request) }
            return .failed(error)
        }
    }

    /// The request with address, credentials and identity.
    func httpRequest(
        _ request: APIRequest, as identity: Identity, responseLimit: Int, timeouts: HTTPTimeouts
    ) async throws(KubeError) -> HTTPRequest {
        let login = try await credentials.login()
        var headers: HTTPHeaders = ["Accept": request.accept, "User-Agent": userAgent]
        if let contentType = request.contentType { headers.add("Content-Type", contentType) }
        if let authorization = login.authorization { headers.add("Authorization", authorization.exposed) }
        for (name, value) in identity.headers { headers.add(name, value) }
        return HTTPRequest(
            method: request.method, url: configuration.server + (try request.target), headers: headers,
            body: request.body,
            timeouts: timeouts, responseLimit: responseLimit, tls: login.tls, proxy: configuration.proxy)
    }

    private func sleep(_ duration: Duration, for request: APIRequest) async throws(KubeError) {
        do throws(CancellationError) { try await surroundings.sleep(for: duration) } catch { throw .cancelled(request) }
    }
}

/// How one attempt ended.
enum AttemptOutcome: Sendable {
    case answered(HTTPResponse)
    case failed(TransportError)

    var success: HTTPResponse? {
        guard case .answered(let response) = self, (200..<300).contains(response.status) else { return nil }
        return response
    }

    var status: Int? {
        guard case .answered(let response) = self else { return nil }
        return response.status
    }

    var retryOutcome: RetryRule.Outcome {
        switch self {
        case .answered(let response): .answered(status: response.status, retryAfter: response.retryAfter)
        case .failed(let error): .failed(error.code)
        }
    }

    /// Whether the server, or who stands before it, may have carried the request out all the same.
    var isDoubtful: Bool {
        switch self {
        case .answered(let response): response.status >= 500
        case .failed(let error): error.mayHaveArrived
        }
    }

    func error(for request: APIRequest) -> KubeError {
        switch self {
        case .answered(let response): KubeError(response, for: request)
        case .failed(let error): KubeError(error)
        }
    }
}

extension TransportError {
    /// Whether the server may have received the request, and carries it out.
    fileprivate var mayHaveArrived: Bool {
        switch code {
        case .resolve, .connect, .tls, .invalidRequest, .refused: false
        case .timedOut, .cancelled, .interrupted, .tooLarge, .protocolViolation, .other: true
        }
    }
}

extension HTTPResponse {
    var retryAfter: Duration? {
        guard let seconds = headers["Retry-After"].flatMap({ Int($0) }), (0...86_400).contains(seconds) else {
            return nil
        }
        return .seconds(seconds)
    }
}

extension KubeError {
    init(_ response: HTTPResponse, for request: APIRequest) {
        let body =
            response.body.count <= RequestBounds.errorResponse ? try? JSON.parse(response.body, limits: .file) : nil
        var error = KubeError(status: response.status, body: body)
        if error.retryAfter == nil { error.retryAfter = response.retryAfter }
        self = request.isSecret ? error.redacted : error
    }

    /// Of what has been refused for its size alone; less of it may pass.
    private static let excess = "AnswerTooLarge"

    static func tooLarge(_ message: String) -> KubeError { KubeError(.decoding, message, reason: excess) }

    var isOfSize: Bool { code == .decoding && reason == KubeError.excess }

    init(_ error: TransportError) {
        guard error.code != .tooLarge else {
            self = .tooLarge(error.message)
            return
        }
        let code: Code =
            switch error.code {
            case .timedOut: .timeout
            case .cancelled: .cancelled
            case .tooLarge, .protocolViolation: .decoding
            case .invalidRequest, .refused: .configuration
            case .resolve, .connect, .tls, .interrupted, .other: .transport
            }
        self.init(code, error.message)
    }

    static func cancelled(_ request: APIRequest) -> KubeError {
        KubeError(.cancelled, "\(request.method) \(request.path): cancelled")
    }
}
