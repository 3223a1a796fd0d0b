package import ChartSources
package import Documents
package import GitOpsAPI
internal import Kustomize

/// A chart of a repository or registry, as an application wants it. What several want alike is looked up and fetched once.
package struct WantedChart: Sendable, Hashable {
    package var repositoryURL: String
    package var chart: String
    /// A version, a range, or nothing for the newest release.
    var version: String
    /// The Secret with the credentials; always of the application's own namespace.
    package var secret: ObjectKey?
    var passCredentials: Bool

    /// Nil where the chart lies at the source's path.
    package init?(_ helm: GitOpsApplication.Helm, in namespace: String) {
        guard helm.isRemote else { return nil }
        repositoryURL = helm.repoURL
        chart = helm.chart
        version = helm.version
        secret = helm.secretRef.map { ObjectKey(namespace: namespace, name: $0.name) }
        passCredentials = helm.passCredentials
    }

    /// One that a kustomization names, which has no credentials to give.
    init(_ chart: RemoteChart) {
        repositoryURL = chart.repository
        self.chart = chart.name
        version = chart.version
        passCredentials = false
    }

    /// The same at one version.
    func at(_ version: String) -> WantedChart {
        var exact = self
        exact.version = version
        return exact
    }

    package var reference: ChartReference { ChartReference(chart: chart, version: version) }

    /// Where it lies in a registry; nil where it does not.
    var address: String? { repositoryURL.hasPrefix("oci://") ? "\(repositoryURL)/\(chart)" : nil }

    /// What the chart's own Chart.yaml has to call it: in a registry `chart` may be a path.
    package var name: String { chart.split(separator: "/").last.map(String.init) ?? chart }
}

/// What a wanted chart turned out to be: one archive, which has been fetched.
package struct FetchedChart: Sendable, Hashable {
    package var version: String
    package var digest: ContentDigest
    /// Where it came from, with the credentials of then: with them it is found on disk again.
    var repository: ChartRepository

    package init(version: String, digest: ContentDigest, repository: ChartRepository) {
        self.version = version
        self.digest = digest
        self.repository = repository
    }

    /// `1.2.3@sha256:…`
    package var revision: String { "\(version)@\(digest)" }
}

/// Why a wanted chart cannot be had, as conditions have it.
package struct ChartFailure: Error, Sendable, Hashable {
    package var reason: String
    package var message: String
}

extension ChartFailure {
    package init(_ error: ChartSourceError) { self.init(reason: error.code.conditionReason, message: error.message) }
}

extension ChartSourceError.Code {
    fileprivate var conditionReason: String {
        switch self {
        case .authentication: "AuthenticationFailed"
        case .certificate: "CertificateInvalid"
        case .repositoryNotFound: "ChartRepositoryNotFound"
        case .chartNotFound: "ChartNotFound"
        case .versionNotFound: "ChartVersionNotFound"
        case .digestMismatch: "DigestMismatch"
        case .chartMismatch: "ChartMismatch"
        case .timedOut: "TimedOut"
        case .tooLarge: "TooLarge"
        case .invalid, .unsupported: "Refused"
        case .cancelled, .network, .protocolViolation, .storage: "FetchFailed"
        }
    }
}
