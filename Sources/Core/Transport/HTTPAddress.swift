import CCurl

/// An absolute http or https URL in its parts, as libcurl understands it: what is compared is what is connected to.
package struct HTTPAddress: Sendable, Hashable {
    package let text: String
    package let scheme: String
    /// Scheme, host and port: what credentials are meant for.
    package let origin: String
    /// In lower case, without its port; addresses of IPv6 in brackets.
    package let host: String
    /// The scheme's own where the URL names none.
    package let port: Int
    /// As it stands in the URL, with its escapes; at least `/`.
    package let path: String
    package let query: String?
    /// Whether the URL holds a user or a password.
    package let hasUser: Bool

    /// Nothing where the text is no such URL.
    package init?(_ text: String) {
        guard let url = CurlURL(text) else { return nil }
        self.init(url)
    }

    private init?(_ url: borrowing CurlURL) {
        guard url.scheme == "http" || url.scheme == "https", let text = url.text else { return nil }
        self.text = text
        scheme = url.scheme
        origin = url.origin
        host = url.host.lowercased()
        port = Int(url.port) ?? 0
        path = url.path
        query = url.query
        hasUser = url.hasUser
    }

    /// What a reference means that was found at this address: another URL, or a path relative to this one.
    package func resolving(_ reference: String) -> HTTPAddress? {
        guard var url = CurlURL(text), url.set(CURLUPART_URL, reference), url.set(CURLUPART_FRAGMENT, nil) else {
            return nil
        }
        return HTTPAddress(url)
    }

    /// The same with another path and query, both with their escapes.
    package func replacing(path: String, query: String?) -> HTTPAddress? {
        guard var url = CurlURL(text), url.set(CURLUPART_PATH, path), url.set(CURLUPART_QUERY, query) else {
            return nil
        }
        return HTTPAddress(url)
    }
}

extension HTTPAddress: CustomStringConvertible, CustomDebugStringConvertible, CustomReflectable {
    /// Without what may be secret: user, password, query.
    package var description: String { URLText.withoutSecrets(text) }
    package var debugDescription: String { description }
    package var customMirror: Mirror { Mirror(self, children: ["url": description]) }
}
