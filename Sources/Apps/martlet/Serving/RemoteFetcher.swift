import ChartSources
import Git
import Kustomize
import Rendering
import Transport

/// Fetches what kustomizations name elsewhere, for one build on the command line, without credentials.
struct RemoteFetcher {
    private static let gitTimeout = Duration.seconds(60)

    private let sources: ScratchSources
    private var mirrors: GitMirrors { sources.mirrors }
    private var charts: ChartSources { sources.charts }

    init() throws { sources = try ScratchSources() }

    /// Removes what was fetched.
    func shutDown() { sources.shutDown() }

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
