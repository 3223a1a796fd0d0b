/// A secret: it can be used, but neither printed, interpolated nor dumped.
///
/// ```swift
/// let token = Redacted("s3cret")
/// "\(token)"        // "<redacted>"
/// token.exposed     // "s3cret", at the one place that needs it
/// ```
package struct Redacted<Secret: Sendable>: Sendable {
    /// The secret itself. Never let it reach a message, a log or a description.
    package let exposed: Secret

    package init(_ secret: Secret) {
        exposed = secret
    }
}

extension Redacted: Equatable where Secret: Equatable {}
extension Redacted: Hashable where Secret: Hashable {}

extension Redacted: CustomStringConvertible, CustomDebugStringConvertible, CustomReflectable {
    package var description: String { "<redacted>" }
    package var debugDescription: String { description }
    package var customMirror: Mirror { Mirror(self, children: [:]) }
}
