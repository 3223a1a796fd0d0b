/// What can go wrong in the runtime itself; what a server says is a `KubeError`.
package struct RuntimeError: Error, Sendable, Hashable, CustomStringConvertible {
    /// What kind of failure it is.
    package enum Code: Sendable, Hashable {
        /// Another process may lead now: stop working.
        case leadershipLost
    }

    package var code: Code
    package var message: String

    package init(_ code: Code, _ message: String) {
        self.code = code
        self.message = message
    }

    package var description: String { message }
}
