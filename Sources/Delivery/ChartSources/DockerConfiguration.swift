import Documents
import FoundationEssentials
import Transport

/// The file in which docker keeps its logins.
struct DockerConfiguration: Sendable {
    private static let limits = DocumentLimits(bytes: 1 << 20, depth: 20, documents: 1, nodes: 100_000)
    /// One registry under several names.
    private static let hubNames: Set<String> = ["docker.io", "index.docker.io", "registry-1.docker.io"]

    private let logins: [String: Value]
    private let helpers: Set<String>

    init(_ bytes: Redacted<[UInt8]>) throws(ChartSourceError) {
        // The parser's own words could quote a secret.
        guard let value = try? JSON.parse(bytes.exposed, limits: Self.limits), case .object(let file) = value else {
            throw Self.malformed("is no JSON object")
        }
        var logins: [String: Value] = [:]
        for (place, login) in file["auths"]?.object ?? [:] { logins[Self.normal(place)] = login }
        self.logins = logins
        helpers = Set((file["credHelpers"]?.object ?? [:]).keys.map(Self.normal))
    }

    /// The most specific login that covers the place, or none.
    func entry(for place: String) throws(ChartSourceError) -> CredentialEntry {
        let place = Self.normal(place)
        let covering = logins.keys.filter { Self.covers($0, place) }
        guard let key = covering.max(by: { $0.utf8.count < $1.utf8.count }), let login = logins[key] else {
            if helpers.contains(where: { Self.covers($0, place) }) {
                throw Self.malformed("names a credential helper for the registry, which cannot run here")
            }
            return .none
        }
        return try Self.entry(login)
    }

    private static func entry(_ login: Value) throws(ChartSourceError) -> CredentialEntry {
        if let token = login["registrytoken"]?.string, !token.isEmpty { return .bearer(Redacted(token)) }
        if let token = login["identitytoken"]?.string, !token.isEmpty { return .refresh(Redacted(token)) }
        if let auth = login["auth"]?.string, !auth.isEmpty {
            guard let data = Data(base64Encoded: auth) else { throw malformed("has an `auth` that is not base64") }
            let parts = String(decoding: data, as: UTF8.self).split(
                separator: ":", maxSplits: 1, omittingEmptySubsequences: false)
            guard parts.count == 2 else { throw malformed("has an `auth` that is not username:password") }
            return .basic(username: String(parts[0]), password: Redacted(String(parts[1])))
        }
        guard let username = login["username"]?.string, let password = login["password"]?.string else { return .none }
        return try .basic(checking: username, Redacted(password))
    }

    /// `https://index.docker.io/v1/` and `docker.io` are the same place.
    private static func normal(_ place: String) -> String {
        var text = place[...]
        if let scheme = text.firstRange(of: "://") { text = text[scheme.upperBound...] }
        var parts = text.split(separator: "/").map(String.init)
        if parts.count == 2, parts[1] == "v1" || parts[1] == "v2" { parts.removeLast() }
        guard let host = parts.first?.lowercased() else { return "" }
        parts[0] = hubNames.contains(host) ? "docker.io" : host
        return parts.joined(separator: "/")
    }

    private static func covers(_ key: String, _ place: String) -> Bool {
        !key.isEmpty && (place == key || place.hasPrefix("\(key)/"))
    }

    private static func malformed(_ what: String) -> ChartSourceError {
        ChartSourceError(
            .invalid, "the docker configuration with the registry's credentials \(what); correct the Secret")
    }
}
