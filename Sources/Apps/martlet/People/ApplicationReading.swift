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
import Transport

/// Fetches and renders an application's source for whoever looks once.
struct ApplicationReading: Sendable {
    private let cluster: ClusterOptions
    private let local: String?
    private let installation: String

    /// - Parameters:
    ///   - local: a folder in the place of the repository that the application names first.
    ///   - installation: the name of the one that applies the application.
    init(_ cluster: ClusterOptions, local: String?, installation: String) {
        self.cluster = cluster
        self.local = local
        self.installation = installation
    }

    /// Does something with an application and its sources, and removes what was fetched.
    func open<Answer>(
        _ name: String, allowsRemoteBases: Bool, target: KubeRelease?,
        _ work: (ApplicationDiff) async throws -> Answer
    ) async throws -> Answer {
        let http = HTTPClient(HTTPClientConfiguration(userAgent: "martlet/\(Version.text)"))
        defer { http.shutDown() }
        let sources = try ScratchSources()
        defer { sources.shutDown() }
        let logger = Logger(label: "martlet") { _ in SwiftLogNoOpLogHandler() }
        let client: KubeClient
        do throws(KubeError) {
            client = try cluster.client(http, logger: logger)
        } catch {
            throw SourceVisitError("cannot connect", error)
        }
        let mirrors: any RepositoryMirrors =
            local.map { FolderMirrors(URL(filePath: $0).standardizedFileURL.path, besides: sources.mirrors) }
            ?? sources.mirrors
        let diff = try ApplicationDiff(
            try await read(name, client), client: client, mirrors: mirrors, charts: sources.charts,
            renders: RenderCache(entries: 8, bytes: 64 << 20, metrics: Metrics()), installation: installation,
            allowsRemoteBases: allowsRemoteBases, target: target, supposing: .none, logger: logger)
        return try await work(diff)
    }

    private func read(_ name: String, _ client: KubeClient) async throws(SourceVisitError) -> GitOpsApplication {
        let key = ObjectKey(namespace: cluster.namespace ?? client.defaultNamespace ?? "default", name: name)
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

    /// Ends work that takes too long.
    static func within<Answer: Sendable>(
        _ limit: Duration, _ work: @escaping @Sendable () async throws -> Answer
    ) async throws -> Answer {
        try await withThrowingTaskGroup(of: Answer?.self) { group in
            group.addTask(name: "work") { try await work() }
            group.addTask(name: "time") {
                try await Surroundings.system.sleep(for: limit)
                return nil
            }
            defer { group.cancelAll() }
            guard let answer = try await group.next() ?? nil else {
                let seconds = limit.components.seconds
                throw SourceVisitError(.timedOut, "it took more than \(seconds) seconds; see --timeout")
            }
            return answer
        }
    }
}
