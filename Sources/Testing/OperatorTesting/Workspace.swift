package import Documents
import GitOpsAPI
package import KubeClient
package import KubeModel
import KubeTesting
import TestKit

/// A namespace with a git repository, for one test: `main` of the repository as the GitOpsRepository `repository`, and
/// applications on its folders.
package struct Workspace: Sendable {
    package let cluster: OperatorCluster
    package let controller: ControllerProcess
    package let namespace: String
    package let git: GitRepository

    /// In a namespace that is there.
    package init(
        _ cluster: OperatorCluster, _ controller: ControllerProcess, in namespace: String, _ git: GitRepository
    ) {
        self.init(cluster: cluster, controller: controller, namespace: namespace, git: git)
    }

    init(cluster: OperatorCluster, controller: ControllerProcess, namespace: String, git: GitRepository) {
        self.cluster = cluster
        self.controller = controller
        self.namespace = namespace
        self.git = git
    }

    package init(_ cluster: OperatorCluster, _ controller: ControllerProcess, _ name: String) async throws {
        self.init(
            cluster: cluster, controller: controller, namespace: try await cluster.controlPlane.makeNamespace(name),
            git: try GitRepository())
    }

    // MARK: Our kinds

    package static let repositoryName = "repository"

    package var repository: Reference { repository(Self.repositoryName) }

    package func repository(_ name: String) -> Reference {
        .of(APIGroup.apiVersion, "GitOpsRepository", name, in: namespace)
    }

    package func application(_ name: String = "app") -> Reference {
        .of(APIGroup.apiVersion, "GitOpsApplication", name, in: namespace)
    }

    /// An hour between looks, unless a test says otherwise: what happens in time was asked for or watched.
    @discardableResult package func applyRepository(interval: String = "1h", spec: Value = [:]) async throws -> Value {
        let basics: Value = ["url": .string(git.url), "interval": .string(interval)]
        return try await cluster.apply(
            resource("GitOpsRepository", Self.repositoryName, basics.merging(spec)), namespace: namespace)
    }

    /// Another repository than that of the workspace, or that one under another name.
    package func declare(_ other: GitRepository, as name: String) async throws {
        let spec: Value = ["url": .string(other.url), "interval": "1h"]
        try await cluster.apply(resource("GitOpsRepository", name, spec), namespace: namespace)
    }

    /// - Parameters:
    ///   - spec: more of it, over `source.path`, which is the application's name, and `source.repositoryRef`.
    ///   - metadata: more of that, over the name and the namespace.
    ///   - client: who makes it; the administrator where nobody is named.
    @discardableResult package func applyApplication(
        _ name: String = "app", spec: Value = [:], metadata: Value = [:], as client: KubeClient? = nil
    ) async throws -> Value {
        let basics: Value = [
            "source": ["repositoryRef": ["name": .string(Self.repositoryName)], "path": .string(name)]
        ]
        let application = resource("GitOpsApplication", name, basics.merging(spec)).merging(["metadata": metadata])
        return try await cluster.apply(application, namespace: namespace, as: client)
    }

    private func resource(_ kind: String, _ name: String, _ spec: Value) -> Value {
        [
            "apiVersion": .string(APIGroup.apiVersion), "kind": .string(kind),
            "metadata": ["name": .string(name), "namespace": .string(namespace)], "spec": spec,
        ]
    }

    /// Commits what is there, repository and application, and waits until the application is ready.
    package func deploy(_ name: String = "app", interval: String = "1h", spec: Value = [:]) async throws {
        try git.commit("Begin")
        try await applyRepository(interval: interval)
        try await applyApplication(name, spec: spec)
        try await waitUntilReady(name)
    }

    /// Commits, and asks for the commit to be fetched now.
    @discardableResult package func push(_ message: String = "Change something") async throws -> String {
        let commit = try git.commit(message)
        try await request(repository)
        return commit
    }

    /// Asks for a fetch, or for a run.
    package func request(_ reference: Reference) async throws {
        try await cluster.annotate(reference, Annotations.requestedAt, "\(ContinuousClock.now)")
    }

    // MARK: Status

    package func status(_ name: String = "app") async throws -> Value {
        try await cluster.get(application(name))["status"] ?? [:]
    }

    package func condition(_ type: String, of reference: Reference) async throws -> Condition? {
        Conditions(try await cluster.get(reference).at("status", "conditions"))[type]
    }

    /// The condition `Ready` of an application, where it speaks of the newest generation.
    package func ready(_ name: String = "app") async throws -> Condition? {
        ready(try await cluster.get(application(name)))
    }

    private func ready(_ object: Value) -> Condition? {
        let ready = Conditions(object.at("status", "conditions"))[ConditionType.ready]
        return ready?.observedGeneration == object.at("metadata", "generation")?.integer ? ready : nil
    }

    @discardableResult package func waitUntilReady(
        _ name: String = "app", at commit: String? = nil, within limit: Duration = .seconds(120)
    ) async throws -> Duration {
        try await eventually("\(application(name)) is ready at \(commit ?? "any commit")", within: limit, of: name) {
            // One look for both: between two, the condition of the last commit and the revision of a failed first attempt meet.
            let object = try await cluster.get(application(name))
            guard ready(object)?.status == .true else { return false }
            guard let commit else { return true }
            return object.at("status", "sync", "revision")?.string == "main@sha1:\(commit)"
        }
    }

    /// Waits until `Ready` is false for a reason, and returns the condition's message.
    @discardableResult package func waitUntilNotReady(
        _ name: String = "app", reason: String, within limit: Duration = .seconds(120)
    ) async throws -> String {
        try await eventually("\(application(name)) is not ready: \(reason)", within: limit, of: name) {
            let ready = try await ready(name)
            return ready?.status == .false && ready?.reason == reason
        }
        return try await ready(name)?.message ?? ""
    }

    /// The entry of `status.problems` for an object.
    package func problem(_ kind: String, _ object: String, of name: String = "app") async throws -> Value? {
        try await status(name)["problems"]?.array?.first { $0["kind"]?.string == kind && $0["name"]?.string == object }
    }

    // MARK: Waiting

    /// As the function of this name; what it says in the end has the application's status and the controller's log.
    @discardableResult package func eventually(
        _ what: String, within limit: Duration = .seconds(120), of name: String = "app", _ isSo: () async throws -> Bool
    ) async throws -> Duration {
        try await TestKit.eventually(what, within: limit, evidence: { await evidence(name) }, isSo)
    }

    package func always(
        _ what: String, for period: Duration, of name: String = "app", _ isSo: () async throws -> Bool
    ) async throws {
        try await OperatorTesting.always(what, for: period, evidence: { await evidence(name) }, isSo)
    }

    private func evidence(_ name: String) async -> String {
        let status = (try? await status(name).json()) ?? "none"
        return "--- status of \(application(name)): \(status)\n\(controller.logTail())"
    }
}

extension Value {
    /// Mappings are merged, anything else is replaced.
    fileprivate func merging(_ other: Value) -> Value {
        guard case .object(var merged) = self, case .object(let changes) = other else { return other }
        for (key, value) in changes { merged[key] = merged[key]?.merging(value) ?? value }
        return .object(merged)
    }
}
