import Approvals
import Documents
import GitOpsAPI
import KubeClient
import KubeModel
import MemoryCluster
import Operating
import OperatorTesting

extension Bench {
    /// Declares an environment that binds a namespace.
    func declareEnvironment(_ name: String = "prod", namespace: String = "default", _ more: Object = [:]) async throws {
        var spec: Object = ["destinations": ["namespaces": ["names": [.string(namespace)]]]]
        for (key, value) in more { spec[key] = value }
        let environment: Value = [
            "apiVersion": "gitops.martlet.dev/v1alpha1", "kind": "GitOpsEnvironment",
            "metadata": ["name": .string(name)], "spec": .object(spec),
        ]
        _ = try await client.apply(
            GitOpsEnvironment.resource, ObjectKey(namespace: "", name: name), body: environment, fieldManager: "person",
            force: true, dryRun: false)
    }

    func deleteEnvironment(_ name: String) async throws {
        _ = try await client.delete(
            GitOpsEnvironment.resource, ObjectKey(namespace: "", name: name), uid: nil, resourceVersion: nil,
            propagation: .background)
    }

    /// What has to be approved for an application.
    func pending(_ application: String = "a", in environment: String = "prod") -> GitOpsApplication.PendingApproval? {
        standing(application)?.approvals.first { $0.environment == environment }
    }

    func standing(_ application: String = "a") -> GitOpsApplication.Status? {
        applications[application].flatMap { try? GitOpsApplication($0).status }
    }

    /// Of the first gate that holds an application.
    func holdReason(_ application: String = "a") -> String? { standing(application)?.gates.first?.reason }

    /// Who has the right, as `verb user`.
    func entitle(_ rights: Set<String>) {
        cluster.review { spec in
            let attributes = spec["resourceAttributes"]
            guard attributes?["resource"] == "gitopsenvironments", attributes?["group"] == "gitops.martlet.dev",
                attributes?["namespace"] == "default"
            else { return false }
            let verb = attributes?["verb"]?.string ?? ""
            return rights.contains("\(verb) \(spec["user"]?.string ?? "")")
        }
    }

    /// Has somebody decide about what is asked of an application.
    func decide(
        _ verb: ApprovalDecision.Verb = .approve, by user: String, groups: [String] = [],
        about pending: GitOpsApplication.PendingApproval?, reason: String = ""
    ) async throws {
        guard let pending else { throw Unexpected("nothing has to be approved\n\(evidence)") }
        try await decide(
            verb, by: user, groups: groups, digest: pending.digest, environment: pending.environment, reason: reason)
    }

    func decide(
        _ verb: ApprovalDecision.Verb = .approve, by user: String, groups: [String] = [], digest: String,
        environment: String = "prod", reason: String = "", more: Object = [:]
    ) async throws {
        let subject = Witness.Subject(namespace: "default", environment: environment, digest: digest)
        var spec: Object = [
            "signerName": .string(Witness.signer(verb, subject)), "request": "", "usages": ["client auth"],
        ]
        for (key, value) in more { spec[key] = value }
        _ = try await client.impersonating(user, groups: groups).create(
            Witness.type, namespace: nil,
            body: [
                "apiVersion": "certificates.k8s.io/v1", "kind": "CertificateSigningRequest",
                "metadata": ["generateName": "w-", "annotations": ["gitops.martlet.dev/reason": .string(reason)]],
                "spec": .object(spec),
            ])
    }

    /// Writes into an application's status, as somebody may who may do everything in a namespace.
    func forge(_ application: String = "a", _ status: Value) async throws {
        _ = try await client.patch(
            GitOpsApplication.resource, ObjectKey(namespace: "default", name: application), subresource: "status",
            kind: .merge, body: ["status": status])
    }

    /// The states that a record went through.
    func states(_ index: Int = -1) -> [DeploymentMark.State] {
        let all = records
        let record = index < 0 ? all.last : all.dropFirst(index).first
        return record?.status.states.map(\.state) ?? []
    }
}
