import Transport

/// A chart repository: files behind an index, over http.
struct IndexedRepository: Sendable {
    private let courier: Courier
    private let base: HTTPAddress
    private let credentials: CredentialEntry
    /// For messages.
    private let name: String

    init(_ courier: Courier) throws(ChartSourceError) {
        self.courier = courier
        guard let base = HTTPAddress(courier.repository.url) else {
            throw ChartSourceError(
                .invalid,
                "the address of the chart repository is no URL; write https://…, http://… or oci://…")
        }
        guard !base.hasUser else {
            throw ChartSourceError(
                .invalid, "the address of the chart repository \(base) holds credentials; move them to a Secret")
        }
        self.base = base
        name = "the chart repository \(base)"
        let place = base.text.dropFirst(base.scheme.count + 3).prefix { $0 != "?" && $0 != "#" }
        credentials = try courier.repository.credentials.entry(for: String(place))
    }

    private var indexName: String { "the index of \(name)" }

    /// - Parameter namespace: for which it is asked for.
    func index(for namespace: String) async throws(ChartSourceError) -> RepositoryIndex {
        let path = base.path.hasSuffix("/") ? base.path : base.path + "/"
        guard let address = base.replacing(path: path + "index.yaml", query: base.query) else {
            throw ChartSourceError(.invalid, "\(name): no address for its index can be made; check the URL")
        }
        var headers = headers(for: address)
        headers["Accept-Encoding"] = "gzip"
        let file = try courier.cache.incoming()
        let response = try await courier.receive(
            address, home: base, headers: headers, limit: courier.limits.indexBytes, into: file, for: indexName)
        try courier.check(response, missing: .repositoryNotFound, for: indexName)
        let encoding = response.headers["Content-Encoding"]?.lowercased() ?? "identity"
        guard ["identity", "gzip", "x-gzip"].contains(encoding) else {
            throw ChartSourceError(
                .unsupported, "\(indexName) comes in the encoding \(encoding.quoted); let the server send it as it is")
        }
        return try await IndexFile(
            file: file, isCompressed: encoding != "identity", limits: courier.limits, folder: courier.cache.folder,
            what: indexName
        ).index(in: courier.rooms, for: namespace)
    }

    func find(_ reference: ChartReference, in index: RepositoryIndex) throws(ChartSourceError) -> ChartVersion {
        let entry = try index.entry(reference, of: indexName)
        let what = "\(indexName): \(reference.chart.quoted) \(entry.version.quoted)"
        var digest: ContentDigest?
        if let written = entry.digest {
            digest = ContentDigest(written)
            guard digest != nil else {
                throw ChartSourceError(.unsupported, "\(what) has the digest \(written.quoted), which is not sha256")
            }
        }
        guard let url = entry.url else {
            throw ChartSourceError(
                .protocolViolation, "\(what) has no URL, or one that is too long; have the index made again")
        }
        let location = try location(url, of: what)
        if case .file(let address) = location, base.scheme == "https", address.scheme == "http", digest == nil {
            throw ChartSourceError(
                .protocolViolation, "\(what) is served by http without a digest, so anybody could change it; use https")
        }
        return ChartVersion(chart: reference.chart, version: entry.version, digest: digest, location: location)
    }

    private func location(_ url: String, of what: String) throws(ChartSourceError) -> ChartLocation {
        if url.hasPrefix(RegistryAddress.scheme) {
            let (registry, tag) = try RegistryAddress.tagged(url, plainHTTP: courier.repository.plainHTTP)
            return .tag(registry, tag)
        }
        guard let address = resolve(url), !address.hasUser else {
            throw ChartSourceError(.protocolViolation, "\(what) has the URL \(Self.shown(url)), which leads nowhere")
        }
        return .file(address)
    }

    /// Relative URLs are below the repository's own, and keep its query, as Helm has it.
    private func resolve(_ url: String) -> HTTPAddress? {
        if let absolute = HTTPAddress(url) { return absolute }
        let path = base.path.hasSuffix("/") ? base.path : base.path + "/"
        guard let folder = base.replacing(path: path, query: nil), let address = folder.resolving(url) else {
            return nil
        }
        return address.query == nil ? address.replacing(path: address.path, query: base.query) : address
    }

    /// Queries may be signatures.
    private static func shown(_ url: String) -> String { String(url.prefix { $0 != "?" && $0 != "@" }).quoted }

    func archive(
        _ address: HTTPAddress, of version: ChartVersion, into file: SpoolFile
    ) async throws(ChartSourceError) {
        let what = "the archive of \(version.chart.quoted) \(version.version.quoted) from \(name)"
        let response = try await courier.receive(
            address, home: base, headers: headers(for: address), limit: courier.limits.archiveBytes, into: file,
            for: what)
        try courier.check(response, missing: .versionNotFound, for: what)
    }

    private func headers(for address: HTTPAddress) -> HTTPHeaders {
        guard let authorization = credentials.authorization, courier.isTrusted(address, home: base) else { return [:] }
        return ["Authorization": authorization.exposed]
    }
}
