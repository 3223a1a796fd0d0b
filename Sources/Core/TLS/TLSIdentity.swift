internal import CSSL

// SAFETY: the context has one owner: made in `init`, freed in `deinit`. OpenSSL lets several threads use it once it is no longer changed,
// which is after `init`; sessions count as owners of their own with OpenSSL.

/// Who a server is: its certificates and their key, read once. TLS 1.2 and newer.
@safe package final class TLSIdentity: @unchecked Sendable {
    let pointer: OpaquePointer

    /// - Parameters:
    ///   - certificates: a file in PEM, the server's own first.
    ///   - key: a file in PEM that nothing protects.
    package init(certificates: String, key: String) throws(TLSError) {
        ERR_clear_error()
        guard let made = unsafe SSL_CTX_new(TLS_server_method()) else {
            throw TLSError(.identity, reasonFor: "OpenSSL makes no context")
        }
        unsafe pointer = made
        unsafe martlet_ssl_ask_nobody(pointer)
        guard unsafe martlet_ssl_be_strict(pointer) == 1 else {
            throw TLSError(.identity, reasonFor: "OpenSSL has no TLS 1.2")
        }
        guard unsafe SSL_CTX_use_certificate_chain_file(pointer, certificates) == 1 else {
            throw TLSError(.identity, reasonFor: "the certificates in \(certificates) cannot be used")
        }
        guard unsafe SSL_CTX_use_PrivateKey_file(pointer, key, SSL_FILETYPE_PEM) == 1,
            unsafe SSL_CTX_check_private_key(pointer) == 1
        else { throw TLSError(.identity, reasonFor: "the key in \(key) cannot be used with the certificates") }
    }

    deinit { unsafe SSL_CTX_free(pointer) }
}
