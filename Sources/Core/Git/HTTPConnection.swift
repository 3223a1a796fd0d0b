import FoundationEssentials
import Transport

/// Git's smart protocol over our own http: TLS, proxies and timeouts are the same as everywhere else.
// SAFETY: buffers are libgit2's, valid for the call that lends them, with their own counts as bounds.
final class HTTPConnection: SmartConnection {
    static let isStateless = true

    private let url: GitURL
    private let remote: GitRemote
    private let http: HTTPClient
    private let operation: Operation
    /// Where requests go: the URL, or where the server sent us on the first request.
    private var base: String
    private var sendsCredentials = true
    private var request: [UInt8] = []
    private var response: BlockingHTTPStream?

    /// Requests list the commits that we want and have: some tens of kilobytes.
    private static let requestLimit = 16 << 20
    private static let redirectLimit = 5

    init(_ url: GitURL, _ remote: GitRemote, _ http: HTTPClient, _ operation: Operation) {
        self.url = url
        self.remote = remote
        self.http = http
        self.operation = operation
        base = url.base
    }

    func open(_ service: SmartService) throws(GitError) {
        endRound()
        if service == .listing { try list() }
    }

    func write(_ bytes: UnsafeRawBufferPointer) throws(GitError) {
        guard request.count + bytes.count <= HTTPConnection.requestLimit else {
            throw GitError(.tooLarge, "the request to \(url.place) has grown too large")
        }
        unsafe request.append(contentsOf: bytes)
    }

    /// The request is complete once the answer is asked for.
    func read(into buffer: UnsafeMutableRawBufferPointer) throws(GitError) -> Int {
        if response == nil { try post() }
        guard let response else { return 0 }
        do throws(TransportError) {
            return try unsafe response.read(into: buffer)
        } catch {
            throw failure(error)
        }
    }

    func endRound() {
        response?.close()
        response = nil
        request = []
    }

    func close() { endRound() }

    private func list() throws(GitError) {
        for _ in 0...HTTPConnection.redirectLimit {
            let answer = try send("GET", "\(base)/info/refs?service=git-upload-pack", ["Accept": "*/*"], nil)
            if (300..<400).contains(answer.status), let location = answer.headers["Location"] {
                answer.close()
                try follow(location)
                continue
            }
            return try accept(answer, type: "application/x-git-upload-pack-advertisement")
        }
        throw GitError(.network, "\(url.place) redirects more than \(HTTPConnection.redirectLimit) times")
    }

    private func post() throws(GitError) {
        let headers: HTTPHeaders = [
            "Content-Type": "application/x-git-upload-pack-request", "Accept": "application/x-git-upload-pack-result",
        ]
        let answer = try send("POST", "\(base)/git-upload-pack", headers, request)
        request = []
        try accept(answer, type: "application/x-git-upload-pack-result")
    }

    private func send(
        _ method: String, _ address: String, _ headers: HTTPHeaders, _ body: [UInt8]?
    ) throws(GitError) -> BlockingHTTPStream {
        try operation.check()
        var timeouts = HTTPTimeouts(
            total: operation.remaining, connect: min(.seconds(15), operation.remaining), idle: operation.idle)
        timeouts.leastBytes = Operation.leastBytes
        var request = HTTPRequest(
            method: method, url: address, headers: headers, body: body, timeouts: timeouts,
            responseLimit: Int.max,
            tls: TLSConfiguration(caPEM: remote.caPEM, insecureSkipVerify: remote.insecureSkipVerify))
        if sendsCredentials, let authorization { request.headers["Authorization"] = authorization }
        do throws(TransportError) {
            return try http.streamBlocking(request, cancellation: operation.http)
        } catch {
            throw failure(error)
        }
    }

    private var authorization: String? {
        switch remote.credentials {
        case .none, .ssh: nil
        case .basic(let username, let password):
            "Basic \(Data("\(username):\(password.exposed)".utf8).base64EncodedString())"
        case .bearer(let token): "Bearer \(token.exposed)"
        }
    }

    private func accept(_ answer: BlockingHTTPStream, type: String) throws(GitError) {
        guard answer.status == 200 else {
            answer.close()
            throw refusal(answer.status)
        }
        // `type; charset=utf-8` would be the same type.
        let given = answer.headers["Content-Type"]?.split(separator: ";").first.map(String.init) ?? "nothing"
        guard given == type else {
            answer.close()
            throw GitError(
                .unsupported,
                "\(Excerpt.of(base, limit: 300)) does not answer as a git server with the smart protocol (it sends \(Excerpt.of(given, limit: 60)))"
            )
        }
        response = answer
    }

    /// Goes where the server points to, with the credentials only when that is the same place.
    private func follow(_ location: String) throws(GitError) {
        // What is wrong with it is nothing that the server has to tell: it would be its own words.
        guard let target = Redirect.base(from: base, location: location),
            let next = try? GitURL(target, allowFileURLs: false)
        else { throw GitError(.protocolViolation, "\(url.place) redirects to where no git repository can be") }
        guard next.scheme == url.scheme || next.scheme == .https else {
            throw GitError(.refused, "\(url.place) redirects from https to \(next.scheme.rawValue)")
        }
        sendsCredentials = sendsCredentials && next.scheme == url.scheme && next.place == url.place
        base = next.base
    }

    private func refusal(_ status: Int) -> GitError {
        switch status {
        case 401 where remote.credentials == .none || !sendsCredentials:
            GitError(
                .authentication,
                "\(url.place) wants credentials for \(url.path) (http 401); name a Secret that has them")
        case 401: GitError(.authentication, "\(url.place) refuses the credentials for \(url.path) (http 401)")
        case 403: GitError(.authentication, "\(url.place) does not let these credentials read \(url.path) (http 403)")
        case 404, 410:
            GitError(
                .notFound(.remote),
                "\(url.place) has no repository \(url.path), or hides it from these credentials (http \(status))")
        case 408, 429, 500...: GitError(.network, "\(url.place) cannot serve \(url.path) now (http \(status))")
        default: GitError(.protocolViolation, "\(url.place) answers with http \(status) for \(url.path)")
        }
    }

    private func failure(_ error: TransportError) -> GitError {
        let code: GitError.Code =
            switch error.code {
            case .resolve, .connect, .interrupted, .other: .network
            case .tls: .certificate
            case .timedOut: .timedOut
            case .tooLarge: .tooLarge
            case .protocolViolation: .protocolViolation
            case .cancelled: .cancelled
            case .refused: .refused
            case .invalidRequest: .invalid
            }
        return GitError(code, error.message)
    }
}

/// Where a server's redirect of the first request leads.
enum Redirect {
    private static let suffix = "/info/refs?service=git-upload-pack"
    /// It becomes a part of messages.
    private static let limit = 1_000

    /// The repository's new URL; nil where the redirect keeps no such request.
    static func base(from base: String, location: String) -> String? {
        guard location.utf8.count <= limit, location.hasSuffix(suffix) else { return nil }
        let target = String(location.dropLast(suffix.count))
        if target.contains("://") { return target }
        guard let scheme = base.firstRange(of: "://") else { return nil }
        if target.hasPrefix("//") { return "\(base[..<scheme.lowerBound]):\(target)" }
        guard target.hasPrefix("/") else { return nil }
        let host = base[scheme.upperBound...].prefix { $0 != "/" }
        return "\(base[..<scheme.upperBound])\(host)\(target)"
    }
}
