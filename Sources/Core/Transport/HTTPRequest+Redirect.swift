import CCurl

extension HTTPRequest {
    /// Headers that say nothing about who asks: only these go to another origin.
    private static let harmlessHeaders: Set<String> = [
        "accept", "accept-encoding", "accept-language", "content-type", "git-protocol", "user-agent",
    ]

    /// The request that follows a redirect, or `nil` where the response is none.
    func redirected(by head: ResponseHead) throws(TransportError) -> HTTPRequest? {
        guard [301, 302, 303, 307, 308].contains(head.status), let location = head.headers["Location"] else {
            return nil
        }
        guard let from = CurlURL(url), var to = CurlURL(url), to.set(CURLUPART_URL, location),
            to.set(CURLUPART_FRAGMENT, nil), to.scheme == "http" || to.scheme == "https", let target = to.text
        else {
            throw TransportError(.protocolViolation, "\(self): redirect to something that is no http or https URL")
        }
        guard from.scheme == "http" || to.scheme == "https" else {
            throw TransportError(.protocolViolation, "\(self): redirect from https to http")
        }
        guard !staysOnHost || from.host.lowercased() == to.host.lowercased() else {
            throw TransportError(.protocolViolation, "\(self): redirect to another host")
        }
        var next = self
        next.url = target
        if head.status == 303 || (method == "POST" && head.status <= 302) { next.becomeGet() }
        return from.origin == to.origin ? next : try next.withoutCredentials(from: self)
    }

    private mutating func becomeGet() {
        if method != "HEAD" { method = "GET" }
        body = nil
        headers["Content-Type"] = nil
    }

    private func withoutCredentials(from original: HTTPRequest) throws(TransportError) -> HTTPRequest {
        guard body == nil else {
            throw TransportError(.protocolViolation, "\(original): redirect of a request's body to another host")
        }
        var next = self
        next.headers = headers.filtered { Self.harmlessHeaders.contains($0.name.lowercased()) }
        next.tls.clientCertificatePEM = nil
        next.tls.clientKeyPEM = nil
        next.tls.serverName = nil
        return next
    }
}
