import Commands
import Controllers
import Documents
import FoundationEssentials
import Git
import GitOpsAPI
import KubeClient
import KubeModel
import LogOutput
import Logging
import Metrics
import Previewing
import Rendering
import Sourcing
import Surroundings

/// Fetches and renders an application's source for whoever looks once.
struct SourceReading: Sendable {
    /// The name of the one that applies the application.
    var installation: String
    /// Whether kustomizations may name other repositories, and charts to fetch.
    var allowsRemoteBases: Bool
    var patience: Duration
    /// How many commits of a history are fetched.
    var depth = 1

    /// What looks need besides an application.
    struct Means: Sendable {
        var client: KubeClient
        var mirrors: any RepositoryMirrors
        var sources: ScratchSources
        var renders: RenderCache
        var logger: Logger
    }

    /// Does something with sources, and removes what was fetched.
    ///
    /// - Parameters:
    ///   - local: a folder in the place of the repository that the application names first.
    ///   - what: what takes too long, where it does.
    func open<Answer: Sendable>(
        _ session: Session, local: String?, for what: String,
        _ work: @escaping @Sendable (Means) async throws(SourceVisitError) -> Answer
    ) async throws(CommandError) -> Answer {
        let sources: ScratchSources
        do {
            sources = try ScratchSources(depth: depth)
        } catch {
            throw CommandError(.failed, "there is no room for the sources: \(error)")
        }
        defer { sources.shutDown() }
        let mirrors: any RepositoryMirrors =
            local.map { FolderMirrors(URL(filePath: $0).standardizedFileURL.path, besides: sources.mirrors) }
            ?? sources.mirrors
        let means = Means(
            client: session.client, mirrors: mirrors, sources: sources,
            renders: RenderCache(entries: 8, bytes: 64 << 20, metrics: Metrics()),
            logger: Logger(label: "martlet") { _ in SwiftLogNoOpLogHandler() })
        return try await TimeLimit.within(patience, .system, waitingFor: { what }) { () async throws(CommandError) in
            do throws(SourceVisitError) { return try await work(means) } catch { throw CommandError(error) }
        }
    }

    /// Compares an application, or what it is made of.
    ///
    /// - Parameter target: a release of Kubernetes that is to come; nil where none is thought of.
    func diff<Answer: Sendable>(
        _ key: ObjectKey, _ session: Session, local: String?, target: KubeRelease?,
        _ work: @escaping @Sendable (ApplicationDiff) async throws(SourceVisitError) -> Answer
    ) async throws(CommandError) -> Answer {
        try await open(session, local: local, for: "\(key.name) cannot be rendered and compared") {
            means throws(SourceVisitError) in
            let application = try await Self.read(key, means.client)
            return try await work(
                ApplicationDiff(
                    application, client: means.client, mirrors: means.mirrors, charts: means.sources.charts,
                    renders: means.renders, installation: installation, allowsRemoteBases: allowsRemoteBases,
                    target: target, supposing: .none, logger: means.logger))
        }
    }

    static func read(
        _ key: ObjectKey, _ client: KubeClient
    ) async throws(SourceVisitError) -> GitOpsApplication {
        do throws(KubeError) {
            let object = try await client.get(GitOpsApplication.resource, key)
            guard let application = try? GitOpsApplication(object) else {
                throw KubeError(.decoding, "it is none")
            }
            return application
        } catch {
            throw SourceVisitError("cannot read the GitOpsApplication \(key)", error)
        }
    }
}
