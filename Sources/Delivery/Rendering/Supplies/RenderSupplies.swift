package import Digests

/// What a render takes from elsewhere than its files and its request, when it asks for it. Most ask for nothing.
package protocol RenderSupplies: Sendable {
    /// The time, in seconds since 1970.
    var present: Int64 { get }

    /// Whether a render that is known may be used although something that it asked for may have changed since.
    var trustsEarlier: Bool { get }

    /// What renders of before have left to be kept.
    func kept() async throws(RenderError) -> KeptState

    /// Whether this was kept last, and nothing else since, as far as it is known without asking.
    func isKept(_ state: Digest) -> Bool

    /// What the cluster says to a chart's `lookup` now; the same for the same question all the while.
    func answer(_ question: LookupQuestion) async -> LookupAnswer

    /// Whether kustomizations may name what lies in other repositories.
    var allowsRemotes: Bool { get }

    /// Who may see what `remote` hands out: what was rendered with it is not for others.
    var audience: String { get }

    /// Whether what failed before is taken to fail again where nothing has changed.
    var trustsFailures: Bool { get }

    /// What there is now of what a kustomization names elsewhere. Called on the render's thread; asks nobody outside: what has to be fetched first is an
    /// answer that fails.
    func remote(_ question: RemoteQuestion) -> RemoteAnswer

    /// Takes what a render leaves to be kept. Whoever asked for the render stores it before using the render.
    ///
    /// Called for each render that is not reused, also for those that leave nothing.
    func keep(_ state: KeptState) async throws(RenderError)
}
