import Documents

extension KubeClient {
    /// Whom the server takes this client for; nil where it does not say, as servers before 1.28 do not.
    package func user() async -> String? {
        let review: Value = ["apiVersion": "authentication.k8s.io/v1", "kind": "SelfSubjectReview"]
        let answer = try? await request(
            method: "POST", path: "/apis/authentication.k8s.io/v1/selfsubjectreviews", query: [],
            body: review.jsonBytes(), contentType: "application/json")
        guard let answer, let reviewed = try? JSON.parse(answer, limits: .file) else { return nil }
        return reviewed.at("status", "userInfo", "username")?.string
    }
}
