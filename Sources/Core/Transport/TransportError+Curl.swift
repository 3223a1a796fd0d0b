import CCurl

extension TransportError {
    /// Reads the failure of a transfer, on the driver's thread and before the handle is used again.
    init(_ code: CURLcode, _ detail: String, _ request: HTTPRequest) {
        // SAFETY: libcurl's texts for its codes are constants.
        let text = detail.isEmpty ? unsafe String(cString: curl_easy_strerror(code)) : detail
        self.init(Self.meaning(of: code, text), "\(request): \(text)")
    }

    /// Reads the failure of a transfer that libcurl has ended.
    init(_ code: CURLcode, _ detail: String, _ transfer: Transfer) {
        if code == CURLE_COULDNT_CONNECT, let objection = transfer.objection {
            self.init(.refused, "\(transfer.request): the host \(objection)")
        } else {
            self.init(code, detail, transfer.request)
        }
    }

    /// See `man 3 libcurl-errors`.
    private static func meaning(of code: CURLcode, _ text: String) -> Code {
        switch code {
        case CURLE_COULDNT_RESOLVE_HOST, CURLE_COULDNT_RESOLVE_PROXY: .resolve
        case CURLE_COULDNT_CONNECT, CURLE_PROXY, CURLE_INTERFACE_FAILED: .connect
        case CURLE_OPERATION_TIMEDOUT: .timedOut
        case CURLE_URL_MALFORMAT: .invalidRequest
        case CURLE_PEER_FAILED_VERIFICATION, CURLE_SSL_CONNECT_ERROR, CURLE_SSL_CERTPROBLEM, CURLE_SSL_CIPHER,
            CURLE_SSL_CACERT_BADFILE, CURLE_SSL_ISSUER_ERROR, CURLE_SSL_CRL_BADFILE, CURLE_SSL_INVALIDCERTSTATUS,
            CURLE_SSL_CLIENTCERT:
            .tls
        // With TLS 1.3 a server refuses our certificate only after the handshake, in the first bytes that we read.
        case CURLE_RECV_ERROR where text.contains("alert"): .tls
        case CURLE_RECV_ERROR, CURLE_SEND_ERROR, CURLE_GOT_NOTHING, CURLE_PARTIAL_FILE, CURLE_HTTP2,
            CURLE_HTTP2_STREAM:
            .interrupted
        case CURLE_UNSUPPORTED_PROTOCOL, CURLE_WEIRD_SERVER_REPLY, CURLE_BAD_CONTENT_ENCODING: .protocolViolation
        default: .other
        }
    }
}
