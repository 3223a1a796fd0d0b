internal import Documents
package import Operating
package import Transport

/// Asks over HTTP.
///
/// Guarantees: no host is asked that is not allowed, also by a redirect; where a name leads is decided by the client's address
/// rules, at the socket. No answer is read beyond 64 KiB. What is said of one names no query and no user.
package struct HTTPProber: Prober {
    private let client: HTTPClient
    private let hosts: HostRules

    /// Of an answer.
    package static let bodyLimit = 64 << 10
    /// Of redirects, all on one host.
    private static let redirects = 3
    private static let connecting = Duration.seconds(5)

    /// - Parameter client: whose rules say which addresses are connected to, and which uses no proxy: that would connect to
    ///   where it likes.
    package init(client: HTTPClient, hosts: HostRules) {
        self.client = client
        self.hosts = hosts
    }

    package func look(_ probe: Probe, patience: Duration) async -> Operation.CheckFinding {
        if let objection = hosts.objection(to: probe.url) { return .hopeless("the URL \(objection)") }
        do throws(TransportError) {
            switch probe {
            case .http(let probe): return try await look(probe, patience)
            case .prometheus(let probe): return try await look(probe, patience)
            }
        } catch {
            return error.finding
        }
    }

    private func request(_ method: String, _ url: String, _ patience: Duration, _ caPEM: [UInt8]?) -> HTTPRequest {
        var request = HTTPRequest(
            method: method, url: url,
            timeouts: HTTPTimeouts(
                total: patience, connect: Swift.min(patience, Self.connecting), idle: nil),
            responseLimit: Self.bodyLimit, followRedirects: Self.redirects, proxy: .direct)
        request.staysOnHost = true
        request.tls.caPEM = caPEM
        return request
    }

    private func look(
        _ probe: HTTPProbe, _ patience: Duration
    ) async throws(TransportError) -> Operation.CheckFinding {
        var request = request(probe.method, probe.url, patience, probe.caPEM)
        // What is beyond the bound is not read, and no failure.
        request.responseLimit = .max
        if probe.statuses.overlaps(300...399) { request.followRedirects = 0 }
        let stream = try await client.stream(request)
        defer { stream.cancel() }
        guard probe.statuses.contains(stream.status) else {
            return .otherwise("\(request) answered \(stream.status), and not \(probe.statuses.words)")
        }
        guard !probe.bodyContains.isEmpty else { return .asWished }
        var body: [UInt8] = []
        while body.count < Self.bodyLimit, let chunk = try await stream.next() { body += chunk }
        let isFound = body.prefix(Self.bodyLimit).firstRange(of: Array(probe.bodyContains.utf8)) != nil
        return isFound ? .asWished : .otherwise("the answer of \(request) does not contain what is expected")
    }

    private func look(
        _ probe: PrometheusProbe, _ patience: Duration
    ) async throws(TransportError) -> Operation.CheckFinding {
        guard let base = HTTPAddress(probe.address),
            let address = base.replacing(
                path: String(base.path.trimmingEnd("/")) + "/api/v1/query",
                query: "query=" + probe.query.percentEncoded)
        else { return .hopeless("the address is none that can be asked") }
        var request = request("GET", address.text, patience, probe.caPEM)
        request.headers["Accept"] = "application/json"
        let response = try await client.send(request)
        return PrometheusAnswer(status: response.status, body: response.body).finding(for: probe, from: "\(request)")
    }
}

extension TransportError {
    /// That nobody answers may pass by itself; an answer that is wrong is one.
    fileprivate var finding: Operation.CheckFinding {
        switch code {
        case .refused, .invalidRequest: .hopeless(message)
        case .tls, .tooLarge, .protocolViolation: .otherwise(message)
        case .resolve, .connect, .timedOut, .interrupted, .cancelled, .other: .open(message)
        }
    }
}

extension ClosedRange<Int> {
    fileprivate var words: String { lowerBound == upperBound ? "\(lowerBound)" : "\(lowerBound)-\(upperBound)" }
}

extension String {
    fileprivate func trimmingEnd(_ character: Character) -> Substring {
        var text = self[...]
        while text.last == character { text.removeLast() }
        return text
    }

    /// As it stands in a URL, whatever it holds.
    fileprivate var percentEncoded: String {
        let plain = Array("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-._~".utf8)
        return utf8.reduce(into: "") { text, byte in
            guard !plain.contains(byte) else { return text.append(Character(UnicodeScalar(byte))) }
            text += (byte < 16 ? "%0" : "%") + String(byte, radix: 16, uppercase: true)
        }
    }
}
