/// How one field differs between an object as it is and as it would be.
package struct FieldChange: Sendable, Hashable {
    /// What becomes of it; values are cut, and fit to be shown.
    package enum Kind: Sendable, Hashable {
        case added(String)
        case removed(String)
        case changed(from: String, to: String)
        /// A text of several lines.
        case lines(LineDifference)
        /// The same elements in another order, each by its key.
        case reordered(from: String, to: String)
    }

    package var path: FieldPath
    package var kind: Kind
    /// Who wrote what is there now; nil where the server does not say.
    package var author: FieldAuthor?

    /// `~ spec.ports[0].port: 80 → 8080`
    package var line: String {
        switch kind {
        case .added(let value): "+ \(path): \(value)"
        case .removed(let value): "- \(path): \(value)"
        case .changed(let old, let new): "~ \(path): \(old) → \(new)"
        case .lines(let lines):
            "~ \(path): \(lines.added) line\(lines.added == 1 ? "" : "s") added, \(lines.removed) removed"
        case .reordered(let old, let new): "~ \(path): order \(old) → \(new)"
        }
    }
}

/// All that differs in one object, as far as it is told.
package struct FieldChanges: Sendable, Hashable {
    package var changes: [FieldChange]
    /// How many more there are.
    package var leftOut: Int
    /// Whether the comparison ended early, because the documents are too large.
    package var isCut: Bool

    package var isEmpty: Bool { changes.isEmpty && leftOut == 0 && !isCut }
}
