package import ChartSources
package import Surroundings
internal import Synchronization
internal import Transport

/// Chart repositories in memory, and what was fetched from them.
package final class MemoryCharts: ChartLibrary {
    private struct Published {
        var version: String
        var archive: [UInt8]
    }

    private struct Kept: Hashable {
        var digest: ContentDigest
        var repository: ChartRepository
    }

    private struct State {
        /// By the repository's URL, then by the chart's name.
        var published: [String: [String: [Published]]] = [:]
        var faults = SourceFaults<ChartSourceError>()
        var cache: [Kept: [UInt8]] = [:]
    }

    private let time: Surroundings
    private let state = Mutex(State())

    package init(time: Surroundings) { self.time = time }

    package func publish(_ chart: String, _ version: String, archive: [UInt8], at url: String) {
        state.withLock {
            $0.published[url, default: [:]][chart, default: []].append(Published(version: version, archive: archive))
        }
    }

    package func meet(_ fault: SourceFault<ChartSourceError>, times: Int = 1) {
        state.withLock { $0.faults.add(fault, times: times) }
    }

    package func removeFaults() { state.withLock { $0.faults = SourceFaults() } }

    /// As if the cache's folder were lost.
    package func forgetAll() { state.withLock { $0.cache = [:] } }

    package func find(
        _ reference: ChartReference, in repository: ChartRepository, for namespace: String, anew: Bool
    ) async throws(ChartSourceError) -> ChartVersion {
        let found = try await published(reference, in: repository)
        guard let address = HTTPAddress("\(repository.url)/\(reference.chart)-\(found.version).tgz") else {
            throw ChartSourceError(.invalid, "the chart repository \(repository.url) has no address; check the URL")
        }
        return ChartVersion(
            chart: reference.chart, version: found.version, digest: ContentDigest(of: found.archive), at: address)
    }

    package func archive(
        of version: ChartVersion, in repository: ChartRepository
    ) async throws(ChartSourceError) -> ChartArchive {
        if let digest = version.digest, let bytes = cached(digest, of: repository) {
            return ChartArchive(
                chart: version.chart, version: version.version, digest: digest, size: bytes.count, isCached: true)
        }
        let reference = ChartReference(chart: version.chart, version: version.version)
        let bytes = try await published(reference, in: repository).archive
        let digest = ContentDigest(of: bytes)
        state.withLock { $0.cache[Kept(digest: digest, repository: repository)] = bytes }
        return ChartArchive(
            chart: version.chart, version: version.version, digest: digest, size: bytes.count, isCached: true)
    }

    package func cached(_ digest: ContentDigest, of repository: ChartRepository) -> [UInt8]? {
        state.withLock { $0.cache[Kept(digest: digest, repository: repository)] }
    }

    /// What a server answers, once it does.
    private func published(
        _ reference: ChartReference, in repository: ChartRepository
    ) async throws(ChartSourceError) -> Published {
        switch state.withLock({ $0.faults.next() }) {
        case nil: break
        case .refused(let error): throw error
        case .slow(let duration):
            do throws(CancellationError) {
                try await time.sleep(for: duration)
            } catch {
                throw ChartSourceError(.cancelled, "\(repository.url): cancelled")
            }
        }
        guard let charts = state.withLock({ $0.published[repository.url] }) else {
            throw ChartSourceError(.repositoryNotFound, "there is no chart repository at \(repository.url)")
        }
        guard let versions = charts[reference.chart] else {
            throw ChartSourceError(.chartNotFound, "\(repository.url) has no chart \(reference.chart)")
        }
        guard let best = try VersionChoice(reference.version).best(of: versions, version: \.version) else {
            throw ChartSourceError(
                .versionNotFound, "\(repository.url) has no version of \(reference.chart) in \(reference.version)")
        }
        return best
    }
}
