internal import ChartSources
internal import Git
package import KubeModel

/// Why something cannot be learnt by whoever looks once.
package struct SourceVisitError: Error, Sendable, CustomStringConvertible {
    /// What stands in the way.
    package enum Code: Sendable, Hashable {
        case notFound
        case notAllowed
        case timedOut
        case unreachable
        /// The source or the specification is wrong, or something else is.
        case failed
    }

    package var code: Code
    /// What failed, on what, and what to do; never a secret.
    package var message: String

    package init(_ code: Code, _ message: String) {
        self.code = code
        self.message = message
    }

    /// - Parameter what: what was tried, as `cannot read the application shop/web`.
    package init(_ what: String, _ error: KubeError) {
        self.init(Code(error.code), "\(what): \(error.message)")
    }

    init(_ what: String, _ error: GitError) { self.init(Code(error.code), "\(what): \(error.message)") }

    init(_ what: String, _ error: ChartSourceError) { self.init(Code(error.code), "\(what): \(error.message)") }

    package var description: String { message }
}

extension SourceVisitError.Code {
    fileprivate init(_ code: KubeError.Code) {
        self =
            switch code {
            case .notFound, .gone, .unknownKind: .notFound
            case .forbidden, .unauthorized: .notAllowed
            case .timeout: .timedOut
            case .transport, .unavailable, .serverFailure, .tooManyRequests: .unreachable
            case .conflict, .alreadyExists, .invalid, .tooLarge, .decoding, .configuration, .cancelled, .other: .failed
            }
    }

    fileprivate init(_ code: GitError.Code) {
        self =
            switch code {
            case .notFound: .notFound
            case .authentication, .hostKey, .refused: .notAllowed
            case .timedOut: .timedOut
            case .network: .unreachable
            case .certificate, .cancelled, .protocolViolation, .corrupt, .storage, .quota, .tooLarge, .unsupported,
                .invalid:
                .failed
            }
    }

    fileprivate init(_ code: ChartSourceError.Code) {
        self =
            switch code {
            case .repositoryNotFound, .chartNotFound, .versionNotFound: .notFound
            case .authentication: .notAllowed
            case .timedOut: .timedOut
            case .network: .unreachable
            case .certificate, .digestMismatch, .chartMismatch, .tooLarge, .invalid, .unsupported, .cancelled,
                .protocolViolation, .storage:
                .failed
            }
    }
}
