import Transport

/// What may go wrong while something is put into a file.
private enum ReceivingFailure: Error {
    case network(TransportError)
    case disk(SpoolFile.Failure)
}

/// Carries one question's requests, within its bounds.
struct Courier: Sendable {
    /// What breaks off is asked for again, within the time of one question.
    private static let attempts = 3

    let client: HTTPClient
    let limits: ChartSourceLimits
    let cache: ChartCache
    let rooms: IndexRooms
    private(set) var repository: ChartRepository
    let deadline: ContinuousClock.Instant
    let now: @Sendable () -> ContinuousClock.Instant

    init(
        client: HTTPClient, limits: ChartSourceLimits, cache: ChartCache, rooms: IndexRooms,
        repository: ChartRepository, now: @escaping @Sendable () -> ContinuousClock.Instant
    ) {
        self.client = client
        self.limits = limits
        self.cache = cache
        self.rooms = rooms
        self.repository = repository
        self.now = now
        deadline = now() + limits.total
    }

    /// For a host that has no business with the repository's secrets.
    var anonymous: Courier {
        var courier = self
        courier.repository.credentials = .none
        courier.repository.tls.clientCertificatePEM = nil
        courier.repository.tls.clientKeyPEM = nil
        courier.repository.tls.serverName = nil
        return courier
    }

    /// - Parameters:
    ///   - home: the address whose host the client certificate is for.
    ///   - what: what is asked for, as the subject of a message.
    func send(
        _ address: HTTPAddress, home: HTTPAddress, headers: HTTPHeaders, limit: Int, form: [UInt8]? = nil,
        for what: String
    ) async throws(ChartSourceError) -> HTTPResponse {
        let request = try request(address, home: home, headers: headers, limit: limit, form: form, for: what)
        do throws(TransportError) {
            return try await client.send(request)
        } catch {
            throw ChartSourceError(error, for: what)
        }
    }

    /// The same for what is large: the body of an answer that says 200 is put into a file, and of others left out.
    func receive(
        _ address: HTTPAddress, home: HTTPAddress, headers: HTTPHeaders, limit: Int, into file: SpoolFile,
        for what: String
    ) async throws(ChartSourceError) -> HTTPResponse {
        var attempt = 1
        while true {
            let request = try request(address, home: home, headers: headers, limit: limit, form: nil, for: what)
            do throws(ReceivingFailure) {
                return try await receive(request, into: file)
            } catch {
                switch error {
                case .network(let error):
                    guard error.isRetriable, attempt < Self.attempts else { throw ChartSourceError(error, for: what) }
                case .disk(let failure): throw ChartSourceError(failure, in: cache.folder)
                }
                attempt += 1
            }
        }
    }

    private func receive(_ request: HTTPRequest, into file: SpoolFile) async throws(ReceivingFailure) -> HTTPResponse {
        do {
            let stream = try await client.streamApart(request)
            let answer = HTTPResponse(status: stream.status, headers: stream.headers, body: [], url: stream.url)
            guard stream.status == 200 else { return answer }
            try file.clear()
            while let chunk = try await stream.next() { try file.append(chunk) }
            return answer
        } catch let error as TransportError {
            throw .network(error)
        } catch {
            throw .disk(error as? SpoolFile.Failure ?? SpoolFile.Failure(number: 0))
        }
    }

    private func request(
        _ address: HTTPAddress, home: HTTPAddress, headers: HTTPHeaders, limit: Int, form: [UInt8]?, for what: String
    ) throws(ChartSourceError) -> HTTPRequest {
        let left = deadline - now()
        guard left > .zero else {
            throw ChartSourceError(.timedOut, "\(what): not done within \(limits.total); try again later")
        }
        var timeouts = HTTPTimeouts(total: left, connect: limits.connect, idle: limits.idle)
        timeouts.leastBytes = limits.leastBytes
        return HTTPRequest(
            method: form == nil ? "GET" : "POST", url: address.text, headers: headers, body: form, timeouts: timeouts,
            responseLimit: limit, retry: .idempotent(attempts: Self.attempts), tls: tls(for: address, home: home),
            followRedirects: limits.redirects)
    }

    /// Whether the repository's secrets may be sent to an address: they are for its own host, and never leave https.
    func isTrusted(_ address: HTTPAddress, home: HTTPAddress) -> Bool {
        if address.origin == home.origin { return true }
        return repository.passCredentials && (home.scheme == "http" || address.scheme == "https")
    }

    private func tls(for address: HTTPAddress, home: HTTPAddress) -> TLSConfiguration {
        var tls = repository.tls
        if address.origin != home.origin { tls.serverName = nil }
        guard !isTrusted(address, home: home) else { return tls }
        tls.clientCertificatePEM = nil
        tls.clientKeyPEM = nil
        return tls
    }

    /// The body of a response that says 200.
    func body(
        of response: HTTPResponse, missing: ChartSourceError.Code, for what: String
    ) throws(ChartSourceError) -> [UInt8] {
        try check(response, missing: missing, for: what)
        return response.body
    }

    /// That a response says 200; every other status has its own words.
    func check(
        _ response: HTTPResponse, missing: ChartSourceError.Code, for what: String
    ) throws(ChartSourceError) {
        switch response.status {
        case 200: return
        case 401, 403: throw refused(response.status, for: what)
        case 404, 410:
            throw ChartSourceError(missing, "\(what): the server has none (\(response.status)); check name and address")
        case 429, 500...599:
            throw ChartSourceError(.network, "\(what): the server answers \(response.status); it is tried again later")
        default:
            throw ChartSourceError(
                .protocolViolation, "\(what): the server answers \(response.status); check the repository's address")
        }
    }

    func refused(_ status: Int, for what: String) -> ChartSourceError {
        let advice =
            repository.credentials == .none
            ? "the server wants credentials (\(status)); give the repository a Secret with them"
            : "the server refuses the credentials (\(status)); check the repository's Secret, and what it may read"
        return ChartSourceError(.authentication, "\(what): \(advice)")
    }
}
