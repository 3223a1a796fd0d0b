/// A word and a sentence, as conditions have them.
package struct Finding: Sendable, Hashable {
    package var reason: String
    package var message: String
    /// Whether it is tried again by itself, without anything being mended.
    package var isTransient: Bool

    package init(reason: String, message: String, isTransient: Bool = false) {
        self.reason = reason
        self.message = message
        self.isTransient = isTransient
    }
}
