/// Why something remembered cannot be planned with.
package struct PlanningError: Error, Sendable, Hashable, CustomStringConvertible {
    /// What cannot be read.
    package enum Code: Sendable, Hashable {
        /// A stored inventory does not read back; to go on without it would leave objects behind that nobody owns.
        case malformedInventory
    }

    package var code: Code
    /// Lower case, no full stop.
    package var message: String

    package init(_ code: Code, _ message: String) {
        self.code = code
        self.message = message
    }

    package var description: String { message }
}
