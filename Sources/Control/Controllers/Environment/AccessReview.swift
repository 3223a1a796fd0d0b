internal import Approvals
internal import Documents
internal import GitOpsAPI
internal import KubeClient
internal import KubeModel

/// Asks the API server's authorizers whether a user that it has witnessed may decide.
struct AccessReview: Sendable {
    private static let type = ResourceType(
        gvk: GroupVersionKind(group: "authorization.k8s.io", version: "v1", kind: "SubjectAccessReview"),
        plural: "subjectaccessreviews", namespaced: false, verbs: ["create"])

    let client: KubeClient

    func allows(_ decision: ApprovalDecision, in namespace: String) async throws(KubeError) -> Bool {
        var extra = Object()
        for part in decision.extra { extra[part.key] = .array(part.values.map { .string($0) }) }
        let body: Value = [
            "apiVersion": "authorization.k8s.io/v1", "kind": "SubjectAccessReview",
            "spec": [
                "user": .string(decision.user), "uid": .string(decision.uid),
                "groups": .array(decision.groups.map { .string($0) }), "extra": .object(extra),
                "resourceAttributes": GitOpsEnvironment.right(
                    to: decision.verb, decision.environment, in: namespace),
            ],
        ]
        let answer = try await client.create(Self.type, namespace: nil, body: body)
        return answer.at("status", "allowed")?.bool == true && answer.at("status", "denied")?.bool != true
    }
}
