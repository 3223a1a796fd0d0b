import Documents
import Transport

/// One chart in a registry, asked by the API of the OCI distribution specification.
struct Registry {
    /// The specification allows no longer ones.
    private static let longestTag = 128

    private var session: RegistrySession

    init(_ session: RegistrySession) { self.session = session }

    private var address: RegistryAddress { session.address }
    private var limits: ChartSourceLimits { session.courier.limits }

    mutating func find(_ version: String) async throws(ChartSourceError) -> ChartVersion {
        let name = try await name(for: version)
        let manifest = try await manifest(name)
        let found = try await self.version(manifest)
        // Tags such as `1` or `latest` move, and promise nothing.
        let promised = RegistryTag.version(of: name)
        guard !VersionChoice.isExact(promised) || VersionChoice.isSame(promised, found.version) else {
            throw ChartSourceError(
                .chartMismatch,
                "the tag \(name.quoted) of \(address) holds the version \(found.version.quoted); push the chart again")
        }
        return found
    }

    /// The name of the manifest that is wanted: a digest or a tag.
    private mutating func name(for version: String) async throws(ChartSourceError) -> String {
        if version.hasPrefix("sha256:") {
            guard let digest = ContentDigest(version) else {
                throw ChartSourceError(.invalid, "\(version.quoted) is no sha256 digest; write 64 hexadecimal digits")
            }
            return digest.description
        }
        if VersionChoice.isExact(version) { return try RegistryTag.of(version: version) }
        let choice = try VersionChoice(version)
        let tags = try await tags()
        if tags.contains(version) { return version }
        // Tags such as `1` or `2024` move, and are no versions.
        let exact = tags.filter { VersionChoice.isExact(RegistryTag.version(of: $0)) }
        guard let best = choice.best(of: exact, version: RegistryTag.version) else {
            let newest = VersionChoice.highest(of: exact, version: RegistryTag.version) { _ in true }
            let known = newest.map { "; the newest that it has is \(RegistryTag.version(of: $0).quoted)" } ?? ""
            throw ChartSourceError(.versionNotFound, "\(address) has no version that is \(version.quoted)\(known)")
        }
        return best
    }

    mutating func manifest(_ name: String) async throws(ChartSourceError) -> ChartManifest {
        let what = "the manifest \(name.quoted) of \(address)"
        let response = try await session.get(
            try address.address("manifests/\(name)"), accept: [ChartManifest.mediaType], limit: limits.manifestBytes,
            for: what)
        let body = try session.courier.body(of: response, missing: .versionNotFound, for: what)
        let digest = ContentDigest(of: body).description
        // A header in another algorithm than ours says nothing that could be checked.
        let said = response.headers["Docker-Content-Digest"].flatMap { $0.hasPrefix("sha256:") ? $0 : nil }
        for expected in [said, name.hasPrefix("sha256:") ? name : nil] where expected != nil && expected != digest {
            throw ChartSourceError(
                .digestMismatch,
                "\(what): the registry sent something else than it names (\(digest)); look at the registry")
        }
        return try ChartManifest(body, limits: limits, of: what)
    }

    /// The chart's own name and version are in the config, which holds what its Chart.yaml does.
    private mutating func version(_ manifest: ChartManifest) async throws(ChartSourceError) -> ChartVersion {
        let bytes = try await blob(manifest.config.digest, size: manifest.config.size, "the config of \(address)")
        let config = try? JSON.parse(bytes, limits: limits.manifest)
        guard let chart = config?["name"]?.string, chart.utf8.count <= ChartReference.longestName,
            let version = config?["version"]?.string, VersionChoice.isVersion(version)
        else {
            throw ChartSourceError(
                .protocolViolation, "the config of \(address) lacks the chart's name or version; push the chart again")
        }
        return ChartVersion(
            chart: chart, version: version, digest: manifest.chart.digest,
            location: .blob(address, manifest.chart.digest, size: manifest.chart.size))
    }

    mutating func archive(
        _ digest: ContentDigest, size: Int, into file: SpoolFile
    ) async throws(ChartSourceError) {
        let what = "the archive \(digest) of \(address)"
        let response = try await session.get(
            try address.address("blobs/\(digest)"), limit: size, into: file, for: what)
        try session.courier.check(response, missing: .versionNotFound, for: what)
        let found: ContentDigest
        do throws(SpoolFile.Failure) { found = try ContentDigest(of: file) } catch {
            throw ChartSourceError(error, in: session.courier.cache.folder)
        }
        try check(file.size, size, found, digest, what)
    }

    /// Of exactly this size, and with this digest.
    private mutating func blob(
        _ digest: ContentDigest, size: Int, _ what: String
    ) async throws(ChartSourceError) -> [UInt8] {
        let response = try await session.get(
            try address.address("blobs/\(digest)"), accept: [], limit: size, for: what)
        let body = try session.courier.body(of: response, missing: .versionNotFound, for: what)
        try check(body.count, size, ContentDigest(of: body), digest, what)
        return body
    }

    private func check(
        _ count: Int, _ size: Int, _ found: ContentDigest, _ digest: ContentDigest, _ what: String
    ) throws(ChartSourceError) {
        guard count == size else {
            throw ChartSourceError(
                .digestMismatch, "\(what): the registry sent \(count) bytes in the place of \(size); push it again")
        }
        guard found == digest else {
            throw ChartSourceError(
                .digestMismatch, "\(what): the registry sent something else than it names; look at the registry")
        }
    }

    /// All tags, from as many pages as there are.
    private mutating func tags() async throws(ChartSourceError) -> [String] {
        let what = "the tags of \(address)"
        var tags: [String] = []
        var seen: Set<HTTPAddress> = []
        var page: HTTPAddress? = try address.address("tags/list", query: "n=1000")
        while let current = page {
            guard seen.insert(current).inserted else {
                throw ChartSourceError(.protocolViolation, "\(what): the registry's pages lead in a circle")
            }
            guard seen.count <= limits.tagPages, tags.count <= limits.tags else {
                throw ChartSourceError(
                    .tooLarge, "\(what): more than \(limits.tagPages) pages or \(limits.tags) tags; name a version")
            }
            let response = try await session.get(current, accept: [], limit: limits.manifestBytes, for: what)
            let body = try session.courier.body(of: response, missing: .chartNotFound, for: what)
            guard let value = try? JSON.parse(body, limits: limits.manifest), value.object != nil else {
                throw ChartSourceError(
                    .protocolViolation, "\(what): the answer is no list; check the registry's address")
            }
            tags += (value["tags"]?.array ?? []).compactMap(\.string).filter { $0.utf8.count <= Self.longestTag }
            page = try PageLink.next(in: response.headers, at: current, for: what)
        }
        return tags
    }
}

/// The way to the next page of a list.
enum PageLink {
    /// Nothing on the last page. A link to another host is refused: it would receive the registry's token.
    static func next(
        in headers: HTTPHeaders, at current: HTTPAddress, for what: String
    ) throws(ChartSourceError) -> HTTPAddress? {
        guard let link = headers["Link"], let start = link.firstIndex(of: "<"), let end = link.firstIndex(of: ">"),
            start < end, link[end...].lowercased().contains("next")
        else { return nil }
        let target = String(link[link.index(after: start)..<end])
        guard let next = current.resolving(target), next.origin == current.origin, !next.hasUser else {
            throw ChartSourceError(.protocolViolation, "\(what): the registry's next page is on another host")
        }
        return next
    }
}
