internal import ChartSources
internal import Documents
internal import Transport

extension ChartRepository {
    /// The repository of a wanted chart, with what its Secret holds.
    ///
    /// - Parameter secret: the whole Secret, nil where it names none.
    init(_ wanted: WantedChart, secret: Value?) throws(SecretEntries.Invalid) {
        let entries = try secret.map { secret throws(SecretEntries.Invalid) in try SecretEntries(secret) }
        self.init(
            url: wanted.repositoryURL, credentials: try entries?.chartCredentials() ?? .none,
            tls: try entries?.tls() ?? .system, passCredentials: wanted.passCredentials)
    }
}

extension SecretEntries {
    fileprivate func chartCredentials() throws(Invalid) -> ChartCredentials {
        if let password = self["password"] {
            guard let username = self["username"] else {
                throw Invalid(message: "it has the key 'password' and lacks 'username'")
            }
            return .basic(username: username, password: Redacted(password))
        }
        if let token = self["token"] ?? self["bearerToken"] { return .bearer(token: Redacted(token)) }
        if let configuration = self[".dockerconfigjson"] {
            return .dockerConfiguration(Redacted(Array(configuration.utf8)))
        }
        return .none
    }

    fileprivate func tls() throws(Invalid) -> TLSConfiguration {
        var tls = TLSConfiguration.system
        tls.caPEM = authority
        let (certificate, key) = (self["tls.crt"] ?? self["certFile"], self["tls.key"] ?? self["keyFile"])
        guard (certificate == nil) == (key == nil) else {
            throw Invalid(message: "it has only one of the keys 'tls.crt' and 'tls.key', which belong together")
        }
        tls.clientCertificatePEM = certificate.map { Array($0.utf8) }
        tls.clientKeyPEM = key.map { Redacted(Array($0.utf8)) }
        return tls
    }
}
