import Documents
import KubeModel
import OperatorTesting
import Testing

extension IntegrationTests {
    @Suite("what Helm charts look up in the cluster") struct LookupChartTests {
        private func write(_ kind: String, to git: GitRepository) throws {
            try git.write("app/Chart.yaml", "apiVersion: v2\nname: app\nversion: 1.0.0\n")
            try git.write(
                "app/templates/one.yaml",
                configMap(
                    "one",
                    "{{ (lookup `v1` `\(kind)` .Release.Namespace `other`).data | default dict | toJson | b64enc }}"))
        }

        private let asDeployer: Value = ["destination": ["serviceAccountName": "deployer"]]

        @Test("a chart gets what its account may see, and is rendered again when that has changed")
        func changes() async throws {
            let workspace = try await workspace()
            try await workspace.cluster.apply(
                deployer.replacing("NAMESPACE", with: workspace.namespace), namespace: workspace.namespace)
            try write("ConfigMap", to: workspace.git)
            try await workspace.deploy(spec: asDeployer)
            #expect(try await workspace.value("one") == "e30=", "an empty map")
            try await workspace.cluster.apply(configMap("other", "1"), namespace: workspace.namespace)
            try await workspace.request(workspace.application())
            try await workspace.eventually("what is there now is in the render") {
                try await workspace.value("one") == "eyJrZXkiOiIxIn0="
            }
        }

        @Test("what the account may not see is an error that names both, and no other account is taken for it")
        func forbidden() async throws {
            let workspace = try await workspace()
            try await workspace.cluster.apply(
                deployer.replacing("NAMESPACE", with: workspace.namespace), namespace: workspace.namespace)
            try await workspace.cluster.apply(
                "apiVersion: v1\nkind: Secret\nmetadata: {name: other}\nstringData: {password: xk7-looked-up}",
                namespace: workspace.namespace)
            try write("Secret", to: workspace.git)
            try workspace.git.commit()
            try await workspace.applyRepository()
            try await workspace.applyApplication(spec: asDeployer)
            let message = try await workspace.waitUntilNotReady(reason: "RenderFailed")
            #expect(message.contains("app/templates/one.yaml:"), "\(message)")
            #expect(message.contains("cannot look up the Secret (v1) other in \(workspace.namespace)"), "\(message)")
            #expect(message.contains("as the service account \(workspace.namespace)/deployer"), "\(message)")
            #expect(try await workspace.value("one") == nil)
            try workspace.git.write(
                "app/templates/one.yaml",
                "a: {{ fail (lookup `v1` `Secret` .Release.Namespace `other`).data.password }}\n")
            try await workspace.push()
            try await workspace.applyApplication()
            try await workspace.eventually("whoever has all rights may look it up, and it is not told") {
                try await workspace.ready()?.message.contains("(secret)") == true
            }
            let told = workspace.controller.log + (try await workspace.cluster.get(workspace.application()).json())
            #expect(!told.contains("xk7-looked-up") && !told.contains("eGs3LWxvb2tlZC11cA"))
        }
    }
}
