import Transport

/// Why there is no chart. Messages name the repository and what to do, and never a secret.
package struct ChartSourceError: Error, Sendable, Hashable, CustomStringConvertible {
    /// What stands in the way, for the condition's reason and for whether trying again may help.
    package enum Code: String, Sendable, CaseIterable {
        /// The question makes no sense: URL, version range or credentials are malformed.
        case invalid
        /// The server wants credentials, or refuses those it was given.
        case authentication
        /// The server's TLS certificate does not hold.
        case certificate
        case repositoryNotFound
        case chartNotFound
        case versionNotFound
        case timedOut
        case cancelled
        case network
        /// The other side is neither a chart repository nor a registry, or breaks the rules of one.
        case protocolViolation
        /// What came is not what the repository said it would be.
        case digestMismatch
        /// A tag or an entry leads to another chart or version than its name says.
        case chartMismatch
        case tooLarge
        /// Well-formed, with something that we do not take.
        case unsupported
        /// The cache's folder cannot be read or written.
        case storage
    }

    package var code: Code
    /// What failed, on what, and what to do.
    package var message: String

    package init(_ code: Code, _ message: String) {
        self.code = code
        self.message = message
    }

    package var description: String { message }

    /// Whether the same request may work later without anybody changing it here.
    package var isTransient: Bool {
        switch code {
        case .timedOut, .cancelled, .network, .protocolViolation, .digestMismatch, .storage: true
        case .invalid, .authentication, .certificate, .repositoryNotFound, .chartNotFound, .versionNotFound,
            .chartMismatch, .tooLarge, .unsupported:
            false
        }
    }

    init(_ error: TransportError, for what: String) {
        let code: Code =
            switch error.code {
            case .invalidRequest, .refused: .invalid
            case .resolve, .connect, .interrupted, .other: .network
            case .tls: .certificate
            case .timedOut: .timedOut
            case .tooLarge: .tooLarge
            case .protocolViolation: .protocolViolation
            case .cancelled: .cancelled
            }
        self.init(code, "\(what): \(error.message)")
    }
}

extension ChartSourceError {
    init(_ failure: SpoolFile.Failure, in folder: String) {
        self.init(
            .storage,
            "the folder \(folder) for charts cannot be used (error \(failure.number)); check its space and permissions")
    }
}

extension String {
    /// What another side sent, fit for a message: in quotes, of bounded length, without control characters.
    var quoted: String {
        let longest = 120
        let text = String(String.UnicodeScalarView(unicodeScalars.prefix(longest).map(Self.harmless)))
        return unicodeScalars.count > longest ? "\"\(text)…\"" : "\"\(text)\""
    }

    private static func harmless(_ scalar: Unicode.Scalar) -> Unicode.Scalar {
        switch scalar.properties.generalCategory {
        case .control, .format, .lineSeparator, .paragraphSeparator, .privateUse, .unassigned: "\u{FFFD}"
        default: scalar
        }
    }
}
