/// Where charts come from, as those see them who want one: `ChartSources` asks repositories and registries.
package protocol ChartLibrary: Sendable {
    /// What a reference stands for now.
    ///
    /// - Parameters:
    ///   - namespace: for which it is asked for.
    ///   - anew: asks the repository from now on, whatever is remembered and whatever it was asked before.
    func find(
        _ reference: ChartReference, in repository: ChartRepository, for namespace: String, anew: Bool
    ) async throws(ChartSourceError) -> ChartVersion

    /// The archive of a version that the same repository was found to have.
    func archive(of version: ChartVersion, in repository: ChartRepository) async throws(ChartSourceError)
        -> ChartArchive

    /// The archive with this digest, where the same repository has given it before and it is still here. May block for the
    /// disk.
    func cached(_ digest: ContentDigest, of repository: ChartRepository) -> [UInt8]?
}

extension ChartSources: ChartLibrary {}
