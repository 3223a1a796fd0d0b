internal import Digests
internal import KubeClient
internal import Observing
internal import Rendering

/// The cluster where our resources live: they and their status, what they refer to, Events, and what is kept for them.
struct Home: Sendable {
    /// Acts as the controller.
    let client: KubeClient
}

/// A cluster that applications are applied to. What is known of its objects is known here, and nowhere in the process.
struct Destination: Sendable {
    /// Acts as the controller: looks at objects, and writes none of an application's.
    let client: KubeClient
    /// What is applied there, as the watches tell.
    let index: LiveIndex
    /// For digests of what is there, which may hold secrets.
    let digestKey: DigestKey
    /// The controller's own namespace, where our resources live in this cluster, too. Nil for another one: what has the name of
    /// something of ours there is not ours.
    let home: String?

    var isHome: Bool { home != nil }

    /// Of rendered objects, as status may tell it: nobody can try what stands in their Secrets.
    func digest(of manifests: ManifestSet) -> String { digestKey.digest(of: manifests.digest).hex }
}
