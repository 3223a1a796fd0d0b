/// One document that a template made.
package struct ChartDocument: Sendable, Hashable {
    /// The template's path, with the charts it is in: `shop/charts/database/templates/service.yaml`.
    package var path: String
    /// The document as the template wrote it, without white space ahead.
    package var content: [UInt8]
    /// Where it begins in what its template came to, in bytes.
    package var offset = 0
    /// Empty where the document has none.
    package var kind: String
    package var name: String
}

/// A document that is not installed with the others but at an event of the release.
package struct ChartHook: Sendable, Hashable {
    /// When a hook is run, in the words of its annotation.
    package enum Event: String, Sendable, Hashable {
        case preInstall = "pre-install"
        case postInstall = "post-install"
        case preDelete = "pre-delete"
        case postDelete = "post-delete"
        case preUpgrade = "pre-upgrade"
        case postUpgrade = "post-upgrade"
        case preRollback = "pre-rollback"
        case postRollback = "post-rollback"
        case test

        /// `test-success` is how Helm 2 called it.
        init?(annotation: String) {
            guard let event = Event(rawValue: annotation == "test-success" ? "test" : annotation) else { return nil }
            self = event
        }
    }

    package var manifest: ChartDocument
    package var events: [Event]
    /// Hooks of one event run in the order of their weights.
    package var weight: Int
    /// The words of `helm.sh/hook-delete-policy`.
    package var deletePolicies: [String]
}
