internal import COpenSSL

/// Why something cannot be computed.
package struct CryptographyError: Error, Sendable, Hashable, CustomStringConvertible {
    /// Whether another input would do.
    package enum Code: Sendable, Hashable {
        /// What was given is not what it has to be.
        case unacceptable
        /// OpenSSL could not do it.
        case failed
    }

    package var code: Code
    /// Lower case, no full stop, no secret.
    package var message: String

    package init(_ code: Code, _ message: String) {
        self.code = code
        self.message = message
    }

    package var description: String { message }
}

/// What `body` gives; where that is nothing, an error with the reason that OpenSSL gives on this thread.
func attempt<Result: ~Copyable>(
    _ code: CryptographyError.Code, _ what: String, _ body: () -> Result?
) throws(CryptographyError) -> Result {
    var reason: String?
    let result = leavingNoErrors { () -> Result? in
        if let result = body() { return result }
        // SAFETY: a reason is a constant text.
        if let text = unsafe ERR_reason_error_string(ERR_peek_last_error()) { unsafe reason = String(cString: text) }
        return nil
    }
    if let result { return result }
    throw CryptographyError(code, reason.map { "\(what): \($0)" } ?? what)
}

/// Leaves none of the thread's errors behind: whoever asks OpenSSL next on this thread, which may be libcurl, would take it
/// for its own.
func leavingNoErrors<Result: ~Copyable>(_ body: () -> Result) -> Result {
    ERR_clear_error()
    defer { ERR_clear_error() }
    return body()
}
