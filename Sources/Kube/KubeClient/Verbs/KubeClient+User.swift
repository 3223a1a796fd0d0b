import Documents
import KubeModel

extension KubeClient {
    /// Whom the server takes this client for; nil where it does not say, as servers before 1.28 do not.
    package func user() async -> String? {
        let kind = GroupVersionKind(group: "authentication.k8s.io", version: "v1", kind: "SelfSubjectReview")
        // Where it is not served, to ask for it is forbidden to most.
        guard (try? await discovery.resource(for: kind)) != nil else { return nil }
        let review: Value = ["apiVersion": "authentication.k8s.io/v1", "kind": "SelfSubjectReview"]
        let answer = try? await request(
            method: "POST", path: "/apis/authentication.k8s.io/v1/selfsubjectreviews", query: [],
            body: review.jsonBytes(), contentType: "application/json")
        guard let answer, let reviewed = try? JSON.parse(answer, limits: .file) else { return nil }
        return reviewed.at("status", "userInfo", "username")?.string
    }
}
