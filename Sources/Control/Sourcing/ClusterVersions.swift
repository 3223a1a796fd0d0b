internal import KubeClient
internal import KubeModel

/// What the cluster serves, for charts that ask for it; kept for a few minutes.
actor ClusterVersions {
    private static let lifetime = Duration.seconds(300)
    /// Of what may lack something.
    private static let lifetimeInPart = Duration.seconds(10)

    private let discovery: Discovery
    private var known: (versions: ServedVersions, at: ContinuousClock.Instant)?
    private var isAsking = false

    init(_ discovery: Discovery) { self.discovery = discovery }

    /// What was known before, while somebody else asks and where the server does not answer now.
    func current() async throws(KubeError) -> ServedVersions {
        if let known {
            let lifetime = known.versions.isWhole ? ClusterVersions.lifetime : ClusterVersions.lifetimeInPart
            if isAsking || .now - known.at < lifetime { return known.versions }
        }
        isAsking = true
        defer { isAsking = false }
        do throws(KubeError) {
            let versions = try await discovery.served(earlier: known?.versions)
            known = (versions, .now)
            return versions
        } catch {
            guard let known else { throw error }
            return known.versions
        }
    }
}
