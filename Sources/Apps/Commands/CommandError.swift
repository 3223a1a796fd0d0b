package import KubeModel

/// Why a command did not do what it is for: one line for people, and a code for programs.
package struct CommandError: Error, Sendable, Hashable, CustomStringConvertible {
    /// What programs act on; each has its own exit code.
    package enum Code: Int32, Sendable, CaseIterable {
        /// Not so, or not so yet, or there are differences.
        case not = 1
        case usage = 2
        case notFound = 3
        case notAllowed = 4
        case timedOut = 5
        /// Something stands against it: a gate, a conflict.
        case refused = 6
        case unreachable = 7
        case failed = 8
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
        let hint = error.code == .unauthorized ? ": the credentials are wrong, or have expired" : ""
        self.init(Code(error.code), "\(what): \(error.message)\(hint)")
    }

    package var description: String { message }
}

extension CommandError.Code {
    fileprivate init(_ code: KubeError.Code) {
        self =
            switch code {
            case .notFound, .gone, .unknownKind: .notFound
            case .forbidden, .unauthorized: .notAllowed
            case .timeout: .timedOut
            case .conflict, .alreadyExists: .refused
            case .transport, .unavailable, .serverFailure, .tooManyRequests: .unreachable
            case .configuration: .usage
            case .invalid, .tooLarge, .decoding, .cancelled, .other: .failed
            }
    }
}
