import Documents
import Foundation
import KubeClient
import OperatorTesting
import TestKit
import Testing
import YAML

/// A cluster with a platform team, a team that works, a tenant with bad intentions, and the controller.
final class Arena: Sendable {
    /// What nobody but its owner is to see: the value of a Secret of the team, and of one of the platform.
    static let canaries = ["canary-of-team-a", "canary-of-platform"]

    /// Whose limit is in Deploy/, in KiB.
    private static let memoryLimit = 512 << 10

    /// How long others may wait for what takes a second by itself. The machines that run tests are shared, and the tenant
    /// is at work on one of two cores.
    private static let usual = Duration.seconds(20)

    let cluster: OperatorCluster
    let controller: ControllerProcess
    /// Who must not notice.
    let team: Workspace
    /// Who attacks.
    let tenant: Workspace
    /// With every right in its namespace.
    let tenantClient: KubeClient
    /// What there was before, besides the tenant's.
    private let before: Set<String>

    private init(
        _ cluster: OperatorCluster, _ controller: ControllerProcess, team: Workspace, tenant: Workspace
    ) async throws {
        self.cluster = cluster
        self.controller = controller
        self.team = team
        self.tenant = tenant
        tenantClient = try cluster.client.impersonating(serviceAccount: "owner", namespace: tenant.namespace)
        before = try Arena.objects(cluster)
    }

    static func open() async throws -> Arena {
        let cluster = try await OperatorCluster.start()
        for namespace in ["martlet-system", "platform", "team-a", "team-b"] {
            try await cluster.apply("{apiVersion: v1, kind: Namespace, metadata: {name: \(namespace)}}")
        }
        for file in ["base/service-account", "base/role", "rbac"] {
            try await cluster.apply(Project.read("Deploy/\(file).yaml"))
        }
        for (place, canary) in zip(["team-a", "platform"], canaries) {
            try await cluster.apply(
                "{apiVersion: v1, kind: Secret, metadata: {name: password}, stringData: {key: \(canary)}}",
                namespace: place)
        }
        for place in ["team-a", "team-b"] { try await cluster.apply(accounts(of: place), namespace: place) }
        let kubeconfig = try await cluster.kubeconfig(account: "martlet-controller", in: "martlet-system")
        let controller = try ControllerProcess(
            cluster, kubeconfig: kubeconfig,
            options: ["--home-namespace", "martlet-system", "--default-service-account", "martlet-applier"])
        try await controller.start()
        let team = Workspace(cluster, controller, in: "team-a", try GitRepository())
        try team.git.write("shop/settings.yaml", configMap("settings", data: "{key: '0'}"))
        try team.git.write("shop/web.yaml", web)
        try await team.deploy("shop")
        let tenant = Workspace(cluster, controller, in: "team-b", try GitRepository())
        try tenant.git.commit("Begin")
        try await tenant.applyRepository()
        return try await Arena(cluster, controller, team: team, tenant: tenant)
    }

    /// Who applies, and who owns the namespace; both may do everything in it.
    private static func accounts(of namespace: String) -> String {
        """
        {apiVersion: v1, kind: ServiceAccount, metadata: {name: martlet-applier}}
        ---
        {apiVersion: v1, kind: ServiceAccount, metadata: {name: owner}}
        ---
        apiVersion: rbac.authorization.k8s.io/v1
        kind: Role
        metadata: {name: everything}
        rules: [{apiGroups: ["*"], resources: ["*"], verbs: ["*"]}]
        ---
        apiVersion: rbac.authorization.k8s.io/v1
        kind: RoleBinding
        metadata: {name: everything}
        roleRef: {apiGroup: rbac.authorization.k8s.io, kind: Role, name: everything}
        subjects:
        - {kind: ServiceAccount, name: martlet-applier, namespace: \(namespace)}
        - {kind: ServiceAccount, name: owner, namespace: \(namespace)}
        """
    }

    private static let web = """
        apiVersion: apps/v1
        kind: Deployment
        metadata: {name: web}
        spec:
          replicas: 0
          selector: {matchLabels: {app: web}}
          template:
            metadata: {labels: {app: web}}
            spec: {containers: [{name: main, image: "example.org/web:1"}]}
        """

    // MARK: The tenant

    /// Pushes and applies all that the family tries. What the API server refuses is not ours to judge.
    func begin(_ family: Family) async throws {
        for attempt in family.attempts {
            for (path, text) in attempt.files { try tenant.git.write("\(attempt.name)/\(path)", text) }
            for (path, target) in attempt.links {
                let link = tenant.git.folder.appending(path: "\(attempt.name)/\(path)")
                try FileManager.default.createSymbolicLink(atPath: link.path, withDestinationPath: target)
            }
        }
        try await tenant.push(family.name)
        for attempt in family.attempts { await make(attempt) }
    }

    private func make(_ attempt: Attempt) async {
        for document in (try? YAML.parse(attempt.resources)) ?? [] {
            _ = try? await cluster.apply(document.value, namespace: tenant.namespace, as: tenantClient)
        }
        guard attempt.hasApplication else { return }
        func value(_ lines: String) -> Value { (try? YAML.parse(lines).first?.value) ?? [:] }
        _ = try? await tenant.applyApplication(
            attempt.name, spec: value(attempt.spec), metadata: value(attempt.metadata), as: tenantClient)
    }

    /// Returns once all of it has been looked at and told about, which is owed to the tenant, too.
    func waitUntilLookedAt(_ family: Family) async throws {
        let names = Set(family.attempts.filter(\.hasApplication).map(\.name))
        try await eventually("all have a status", within: .seconds(120), evidence: { await self.evidence() }) {
            try await self.tenantApplications().allSatisfy { application in
                !names.contains(application.name ?? "") || application.at("status", "conditions") != nil
            }
        }
    }

    private func tenantApplications() async throws -> [Value] {
        let type = try await cluster.type("gitops.martlet.dev/v1alpha1", "GitOpsApplication")
        return try await cluster.client.list(type, namespace: tenant.namespace, labelSelector: nil)
    }

    /// Takes all of it away, which has to end.
    func withdraw(_ family: Family) async throws {
        _ = try cluster.kubectl("--namespace", tenant.namespace, "delete", "goapp", "--all", "--wait=false")
        try await eventually(
            "nothing is left of \(family.name)", within: .seconds(90), evidence: { await self.evidence() }
        ) {
            try await self.tenantApplications().isEmpty
        }
        let others = family.attempts.filter { !$0.hasApplication }.map(\.name)
        guard !others.isEmpty else { return }
        _ = try cluster.kubectl(
            ["--namespace", tenant.namespace, "delete", "gorepo", "--ignore-not-found"] + others)
    }

    private func evidence() async -> String {
        let left = (try? await tenantApplications()) ?? []
        let texts = left.map { application in
            let ready = application.at("status", "conditions")?.array?.first { $0["type"]?.string == "Ready" }
            return
                "\(application.name ?? ""): \(ready?["reason"]?.string ?? "no status") \(ready?["message"]?.string ?? "")"
        }
        return (texts + [controller.logTail()]).joined(separator: "\n")
    }

    // MARK: The others

    /// A commit, an application made anew, a repair of what it has, and its end, as at any other time.
    func expectOthersGoOn(during family: Family) async throws {
        let value = "\(family.name) \(UUID().uuidString)"
        try team.git.write("shop/settings.yaml", configMap("settings", data: "{key: '\(value)'}"))
        try team.git.write("fresh/fresh.yaml", configMap("fresh"))
        try await team.push()
        let settings = Reference.configMap("settings", in: team.namespace)
        let commit = try await team.eventually("a commit is live during \(family.name)", within: Self.usual, of: "shop")
        {
            try await cluster.find(settings)?.at("data", "key")?.string == value
        }
        try await team.waitUntilReady("shop", within: Self.usual)
        try await team.applyApplication("fresh")
        let first = try await team.waitUntilReady("fresh", within: Self.usual)
        // Of an object that nobody has repaired yet: what is deleted again and again comes back more and more slowly.
        let fresh = Reference.configMap("fresh", in: team.namespace)
        try await cluster.delete(fresh)
        let repair = try await team.eventually("a repair during \(family.name)", within: Self.usual, of: "fresh") {
            try await cluster.exists(fresh)
        }
        try await cluster.delete(team.application("fresh"))
        let end = try await team.eventually(
            "an application ends during \(family.name)", within: Self.usual, of: "fresh"
        ) {
            try await !cluster.exists(team.application("fresh"))
        }
        print("hostile: during \(family.name): commit \(commit), new \(first), repair \(repair), end \(end)")
    }

    /// Nothing of others is read, changed, made or gone, and there was memory enough.
    func expectNothingTaken(by family: Family) async throws {
        let now = try Arena.objects(cluster)
        #expect(now.symmetricDifference(before).sorted() == [], "\(family.name)")
        let seen = try cluster.kubectl(
            "--namespace", tenant.namespace, "get", "goapp,gorepo,configmaps,events", "--output=json")
        for secret in Arena.canaries.flatMap({ [$0, Data($0.utf8).base64EncodedString()] }) {
            #expect(!seen.contains(secret), "\(family.name) has read a Secret of others")
            #expect(!controller.log.contains(secret), "\(family.name)")
        }
        #expect(!seen.contains("root:x:0:0"), "\(family.name) has read a file of the controller's")
        #expect(!FileManager.default.fileExists(atPath: "/tmp/martlet-was-here"), "\(family.name) has run a command")
        #expect(controller.isRunning)
        let peak = try controller.peakMemory()
        print("hostile: peak of memory after \(family.name): \(peak >> 10) MiB")
        #expect(peak < Self.memoryLimit, "\(family.name): \(peak) KiB")
    }

    /// All that is not the tenant's, by kind, name and uid. What is deleted and made anew by others has no uid here.
    private static func objects(_ cluster: OperatorCluster) throws -> Set<String> {
        let kinds = [
            "secrets", "configmaps", "serviceaccounts", "deployments", "roles", "rolebindings", "clusterroles",
            "clusterrolebindings", "namespaces", "goapp", "gorepo", "customresourcedefinitions", "apiservices",
            "mutatingwebhookconfigurations", "persistentvolumes", "nodes",
        ]
        let text = try cluster.kubectl(
            "get", kinds.joined(separator: ","), "--all-namespaces", "--no-headers",
            "--output=custom-columns=K:.kind,N:.metadata.namespace,M:.metadata.name,U:.metadata.uid")
        let lines = text.split(separator: "\n").map { $0.split(separator: " ").map(String.init) }
        return Set(
            lines.filter { $0.count == 4 && $0[1] != "team-b" && !$0[2].hasPrefix("martlet-kept-") }.map { fields in
                fields[2] == "settings" ? fields.dropLast().joined(separator: " ") : fields.joined(separator: " ")
            })
    }
}
