/// When to look again at what no event tells of; never, where events tell of everything.
struct Wake: Sendable, Hashable {
    private(set) var after: Duration?

    /// Of several the soonest counts.
    mutating func within(_ wait: Duration) { after = min(wait, after ?? wait) }

    mutating func merge(_ other: Wake) {
        if let wait = other.after { within(wait) }
    }

    static func within(_ wait: Duration) -> Wake { Wake(after: wait) }
}
