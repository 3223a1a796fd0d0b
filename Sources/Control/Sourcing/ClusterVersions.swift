internal import KubeClient
internal import KubeModel
internal import Surroundings

/// What the cluster serves, for charts that ask for it; kept for a few minutes.
actor ClusterVersions {
    private static let lifetime = Duration.seconds(300)
    /// Of what may lack something.
    private static let lifetimeInPart = Duration.seconds(10)

    private let client: KubeClient
    private var known: (versions: ServedVersions, at: Duration)?
    private var isAsking = false

    /// - Parameter client: of the cluster.
    init(_ client: KubeClient) { self.client = client }

    /// What was known before, while somebody else asks and where the server does not answer now.
    func current() async throws(KubeError) -> ServedVersions {
        if let known {
            let lifetime = known.versions.isWhole ? ClusterVersions.lifetime : ClusterVersions.lifetimeInPart
            if isAsking || client.surroundings.now - known.at < lifetime { return known.versions }
        }
        isAsking = true
        defer { isAsking = false }
        do throws(KubeError) {
            let versions = try await client.discovery.served(earlier: known?.versions)
            known = (versions, client.surroundings.now)
            return versions
        } catch {
            guard let known else { throw error }
            return known.versions
        }
    }
}
