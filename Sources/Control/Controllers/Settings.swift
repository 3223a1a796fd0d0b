/// What whoever runs the controller decides, for all resources.
package struct Settings: Sendable {
    /// The namespace whose resources are looked at; nil for all.
    package var namespace: String?
    /// Whether a resource may name a repository or a dependency in another namespace.
    package var allowCrossNamespace: Bool
    /// How many resources of a kind are worked on at once.
    package var concurrency: Int
    /// The name of this installation: two in one cluster leave each other's objects alone.
    package var installation: String
    /// Names the process in events.
    package var instance: String

    package init(
        namespace: String?, allowCrossNamespace: Bool, concurrency: Int, installation: String, instance: String
    ) {
        self.namespace = namespace
        self.allowCrossNamespace = allowCrossNamespace
        self.concurrency = concurrency
        self.installation = installation
        self.instance = instance
    }
}
