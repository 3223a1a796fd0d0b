internal import Digests
internal import KubeClient
internal import Observing

/// A cluster that applications are applied to. Everything that is known of it is known here, and nowhere in the process.
struct Destination: Sendable {
    /// Acts as the controller: looks at objects, and writes none of an application's.
    let client: KubeClient
    /// What is applied there, as the watches tell.
    let index: LiveIndex
    /// For digests of what is there, which may hold secrets.
    let digestKey: DigestKey
}
