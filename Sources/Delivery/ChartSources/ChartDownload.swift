import Transport

/// Gets the archive of one version from where it lies.
struct ChartDownload: Sendable {
    private static let gzipSignature: [UInt8] = [0x1F, 0x8B]

    private let courier: Courier
    private let version: ChartVersion
    /// For messages.
    private let what: String

    init(_ courier: Courier, _ version: ChartVersion) {
        self.courier = courier
        self.version = version
        what = "the archive of \(version.chart.quoted) \(version.version.quoted)"
    }

    /// Of a gzip file, with the digest that the version names, where it names one.
    func file() async throws(ChartSourceError) -> (file: SpoolFile, digest: ContentDigest) {
        let file = try courier.cache.incoming()
        switch version.location {
        case .file(let address): try await IndexedRepository(courier).archive(address, of: version, into: file)
        case .blob(let address, let digest, let size):
            var registry = try registry(address, courier)
            try await registry.archive(digest, size: size, into: file)
        case .tag(let address, let tag):
            var registry = try registry(address, courier(for: address))
            let manifest = try await registry.manifest(tag)
            // Indexes name the archive's digest, and some the manifest's.
            try check(version.digest, isOneOf: [manifest.chart.digest, manifest.digest])
            try await registry.archive(manifest.chart.digest, size: manifest.chart.size, into: file)
        }
        let (digest, signature) = try examine(file)
        if case .file = version.location { try check(version.digest, isOneOf: [digest]) }
        guard signature == Self.gzipSignature else {
            throw ChartSourceError(
                .protocolViolation, "\(what): what the server sent is no .tgz file; look at it in the repository")
        }
        return (file, digest)
    }

    private func examine(
        _ file: SpoolFile
    ) throws(ChartSourceError) -> (digest: ContentDigest, signature: [UInt8]) {
        do throws(SpoolFile.Failure) {
            return (try ContentDigest(of: file), try file.read(from: 0, atMost: Self.gzipSignature.count))
        } catch {
            throw ChartSourceError(error, in: courier.cache.folder)
        }
    }

    private func registry(_ address: RegistryAddress, _ courier: Courier) throws(ChartSourceError) -> Registry {
        Registry(try RegistrySession(address, courier))
    }

    /// For a registry that the index of a chart repository leads to.
    private func courier(for address: RegistryAddress) -> Courier {
        guard let home = HTTPAddress(courier.repository.url) else { return courier.anonymous }
        return courier.isTrusted(address.home, home: home) ? courier : courier.anonymous
    }

    private func check(_ wanted: ContentDigest?, isOneOf found: [ContentDigest]) throws(ChartSourceError) {
        guard let wanted, !found.contains(wanted) else { return }
        throw ChartSourceError(
            .digestMismatch,
            "\(what): the server sent \(found[0]), and the index names \(wanted); have the index made again")
    }
}
