import ChartSources
import FoundationEssentials
import Git
import Kustomize
import Rendering
import Transport

/// Fetches what kustomizations name elsewhere, for one build on the command line, without credentials.
struct RemoteFetcher {
    private static let gitTimeout = Duration.seconds(60)
    private static let chartBytes = 512 << 20

    private let folder: URL
    private let http: HTTPClient
    private let mirrors: GitMirrors
    private let charts: ChartSources

    init() throws {
        folder = FileManager.default.temporaryDirectory.appending(path: "martlet-\(UUID().uuidString)")
        try FileManager.default.createDirectory(
            at: folder, withIntermediateDirectories: true, attributes: [.posixPermissions: 0o700])
        http = HTTPClient(HTTPClientConfiguration(userAgent: "martlet/\(Version.text)"))
        mirrors = try GitMirrors(
            GitConfiguration(
                cacheDirectory: folder.path, temporaryDirectory: folder.path, threads: 1, allowFileURLs: true),
            http: http)
        charts = ChartSources(
            client: http, cache: try ChartCache(folder: "\(folder.path)/charts", capacity: Self.chartBytes),
            limits: ChartSourceLimits(), remembering: .seconds(600))
    }

    /// Removes what was fetched.
    func shutDown() {
        mirrors.shutDown()
        http.shutDown()
        try? FileManager.default.removeItem(at: folder)
    }

    func answer(_ question: RemoteQuestion) async -> RemoteAnswer {
        do {
            switch question {
            case .repository(let repository): return try await answer(repository)
            case .chart(let chart): return try await answer(chart)
            }
        } catch {
            return .failed("\(question) cannot be fetched: \(error)")
        }
    }

    private func answer(_ repository: RemoteRepository) async throws -> RemoteAnswer {
        let remote = GitRemote(url: repository.url)
        let references = GitReference.candidates(for: repository.reference)
        let found = try await mirrors.refresh(remote, references: references, timeout: Self.gitTimeout).revisions
        let revisions = references.compactMap { try? found[$0]?.get() }
        guard let revision = try revisions.first ?? references.first.flatMap({ try found[$0]?.get() }) else {
            return .failed("\(repository) has no such reference")
        }
        return .repository(try mirrors.tree(remote, commit: revision.commit), commit: revision.commit)
    }

    private func answer(_ chart: RemoteChart) async throws -> RemoteAnswer {
        let repository = ChartRepository(url: chart.repository, credentials: .none, tls: .system)
        let reference = ChartReference(chart: chart.name, version: chart.version)
        let version = try await charts.find(reference, in: repository, for: "", anew: false)
        let archive = try await charts.archive(of: version, in: repository)
        return .chart(
            PackedChart(
                name: chart.name, version: version.version, digest: archive.digest.description, isAlone: true
            ) { [charts] in charts.cached(archive.digest, of: repository) })
    }
}
