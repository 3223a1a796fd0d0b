/// Why the server cannot serve.
package struct ServerError: Error, Sendable, Hashable, CustomStringConvertible {
    /// When it failed: at the start, or while it was serving.
    package enum Code: Sendable, Hashable {
        /// The address cannot be listened on.
        case bind
        /// Connections can no longer be accepted.
        case accept
    }

    package var code: Code
    package var message: String

    package init(_ code: Code, _ message: String) {
        self.code = code
        self.message = message
    }

    package var description: String { message }
}
