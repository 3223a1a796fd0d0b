import GoValues

/// The release that a chart is rendered for.
package struct Release: Sendable, Hashable {
    package var name: String
    package var namespace: String
    package var isUpgrade: Bool
    package var revision: Int

    package init(name: String, namespace: String, isUpgrade: Bool, revision: Int) {
        self.name = name
        self.namespace = namespace
        self.isUpgrade = isUpgrade
        self.revision = revision
    }

    /// `.Release`
    var asMap: GoMap {
        GoMap([
            "Name": .string(name), "Namespace": .string(namespace), "IsUpgrade": .bool(isUpgrade),
            "IsInstall": .bool(!isUpgrade), "Revision": .int(revision), "Service": "Helm",
        ])
    }
}
