package import Documents

/// What a person has to know of one field of another tool's object, or of the whole object, before it becomes ours.
package struct MigrationNote: Sendable, Hashable {
    /// What it means for the migration; the gravest last.
    package enum Severity: String, Sendable, Hashable, CaseIterable {
        /// It becomes ours, and something about it is to be known.
        case remark
        /// It does not become ours, and the rest does without it.
        case dropped = "not carried over"
        /// The object is not migrated before that is mended.
        case blocks
    }

    package var severity: Severity
    /// Theirs.
    package var object: ObjectID
    /// From the object's root, as `spec.source.plugin`; empty for the whole object.
    package var field: String
    /// A sentence without an end; it never repeats a value that could be secret.
    package var message: String

    package init(_ severity: Severity, _ object: ObjectID, _ field: String, _ message: String) {
        self.severity = severity
        self.object = object
        self.field = field
        self.message = message
    }

    /// `blocks: Application.argoproj.io argocd/web spec.source.plugin: …`, on one line and fit to be shown.
    package var line: String {
        let place = field.isEmpty ? "" : " \(field)"
        return "\(severity.rawValue): \(object)\(place): \(message)".cut(to: Self.longestLine).visible
    }

    /// Names and words of others may be of any length.
    private static let longestLine = 1_024
}
