internal import Digests
internal import Documents
package import GitOpsAPI
internal import KubeModel
package import Operating
package import Planning
package import Sourcing

/// Tells an intent from others: whose it is, and what status said when it was opened. Where status says something else by now, it has
/// been written since and speaks of the intent: then what status says counts, which also knows how it went.
package struct IntentKey: Sendable, Hashable {
    package var owner: KeptSecret.Owner
    /// Of the status that does not speak of it.
    var base: String
}

extension IntentKey {
    /// - Parameter status: as the server has it. Only what the first program already wrote decides, because a server drops what
    ///   its definition of the resource does not know.
    package init(_ owner: KeptSecret.Owner, over status: GitOpsApplication.Status) {
        let said: Value = [status.inventory ?? .null, .string(status.sync?.lastSyncedAt?.description ?? "")]
        self.init(owner: owner, base: String(Digest.of(said).hex.prefix(16)))
    }
}

/// What an application is about to do, as the journal has it.
package struct OpenIntent: Sendable, Hashable {
    /// What may come to be there without status saying so.
    package var inventory: Inventory
    /// The deployment that it is part of; nil where it is of none that status does not speak of.
    package var deployment: DeploymentMark?

    package init(inventory: Inventory, deployment: DeploymentMark? = nil) {
        self.inventory = inventory
        self.deployment = deployment
    }
}
