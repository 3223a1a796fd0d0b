internal import CSSL

/// Why there is no TLS.
package struct TLSError: Error, Sendable, Hashable, CustomStringConvertible {
    /// Whose doing it is.
    package enum Code: Sendable, Hashable {
        /// A certificate or a key cannot be used.
        case identity
        /// The other side does not do what the protocol says, or not with what we offer.
        case peer
    }

    package var code: Code
    /// Lower case, no full stop, no secret.
    package var message: String

    package var description: String { message }

    init(_ code: Code, _ message: String) {
        self.code = code
        self.message = message
    }

    /// With the reason that OpenSSL gives on this thread, of which none is left behind.
    init(_ code: Code, reasonFor what: String) {
        // SAFETY: a reason is a constant text.
        let reason = unsafe ERR_reason_error_string(ERR_peek_last_error()).map { unsafe String(cString: $0) }
        ERR_clear_error()
        self.init(code, reason.map { "\(what): \($0)" } ?? what)
    }
}
