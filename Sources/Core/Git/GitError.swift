/// Why something with a git repository did not work.
package struct GitError: Error, Sendable, Hashable, CustomStringConvertible {
    /// What stands in the way, for the condition's reason and for whether trying again may help.
    package enum Code: Sendable, Hashable {
        /// The server wants credentials, or refuses those it was given.
        case authentication
        /// The ssh server's key is not the one in `known_hosts`.
        case hostKey
        /// The server's TLS certificate does not hold.
        case certificate
        case notFound(Missing)
        case timedOut
        case cancelled
        case network
        /// The other side does not speak git's smart protocol, or breaks it.
        case protocolViolation
        /// Objects in the mirror are missing or damaged; the next refresh builds it anew.
        case corrupt
        /// The mirrors' folder cannot be read or written.
        case storage
        /// No room on disk for more.
        case quota
        /// More bytes than the limit allows.
        case tooLarge
        case unsupported
        /// Allowed only by a flag that is not set.
        case refused
        /// The request itself makes no sense: URL, reference or credentials are malformed.
        case invalid
    }

    /// What there is none of: the repository itself, the reference in it, or the commit that was there once.
    package enum Missing: Sendable, Hashable {
        case remote, reference, commit
    }

    package var code: Code
    /// What failed, on what, and what to do; never a secret.
    package var message: String

    package init(_ code: Code, _ message: String) {
        self.code = code
        self.message = message
    }

    package var description: String { message }

    /// Whether the same request may work later without anybody changing it.
    package var isTransient: Bool {
        switch code {
        case .timedOut, .cancelled, .network, .protocolViolation, .corrupt, .storage, .quota: true
        case .authentication, .hostKey, .certificate, .notFound, .tooLarge, .unsupported, .refused, .invalid: false
        }
    }
}
