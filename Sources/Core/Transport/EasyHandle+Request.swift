import CCurl
import Glibc

extension EasyHandle {
    /// Sets up everything that the request says.
    func prepare(
        _ request: HTTPRequest, _ delivery: Delivery, _ configuration: HTTPClientConfiguration
    ) throws(TransportError) {
        try request.validate()
        if !configuration.allowsPlainCredentials { try request.requireEncryption() }
        try setErrorBuffer()
        try setConnection(request)
        try setMethod(request)
        try setHeaders(request, userAgent: configuration.userAgent)
        if !delivery.isShared { try set(CURLOPT_HTTP_VERSION, Int(CURL_HTTP_VERSION_1_1)) }
        try setTLS(request.tls)
        try setServerName(request)
        try setProxy(request.proxy ?? configuration.proxy)
    }

    private func setConnection(_ request: HTTPRequest) throws(TransportError) {
        try set(CURLOPT_URL, request.url)
        // What is asked for is what the URL says: no segment of it takes another away.
        try set(CURLOPT_PATH_AS_IS, true)
        // Signals are the program's; a name that resolves slowly must not hold up the thread when its request ends.
        try set(CURLOPT_NOSIGNAL, true)
        try set(CURLOPT_QUICK_EXIT, true)
        try set(CURLOPT_PROTOCOLS_STR, "http,https")
        try set(CURLOPT_HTTP_VERSION, Int(CURL_HTTP_VERSION_2TLS))
        // Go's servers close connections that were idle for 90 s: not to be met on the way by a request.
        try set(CURLOPT_MAXAGE_CONN, 60)
        // Rather share a connection that is being made than open another. Without TLS none is ever shared, and libcurl, which does
        // not know that before the first response, would wait for that as long as it takes.
        try set(CURLOPT_PIPEWAIT, request.url.lowercased().hasPrefix("https:"))
        try set(CURLOPT_SUPPRESS_CONNECT_HEADERS, true)
        try set(CURLOPT_CONNECTTIMEOUT_MS, request.timeouts.connect.milliseconds)
        if let total = request.timeouts.total { try set(CURLOPT_TIMEOUT_MS, total.milliseconds) }
        try setKeepAlive()
    }

    /// A peer that vanished without a word must not hold requests for the system's 15 minutes.
    private func setKeepAlive() throws(TransportError) {
        try set(CURLOPT_TCP_KEEPALIVE, true)
        try set(CURLOPT_TCP_KEEPIDLE, 30)
        try set(CURLOPT_TCP_KEEPINTVL, 10)
        let limitSilence: curl_sockopt_callback = { _, socket, _ in
            var milliseconds: CInt = 60_000
            let size = socklen_t(MemoryLayout<CInt>.size)
            // SAFETY: the option's value is read during the call. Failure leaves the system's default, which works.
            _ = unsafe setsockopt(socket, CInt(IPPROTO_TCP), TCP_USER_TIMEOUT, &milliseconds, size)
            return CURL_SOCKOPT_OK
        }
        try check(CURLOPT_SOCKOPTFUNCTION, unsafe martlet_easy_set_sockopt(pointer, limitSilence))
    }

    private func setMethod(_ request: HTTPRequest) throws(TransportError) {
        switch (request.method, request.body) {
        case ("GET", nil): try set(CURLOPT_HTTPGET, true)
        case ("HEAD", nil): try set(CURLOPT_NOBODY, true)
        case ("POST", let body), ("PUT", let body), ("PATCH", let body):
            try setBody(body ?? [])
            try set(CURLOPT_CUSTOMREQUEST, request.method)
        case (_, let body):
            if let body { try setBody(body) }
            try set(CURLOPT_CUSTOMREQUEST, request.method)
        }
    }

    private func setHeaders(_ request: HTTPRequest, userAgent: String) throws(TransportError) {
        try set(CURLOPT_USERAGENT, userAgent)
        // An empty value is written with a semicolon; a colon alone removes what libcurl would add.
        var lines = request.headers.fields.map { $0.value.isEmpty ? "\($0.name);" : "\($0.name): \($0.value)" }
        lines.append("Expect:")
        if !request.headers.contains("Content-Type") { lines.append("Content-Type:") }
        if let host = try hostHeader(request) { lines.append(host) }
        try set(CURLOPT_HTTPHEADER, list: lines)
    }

    private func setTLS(_ tls: TLSConfiguration) throws(TransportError) {
        try set(CURLOPT_SSLVERSION, Int(CURL_SSLVERSION_TLSv1_2))
        if tls.insecureSkipVerify {
            try set(CURLOPT_SSL_VERIFYPEER, false)
            try set(CURLOPT_SSL_VERIFYHOST, 0)
        }
        if let authorities = tls.caPEM {
            try set(CURLOPT_CAINFO_BLOB, blob: authorities)
            // The system's folder would be trusted besides.
            try set(CURLOPT_CAPATH, nil as String?)
        }
        if let certificate = tls.clientCertificatePEM {
            try set(CURLOPT_SSLCERTTYPE, "PEM")
            try set(CURLOPT_SSLCERT_BLOB, blob: certificate)
        }
        if let key = tls.clientKeyPEM {
            try set(CURLOPT_SSLKEYTYPE, "PEM")
            try set(CURLOPT_SSLKEY_BLOB, blob: key.exposed)
        }
    }

    /// libcurl verifies the URL's host: put the certificate's name there, and connect to the real one.
    private func setServerName(_ request: HTTPRequest) throws(TransportError) {
        guard let name = request.tls.serverName, var url = CurlURL(request.url) else { return }
        let route = "\(name):\(url.port):\(url.host):\(url.port)"
        guard url.set(CURLUPART_HOST, name), let text = url.text else {
            throw TransportError(.invalidRequest, "\(request): the TLS server name is no host name")
        }
        try set(CURLOPT_URL, text)
        try set(CURLOPT_CONNECT_TO, list: [route])
    }

    /// With a server name in the URL, the request still says which host it means.
    private func hostHeader(_ request: HTTPRequest) throws(TransportError) -> String? {
        guard request.tls.serverName != nil, !request.headers.contains("Host"), let url = CurlURL(request.url) else {
            return nil
        }
        return "Host: " + (url.explicitPort.map { "\(url.host):\($0)" } ?? url.host)
    }

    private func setProxy(_ proxy: HTTPProxy) throws(TransportError) {
        switch proxy {
        case .environment: return
        case .direct: try set(CURLOPT_PROXY, "")
        case .url(let url, let noProxy):
            try set(CURLOPT_PROXY, url.exposed)
            try set(CURLOPT_NOPROXY, noProxy)
        }
    }
}

extension HTTPRequest {
    /// Refuses what could smuggle a second header or request into the first.
    fileprivate func validate() throws(TransportError) {
        guard !method.isEmpty, method.utf8.allSatisfy(\.isTokenByte) else {
            throw TransportError(.invalidRequest, "the HTTP method is malformed")
        }
        let scheme = url.prefix(8).lowercased()
        guard scheme.hasPrefix("http://") || scheme == "https://", url.utf8.allSatisfy({ $0 > 0x20 && $0 != 0x7f })
        else {
            throw TransportError(.invalidRequest, "\(self): the URL must be http or https, without blanks")
        }
        for field in headers.fields {
            guard !field.name.isEmpty, field.name.utf8.allSatisfy(\.isTokenByte),
                field.value.utf8.allSatisfy({ $0 >= 0x20 && $0 != 0x7f || $0 == 0x09 })
            else {
                throw TransportError(.invalidRequest, "\(self): a header's name or value has a forbidden character")
            }
        }
    }
}

extension HTTPRequest {
    /// Refuses to tell everybody on the way what lets in. Forms are how tokens are asked for, with what lets in.
    fileprivate func requireEncryption() throws(TransportError) {
        guard !url.lowercased().hasPrefix("https://") else { return }
        let isForm = headers["Content-Type"] == "application/x-www-form-urlencoded"
        guard !headers.contains("Authorization"), !isForm else {
            throw TransportError(
                .refused,
                "\(self): the credentials would be sent without encryption; use https, or let the controller run with "
                    + "--allow-plain-credentials")
        }
    }
}

extension UInt8 {
    /// A `tchar` of RFC 9110.
    fileprivate var isTokenByte: Bool {
        switch self {
        case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
            UInt8(ascii: "0")...UInt8(ascii: "9"):
            true
        default: "!#$%&'*+-.^_`|~".utf8.contains(self)
        }
    }
}

extension Duration {
    /// Whole milliseconds, at least 1: libcurl takes 0 for "no limit" or its own default.
    var milliseconds: Int {
        let (seconds, attoseconds) = components
        let bounded = min(max(seconds, 0), 1_000_000)
        return max(1, Int(bounded) * 1000 + Int(attoseconds / 1_000_000_000_000_000))
    }
}
