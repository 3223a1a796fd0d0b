package import KubeModel
package import Sourcing

/// Why a migration cannot go on. Nothing is lost by that: the same command goes on where it stood.
package struct MigrationError: Error, Sendable, CustomStringConvertible {
    /// What stands in the way.
    package enum Reason: Sendable, Hashable {
        /// As for whoever looks once.
        case visit(SourceVisitError.Code)
        /// Something would come of it that must not.
        case refused
    }

    package var reason: Reason
    /// What failed, on what, and what to do; never a secret.
    package var message: String

    package init(refused message: String) {
        reason = .refused
        self.message = message
    }

    package init(timedOut message: String) {
        reason = .visit(.timedOut)
        self.message = message
    }

    /// - Parameter what: what was tried, as `cannot list the applications`.
    package init(_ what: String, _ error: KubeError) {
        let visit = SourceVisitError(what, error)
        reason = .visit(visit.code)
        message = visit.message
    }

    package var description: String { message }
}
