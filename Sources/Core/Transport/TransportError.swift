/// Why a request has no response. Messages name method and address, and never a secret.
package struct TransportError: Error, Sendable, Hashable {
    /// At which step it failed, and so whether the server may have seen the request.
    package enum Code: String, Sendable, CaseIterable {
        /// The request cannot be sent as it is: URL, method, header or certificate are malformed.
        case invalidRequest
        case resolve
        case connect
        /// A certificate was refused by either side, or the handshake failed.
        case tls
        case timedOut
        /// The connection broke before the response was complete.
        case interrupted
        case tooLarge
        case protocolViolation
        case cancelled
        /// By our own rules: for where it leads, or for what it would give away.
        case refused
        case other
    }

    package var code: Code
    package var message: String

    package init(_ code: Code, _ message: String) {
        self.code = code
        self.message = message
    }

    /// Whether the same request may succeed later.
    package var isRetriable: Bool {
        switch code {
        case .resolve, .connect, .timedOut, .interrupted: true
        case .invalidRequest, .tls, .tooLarge, .protocolViolation, .cancelled, .refused, .other: false
        }
    }
}

extension TransportError: CustomStringConvertible {
    package var description: String { message }
}

extension TransportError {
    static func cancelled(_ request: HTTPRequest) -> TransportError {
        TransportError(.cancelled, "\(request): cancelled")
    }

    static func tooLarge(_ request: HTTPRequest) -> TransportError {
        TransportError(.tooLarge, "\(request): the response is larger than \(request.responseLimit) bytes")
    }
}
