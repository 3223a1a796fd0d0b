import Documents
import FoundationEssentials
import KubeClient
import KubeModel
import KubeTesting

extension OperatorCluster {
    /// As Deploy/applier.yaml for a controller whose own namespace this is: its applications that name no account may do
    /// everything.
    package func grantApplier(in home: String) async throws {
        try await apply(
            """
            apiVersion: rbac.authorization.k8s.io/v1
            kind: ClusterRoleBinding
            metadata: {name: martlet-applier-\(home)}
            roleRef: {apiGroup: rbac.authorization.k8s.io, kind: ClusterRole, name: cluster-admin}
            subjects:
            - {kind: ServiceAccount, name: martlet-applier, namespace: \(home)}
            """)
    }

    /// Writes a kubeconfig with a token of a service account, which has to exist, and returns its path. The file goes with
    /// the cluster.
    package func kubeconfig(account: String, in namespace: String) async throws -> String {
        let request: Value = [
            "apiVersion": "authentication.k8s.io/v1", "kind": "TokenRequest", "spec": ["expirationSeconds": 3_600],
        ]
        let answer = try await client.request(
            method: "POST", path: "/api/v1/namespaces/\(namespace)/serviceaccounts/\(account)/token", query: [],
            body: request.jsonBytes(), contentType: "application/json")
        guard let token = try JSON.parse(answer, limits: .file).at("status", "token")?.string else {
            throw Unexpected("the server gave no token for the service account \(account)")
        }
        let administrators = try String(contentsOfFile: controlPlane.kubeconfigPath, encoding: .utf8)
        let path = "\(controlPlane.kubeconfigPath)-\(namespace)-\(account)"
        try administrators.replacing(/token: [^}\s]+/, with: "token: \(token)")
            .write(toFile: path, atomically: true, encoding: .utf8)
        return path
    }
}
