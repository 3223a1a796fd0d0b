import Documents
import FoundationEssentials
import KubeClient
import KubeModel
import KubeTesting

extension OperatorCluster {
    /// Writes a kubeconfig with a token of a service account, which has to exist, and returns its path. The file goes with
    /// the cluster.
    package func kubeconfig(account: String, in namespace: String) async throws -> String {
        let request: Value = [
            "apiVersion": "authentication.k8s.io/v1", "kind": "TokenRequest", "spec": ["expirationSeconds": 3_600],
        ]
        let answer = try await client.request(
            method: "POST", path: "/api/v1/namespaces/\(namespace)/serviceaccounts/\(account)/token", query: [],
            body: request.jsonBytes(), contentType: "application/json")
        guard let token = try JSON.parse(answer).at("status", "token")?.string else {
            throw Unexpected("the server gave no token for the service account \(account)")
        }
        let administrators = try String(contentsOfFile: controlPlane.kubeconfigPath, encoding: .utf8)
        let path = "\(controlPlane.kubeconfigPath)-\(namespace)-\(account)"
        try administrators.replacing(/token: [^}\s]+/, with: "token: \(token)")
            .write(toFile: path, atomically: true, encoding: .utf8)
        return path
    }
}
