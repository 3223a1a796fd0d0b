import Digests
package import Transport

/// Where charts come from, and how to be let in.
package struct ChartRepository: Sendable, Hashable {
    /// `https://…` or `http://…` of a chart repository with an `index.yaml`, or `oci://host/path` of a registry.
    package var url: String
    package var credentials: ChartCredentials
    /// Whom to trust, for every host that this repository leads to. A client certificate is for its own host only.
    package var tls: TLSConfiguration
    /// Also gives the credentials to other hosts that the repository's index names.
    package var passCredentials: Bool
    /// Speaks http with a registry: for tests, and for registries inside a cluster.
    package var plainHTTP: Bool

    package init(
        url: String, credentials: ChartCredentials, tls: TLSConfiguration, passCredentials: Bool = false,
        plainHTTP: Bool = false
    ) {
        self.url = url
        self.credentials = credentials
        self.tls = tls
        self.passCredentials = passCredentials
        self.plainHTTP = plainHTTP
    }

    var isRegistry: Bool { url.hasPrefix(RegistryAddress.scheme) }

    /// A name for an archive that came with exactly these credentials. The salt keeps it from telling anything of the
    /// repository or of a weak password.
    func identity(salt: [UInt8], _ digest: ContentDigest) -> String {
        var builder = Digest.Builder()
        builder.add(salt)
        builder.add(digest.hex)
        builder.add(url)
        builder.add(tls.caPEM ?? [])
        builder.add(tls.clientCertificatePEM ?? [])
        builder.add(tls.clientKeyPEM?.exposed ?? [])
        builder.add(tls.serverName ?? "")
        builder.add("\(tls.insecureSkipVerify) \(plainHTTP) \(passCredentials)")
        for part in credentials.parts { builder.add(part) }
        return builder.finish().hex
    }
}

/// Which chart of a repository.
package struct ChartReference: Sendable, Hashable {
    /// Of a chart, in bytes: nobody asks for longer ones.
    static let longestName = 250

    /// In a registry it is added to the repository's path; empty where that path is the chart's own.
    package var chart: String
    /// A version, a range such as `^1.2`, nothing for the newest release, or in a registry `sha256:…` of a manifest.
    package var version: String

    package init(chart: String, version: String) {
        self.chart = chart
        self.version = version
    }
}

/// A version of a chart that a repository has.
package struct ChartVersion: Sendable, Hashable {
    package let chart: String
    package let version: String
    /// Of the archive, as the repository says; nothing where its index names none.
    package let digest: ContentDigest?
    let location: ChartLocation

    init(chart: String, version: String, digest: ContentDigest?, location: ChartLocation) {
        self.chart = chart
        self.version = version
        self.digest = digest
        self.location = location
    }

    /// One whose archive is a file.
    package init(chart: String, version: String, digest: ContentDigest?, at address: HTTPAddress) {
        self.init(chart: chart, version: version, digest: digest, location: .file(address))
    }
}

/// A chart's archive, as it was published.
package struct ChartArchive: Sendable, Hashable {
    package let chart: String
    package let version: String
    /// Checked against what the repository says.
    package let digest: ContentDigest
    /// In bytes, of the `.tgz`. It is not unpacked: what is in it is unknown yet.
    package let size: Int
    /// Whether the next one who asks is served from disk; false where the disk is full, or the cache too small for it.
    package let isCached: Bool

    package init(chart: String, version: String, digest: ContentDigest, size: Int, isCached: Bool) {
        self.chart = chart
        self.version = version
        self.digest = digest
        self.size = size
        self.isCached = isCached
    }
}

/// Where an archive lies.
enum ChartLocation: Sendable, Hashable {
    case file(HTTPAddress)
    case blob(RegistryAddress, ContentDigest, size: Int)
    /// Indexes may lead into registries.
    case tag(RegistryAddress, String)
}
