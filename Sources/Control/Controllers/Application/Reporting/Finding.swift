/// A word and a sentence, as conditions have them.
struct Finding: Sendable, Hashable {
    var reason: String
    var message: String
    /// Whether it is tried again by itself, without anything being mended.
    var passes = false

    /// In bytes, of what a status tells.
    static let longestMessage = 4_096
}
