import GoRegexp
import GoValues

/// A regular expression as Go's, matched in time linear in the text: repositories write them, and the texts too.
struct Expression {
    private let regexp: GoRegexp

    init(_ pattern: String) throws(KustomizeError) {
        do throws(GoError) {
            regexp = try GoRegexp.compiled(GoString(pattern))
        } catch {
            throw KustomizeError(.invalid, "'\(pattern)' is no regular expression: \(error.message)")
        }
    }

    /// Whether it fits somewhere in a text.
    func matches(_ text: String) -> Bool { regexp.matches(GoString(text)) }

    /// Whether a text has characters that mean more than themselves.
    static func isNeeded(for text: String) -> Bool { text.utf8.contains(where: #"\.+*?()|[]{}^$"#.utf8.contains) }
}
