import Documents
import Transport

/// Requests to one registry about one chart, with whatever lets them in.
struct RegistrySession {
    /// The first token, and one more where it ended in the middle.
    private static let mostExchanges = 2

    let address: RegistryAddress
    let courier: Courier
    private let credentials: CredentialEntry
    private var authorization: Redacted<String>?
    private var exchanges = 0

    init(_ address: RegistryAddress, _ courier: Courier) throws(ChartSourceError) {
        self.address = address
        self.courier = courier
        credentials = try courier.repository.credentials.entry(for: "\(address.host)/\(address.path)")
        // A password waits until the registry has said how it wants it.
        if case .bearer = credentials { authorization = credentials.authorization }
    }

    mutating func get(
        _ resource: HTTPAddress, accept: [String], limit: Int, for what: String
    ) async throws(ChartSourceError) -> HTTPResponse {
        try await answered(for: what) { (courier, home, authorization) async throws(ChartSourceError) in
            var headers: HTTPHeaders = [:]
            if !accept.isEmpty { headers["Accept"] = accept.joined(separator: ", ") }
            headers["Authorization"] = authorization
            return try await courier.send(resource, home: home, headers: headers, limit: limit, for: what)
        }
    }

    /// The same for what is large: the body of an answer that says 200 is put into a file.
    mutating func get(
        _ resource: HTTPAddress, limit: Int, into file: SpoolFile, for what: String
    ) async throws(ChartSourceError) -> HTTPResponse {
        try await answered(for: what) { (courier, home, authorization) async throws(ChartSourceError) in
            var headers: HTTPHeaders = [:]
            headers["Authorization"] = authorization
            return try await courier.receive(
                resource, home: home, headers: headers, limit: limit, into: file, for: what)
        }
    }

    /// Asks, and once more with what the registry wants to see.
    private mutating func answered(
        for what: String,
        _ ask: (Courier, HTTPAddress, String?) async throws(ChartSourceError) -> HTTPResponse
    ) async throws(ChartSourceError) -> HTTPResponse {
        while true {
            let response = try await ask(courier, address.home, authorization?.exposed)
            // Whoever stores blobs for the registry has no business with its credentials.
            guard response.status == 401, HTTPAddress(response.url)?.origin == address.home.origin else {
                return response
            }
            guard exchanges < Self.mostExchanges else { throw courier.refused(401, for: what) }
            exchanges += 1
            authorization = try await answer(to: response, for: what)
        }
    }

    private func answer(
        to response: HTTPResponse, for what: String
    ) async throws(ChartSourceError) -> Redacted<String> {
        let challenges = response.headers.fields.filter { $0.name.lowercased() == "www-authenticate" }
            .flatMap { Challenge.parse($0.value) }
        switch credentials {
        case .bearer: throw courier.refused(401, for: what)
        case .none, .basic, .refresh:
            if let bearer = challenges.first(where: { $0.scheme == "bearer" && $0.parameters["realm"] != nil }) {
                return Redacted("Bearer \(try await token(for: bearer).exposed)")
            }
            guard let basic = credentials.authorization, challenges.contains(where: { $0.scheme == "basic" }),
                authorization == nil
            else { throw courier.refused(401, for: what) }
            return basic
        }
    }

    /// Asks the server that the registry trusts for a token, which is for reading this chart whatever the challenge says.
    private func token(for challenge: Challenge) async throws(ChartSourceError) -> Redacted<String> {
        let what = "a token for \(address)"
        guard let realm = challenge.parameters["realm"].flatMap({ HTTPAddress($0) }), !realm.hasUser else {
            throw ChartSourceError(.protocolViolation, "\(what): the registry does not name where to get it")
        }
        guard address.home.scheme == "http" || realm.scheme == "https" else {
            throw ChartSourceError(
                .protocolViolation, "\(what): the registry wants the credentials sent to \(realm), which is not https")
        }
        var fields = [("scope", "repository:\(address.path):pull")]
        if let service = challenge.parameters["service"] { fields.append(("service", service)) }
        let response = try await ask(realm, fields, for: what)
        return try Self.token(in: try courier.body(of: response, missing: .protocolViolation, for: what), for: what)
    }

    private func ask(
        _ realm: HTTPAddress, _ fields: [(String, String)], for what: String
    ) async throws(ChartSourceError) -> HTTPResponse {
        if case .refresh(let secret) = credentials {
            let form =
                fields + [
                    ("grant_type", "refresh_token"), ("client_id", "martlet"), ("refresh_token", secret.exposed),
                ]
            return try await courier.send(
                realm, home: address.home, headers: ["Content-Type": "application/x-www-form-urlencoded"],
                limit: courier.limits.tokenBytes, form: Array(FormText.encode(form).utf8), for: what)
        }
        return try await courier.send(
            try realm.adding(fields), home: address.home,
            headers: credentials.authorization.map { ["Authorization": $0.exposed] } ?? [:],
            limit: courier.limits.tokenBytes, for: what)
    }

    private static func token(in body: [UInt8], for what: String) throws(ChartSourceError) -> Redacted<String> {
        let limits = DocumentLimits(bytes: body.count, depth: 20, documents: 1, nodes: 1000)
        let answer = try? JSON.parse(body, limits: limits)
        guard let token = answer?["token"]?.string ?? answer?["access_token"]?.string, !token.isEmpty,
            token.utf8.allSatisfy({ $0 > 0x20 && $0 < 0x7F })
        else {
            throw ChartSourceError(.protocolViolation, "\(what): the answer holds none; check the registry's address")
        }
        return Redacted(token)
    }
}

extension HTTPAddress {
    fileprivate func adding(_ fields: [(String, String)]) throws(ChartSourceError) -> HTTPAddress {
        let all = [query, FormText.encode(fields)].compactMap(\.self).joined(separator: "&")
        guard let address = replacing(path: path, query: all) else {
            throw ChartSourceError(.protocolViolation, "\(self): no address to get a token from can be made")
        }
        return address
    }
}

/// Names and values as in the query of a URL.
enum FormText {
    static func encode(_ fields: [(String, String)]) -> String {
        fields.map { "\(escape($0.0))=\(escape($0.1))" }.joined(separator: "&")
    }

    private static func escape(_ text: String) -> String {
        var escaped = ""
        for byte in text.utf8 {
            let character = Character(Unicode.Scalar(byte))
            if byte < 0x80, character.isLetter || character.isNumber || "-._~".contains(character) {
                escaped.append(character)
            } else {
                escaped += byte < 16 ? "%0" : "%"
                escaped += String(byte, radix: 16, uppercase: true)
            }
        }
        return escaped
    }
}
