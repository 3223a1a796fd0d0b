import Documents
import FoundationEssentials
import OperatorTesting
import TestKit

/// A namespace of a team that delivers with Martlet: a git repository behind a password on a server of this machine, the
/// GitOpsRepository on it, and applications on its folders.
struct Team {
    let namespace: String
    let git: GitRepository
    private let server: SecureGitServer

    private static let password = "e2e-right-password"

    /// Makes all of it but the applications. The namespace's name is new each time.
    init(_ name: String) async throws {
        namespace = "\(name)-\(UUID().uuidString.prefix(6).lowercased())"
        git = try GitRepository()
        server = try SecureGitServer(
            git, for: .password(user: "ada", Self.password), at: Setting.nodeAddress)
        try git.commit("Begin")
        try await Kubectl.run(["create", "namespace", namespace])
        try await Kubectl.apply(repository, namespace: namespace)
    }

    private var repository: String {
        """
        apiVersion: v1
        kind: Secret
        metadata:
          name: git-credentials
        stringData:
          username: ada
          password: \(Self.password)
          ca.crt: |
        \(server.authority.split(separator: "\n").map { "    \($0)" }.joined(separator: "\n"))
        ---
        apiVersion: gitops.martlet.dev/v1alpha1
        kind: GitOpsRepository
        metadata:
          name: repository
        spec:
          url: \(server.url)
          interval: 1h
          secretRef:
            name: git-credentials
        """
    }

    /// Applies the application on the repository's folder of its name.
    ///
    /// - Parameter more: of its specification, a line.
    func apply(application name: String, serviceAccount: String? = nil, more: String = "") async throws {
        try await Kubectl.apply(
            """
            apiVersion: gitops.martlet.dev/v1alpha1
            kind: GitOpsApplication
            metadata:
              name: \(name)
            spec:
              source:
                repositoryRef:
                  name: repository
                path: \(name)
              destination:
                namespace: \(namespace)
            \(serviceAccount.map { "    serviceAccountName: \($0)" } ?? "")
              \(more)
            """, namespace: namespace)
    }

    /// Commits, and asks for the commit to be fetched now, as a webhook would.
    @discardableResult func push(_ message: String = "Change something") async throws -> String {
        let commit = try git.commit(message)
        try await Kubectl.run([
            "--namespace", namespace, "annotate", "--overwrite", "gitopsrepository/repository",
            "gitops.martlet.dev/requestedAt=\(UUID().uuidString)",
        ])
        return commit
    }

    func status(_ application: String) async throws -> Value {
        try await Kubectl.json(["--namespace", namespace, "get", "gitopsapplication", application])["status"] ?? [:]
    }

    /// Waits until the application is at a commit, and healthy.
    @discardableResult func waitUntilHealthy(
        _ application: String, at commit: String? = nil, within limit: Duration = .seconds(90)
    ) async throws -> Duration {
        try await eventually("\(application) is synced and healthy", within: limit, of: application) {
            let status = try await status(application)
            let isSynced =
                commit == nil || status.at("sync", "revision")?.string?.hasSuffix(commit ?? "") == true
            return isSynced && status.at("sync", "status")?.string == "Synced"
                && status.at("health", "status")?.string == "Healthy"
        }
    }

    /// Waits until the application is degraded, and its message names something; returns the message.
    @discardableResult func waitUntilDegraded(
        _ application: String, naming words: [String], within limit: Duration = .seconds(120)
    ) async throws -> String {
        try await eventually("\(application) is degraded, naming \(words)", within: limit, of: application) {
            let health = try await status(application)["health"]
            let message = health?["message"]?.string ?? ""
            return health?["status"]?.string == "Degraded" && words.allSatisfy(message.contains)
        }
        return try await status(application).at("health", "message")?.string ?? ""
    }

    /// As the function of this name; what it says in the end has the application's status and the state of its Pods.
    @discardableResult func eventually(
        _ what: String, within limit: Duration, of application: String, _ isSo: () async throws -> Bool
    ) async throws -> Duration {
        try await TestKit.eventually(what, within: limit, evidence: { await evidence(application) }, isSo)
    }

    private func evidence(_ application: String) async -> String {
        let status = (try? await status(application).json()) ?? "none"
        let pods = (try? await Kubectl.run(["--namespace", namespace, "get", "pods", "-o", "wide"])) ?? ""
        let log = (try? await Installation.log()) ?? ""
        return "--- status of \(application): \(status)\n--- Pods\n\(pods)\n--- the controller's log ends with\n\(log)"
    }

    /// Removes all of it, applications first, so that Martlet removes what it applied.
    func leave() async throws {
        try await Kubectl.run(
            ["--namespace", namespace, "delete", "gitopsapplications", "--all", "--timeout=60s"], within: .seconds(90))
        try await Kubectl.run(["delete", "namespace", namespace, "--wait=false"])
    }
}

extension EndToEndTests {
    /// Runs with a team of its own, and removes all of it in the end, also where the test fails.
    func withTeam(_ name: String, _ body: (Team) async throws -> Void) async throws {
        let team = try await Team(name)
        do {
            try await body(team)
        } catch {
            try? await team.leave()
            throw error
        }
        try await team.leave()
    }
}
