/// When to look again at what no event tells of; never, where events tell of everything.
package struct Wake: Sendable, Hashable {
    package private(set) var after: Duration?

    /// - Parameter after: nil for never.
    package init(after: Duration? = nil) { self.after = after }

    /// Of several the soonest counts.
    package mutating func within(_ wait: Duration) { after = min(wait, after ?? wait) }

    /// Of both the sooner counts.
    package mutating func merge(_ other: Wake) {
        if let wait = other.after { within(wait) }
    }

    /// One that looks again after so long at the latest.
    package static func within(_ wait: Duration) -> Wake { Wake(after: wait) }
}
