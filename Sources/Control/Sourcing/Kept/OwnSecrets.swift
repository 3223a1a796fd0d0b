internal import Digests
package import Documents

/// The Secrets that the controller keeps for itself and for applications. In an installation for one namespace they lie beside those
/// of the applications, whose specifications must not read them with the controller's rights.
package enum OwnSecrets {
    /// Holds the key of the installation's digests.
    package static let installation = "martlet-installation"
    private static let journalPrefix = "martlet-journal-"
    private static let keepsakePrefix = "martlet-keepsake-"
    package static let message = "is the controller's own, and is lent to nobody; name another Secret"

    /// Holds what an installation is about to apply.
    ///
    /// - Parameter namespace: the only one whose resources it looks at; nil for all.
    package static func journal(of installation: String, namespace: String?) -> String {
        journalPrefix + installation + (namespace.map { ".\($0)" } ?? "")
    }

    /// Holds what a deployment has deleted.
    package static func keepsake(of owner: KeptSecret.Owner, _ deployment: String) -> String {
        "\(keepsakePrefix)\(Digest.of("\(owner.application) \(owner.uid) \(deployment)").hex.prefix(40))"
    }

    /// - Parameter home: the controller's own namespace; nil for objects of another cluster.
    package static func contain(_ key: ObjectKey, home: String?) -> Bool {
        key.namespace == home
            && (key.name == installation || key.name.hasPrefix(KeptSecret.namePrefix)
                || key.name.hasPrefix(journalPrefix) || key.name.hasPrefix(keepsakePrefix))
    }

    /// Whether an object of any kind is one of them.
    package static func contain(_ id: ObjectID, home: String?) -> Bool {
        id.kind == "Secret" && id.group.isEmpty
            && contain(ObjectKey(namespace: id.namespace, name: id.name), home: home)
    }
}
