import CCurl

// SAFETY: the handle belongs to one value that cannot be copied, is freed with it, and libcurl copies every text that it
// is given.

/// A URL as libcurl understands it, so that what we compare is what it connects to.
@safe struct CurlURL: ~Copyable {
    private let handle: OpaquePointer

    /// `nil` where the text is no absolute http or https URL.
    init?(_ text: String) {
        guard let handle = unsafe curl_url() else { return nil }
        let isParsed = unsafe curl_url_set(handle, CURLUPART_URL, text, 0) == CURLUE_OK
        let scheme = unsafe Self.part(of: handle, CURLUPART_SCHEME)
        guard isParsed, scheme == "http" || scheme == "https" else {
            unsafe curl_url_cleanup(handle)
            return nil
        }
        unsafe self.handle = unsafe handle
    }

    deinit {
        unsafe curl_url_cleanup(handle)
    }

    var scheme: String { part(CURLUPART_SCHEME) ?? "" }
    var host: String { part(CURLUPART_HOST) ?? "" }
    var explicitPort: String? { part(CURLUPART_PORT) }
    /// The scheme's own port where the URL names none.
    var port: String { part(CURLUPART_PORT, UInt32(CURLU_DEFAULT_PORT)) ?? "" }
    var path: String { part(CURLUPART_PATH) ?? "/" }
    var query: String? { part(CURLUPART_QUERY) }
    var hasUser: Bool { part(CURLUPART_USER) != nil || part(CURLUPART_PASSWORD) != nil }
    var text: String? { part(CURLUPART_URL) }
    /// Scheme, host and port: what credentials are meant for.
    var origin: String { "\(scheme)://\(host.lowercased()):\(port)" }

    mutating func set(_ part: CURLUPart, _ value: String?) -> Bool {
        unsafe curl_url_set(handle, part, value, 0) == CURLUE_OK
    }

    private func part(_ part: CURLUPart, _ flags: UInt32 = 0) -> String? {
        unsafe Self.part(of: handle, part, flags)
    }

    private static func part(of handle: OpaquePointer, _ part: CURLUPart, _ flags: UInt32 = 0) -> String? {
        var text: UnsafeMutablePointer<CChar>?
        guard unsafe curl_url_get(handle, part, &text, flags) == CURLUE_OK, let text = unsafe text else { return nil }
        defer { unsafe curl_free(text) }
        return unsafe String(cString: text)
    }
}

/// URLs as they may be shown.
enum URLText {
    static func withoutSecrets(_ url: String) -> String {
        guard var parsed = CurlURL(url) else { return "<malformed URL>" }
        let parts = [CURLUPART_USER, CURLUPART_PASSWORD, CURLUPART_OPTIONS, CURLUPART_QUERY, CURLUPART_FRAGMENT]
        for part in parts {
            guard parsed.set(part, nil) else { return "<malformed URL>" }
        }
        return parsed.text ?? "<malformed URL>"
    }
}
