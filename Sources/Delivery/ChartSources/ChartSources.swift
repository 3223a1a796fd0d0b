internal import Processes
package import Transport

/// Finds and fetches charts from chart repositories and registries.
///
/// ```swift
/// let sources = ChartSources(client: client, cache: cache, limits: ChartSourceLimits(), remembering: .seconds(60))
/// let reference = ChartReference(chart: "podinfo", version: "^6")
/// let version = try await sources.find(reference, in: repository, for: "team", anew: false)
/// let archive = try await sources.archive(of: version, in: repository)
/// ```
///
/// Guarantees: whatever the other side does, the answer or an error comes within the limits; an archive has the digest
/// that the repository names. What several callers want at once is asked for once.
package final class ChartSources: Sendable {
    /// Of all indexes that are remembered, together.
    private static let rememberedIndexBytes = 32 << 20
    private static let rememberedVersions = 10_000

    private struct Question: Sendable, Hashable {
        var reference: ChartReference
        var repository: ChartRepository
    }

    private struct Place: Sendable, Hashable {
        var version: ChartVersion
        var repository: ChartRepository
    }

    private let client: HTTPClient
    private let cache: ChartCache
    private let limits: ChartSourceLimits
    private let now: @Sendable () -> ContinuousClock.Instant
    private let observe: @Sendable (ChartActivity) -> Void
    private let indexes: TimedMemory<ChartRepository, RepositoryIndex>
    private let versions: TimedMemory<Question, ChartVersion>
    /// Of archives whose repository names another digest than theirs, or none.
    private let digests: TimedMemory<Place, ContentDigest>
    private let indexWork = SharedWork<ChartRepository, RepositoryIndex>()
    private let versionWork = SharedWork<Question, ChartVersion>()
    private let archiveWork = SharedWork<Place, ChartArchive>()
    private let rooms: IndexRooms

    /// - Parameters:
    ///   - lifetime: how long an index, or what a tag or range stands for, is taken as it was.
    ///   - observe: is told of everything that was asked of a server.
    package init(
        client: HTTPClient, cache: ChartCache, limits: ChartSourceLimits, remembering lifetime: Duration,
        now: @escaping @Sendable () -> ContinuousClock.Instant = { .now },
        observe: @escaping @Sendable (ChartActivity) -> Void = { _ in }
    ) {
        self.client = client
        self.cache = cache
        self.limits = limits
        self.now = now
        self.observe = observe
        rooms = IndexRooms(capacity: limits.indexMemory)
        indexes = TimedMemory(lifetime: lifetime, capacity: Self.rememberedIndexBytes, now: now)
        versions = TimedMemory(lifetime: lifetime, capacity: Self.rememberedVersions, now: now)
        digests = TimedMemory(lifetime: lifetime, capacity: Self.rememberedVersions, now: now)
    }

    /// What a reference stands for now.
    /// - Parameters:
    ///   - namespace: for which it is asked for; of namespaces that want much each has its turn.
    ///   - anew: asks the repository from now on, whatever is remembered and whatever it was asked before.
    @concurrent package func find(
        _ reference: ChartReference, in repository: ChartRepository, for namespace: String, anew: Bool
    ) async throws(ChartSourceError) -> ChartVersion {
        guard repository.isRegistry else {
            let indexed = try IndexedRepository(courier(repository))
            let index = try await index(of: repository, indexed, for: namespace, anew: anew)
            return try indexed.find(reference, in: index)
        }
        let question = Question(reference: reference, repository: repository)
        if !anew, let known = versions.value(for: question) { return known }
        return try await versionWork.value(for: question, anew: anew) {
            () async throws(ChartSourceError) -> ChartVersion in
            let address = try RegistryAddress(
                repository.url, chart: reference.chart, plainHTTP: repository.plainHTTP)
            var registry = Registry(try RegistrySession(address, courier(repository)))
            let found = try await observed(.find) { () async throws(ChartSourceError) -> ChartVersion in
                try await registry.find(reference.version)
            }
            versions.remember(found, for: question)
            return found
        }
    }

    /// The archive of a version that the same repository was found to have.
    @concurrent package func archive(
        of version: ChartVersion, in repository: ChartRepository
    ) async throws(ChartSourceError) -> ChartArchive {
        let place = Place(version: version, repository: repository)
        if let digest = digests.value(for: place) ?? version.digest,
            let size = await onThread({ [cache] in cache.size(digest, of: repository) }) ?? nil
        {
            return ChartArchive(
                chart: version.chart, version: version.version, digest: digest, size: size, isCached: true)
        }
        return try await archiveWork.value(for: place, anew: false) {
            () async throws(ChartSourceError) -> ChartArchive in
            let archive = try await observed(.download, size: \.size) {
                () async throws(ChartSourceError) -> ChartArchive in
                let (file, digest) = try await ChartDownload(courier(repository), version).file()
                let (path, size) = (file.path, file.size)
                let isCached = await onThread { [cache] in cache.keep(path, size: size, digest, of: repository) }
                // What was not moved away goes with it.
                withExtendedLifetime(file) {}
                return ChartArchive(
                    chart: version.chart, version: version.version, digest: digest, size: size,
                    isCached: isCached ?? false)
            }
            digests.remember(archive.digest, for: place)
            return archive
        }
    }

    /// The archive with this digest, where the same repository has given it before and it is still on disk. Reads the disk:
    /// not for the cooperative pool.
    package func cached(_ digest: ContentDigest, of repository: ChartRepository) -> [UInt8]? {
        cache.archive(digest, of: repository)
    }

    /// Does what waits for the disk on a thread of its own; nil where there is none.
    private func onThread<Answer: Sendable>(_ work: @escaping @Sendable () -> Answer) async -> Answer? {
        try? await DeepThread.run(stack: Self.stack, work)
    }

    /// For reading a file, and its digest.
    private static let stack = 512 << 10

    private func observed<Answer: Sendable>(
        _ operation: ChartActivity.Operation, size: (Answer) -> Int = { _ in 0 },
        _ work: () async throws(ChartSourceError) -> Answer
    ) async throws(ChartSourceError) -> Answer {
        do throws(ChartSourceError) {
            let answer = try await work()
            observe(ChartActivity(operation: operation, bytes: size(answer), hasSucceeded: true))
            return answer
        } catch {
            if error.code != .cancelled {
                observe(ChartActivity(operation: operation, bytes: 0, hasSucceeded: false))
            }
            throw error
        }
    }

    private func index(
        of repository: ChartRepository, _ indexed: IndexedRepository, for namespace: String, anew: Bool
    ) async throws(ChartSourceError) -> RepositoryIndex {
        if !anew, let known = indexes.value(for: repository) { return known }
        return try await indexWork.value(for: repository, anew: anew) {
            () async throws(ChartSourceError) -> RepositoryIndex in
            let index = try await observed(.find) { () async throws(ChartSourceError) -> RepositoryIndex in
                try await indexed.index(for: namespace)
            }
            indexes.remember(index, for: repository, cost: index.bytes)
            return index
        }
    }

    private func courier(_ repository: ChartRepository) -> Courier {
        Courier(client: client, limits: limits, cache: cache, rooms: rooms, repository: repository, now: now)
    }
}
