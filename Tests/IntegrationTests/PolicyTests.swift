import Documents
import KubeTesting
import OperatorTesting
import Testing

extension IntegrationTests {
    @Suite("policies") struct PolicyTests {
        @Test("what a policy denies is not applied, diff tells it, and what was applied last is kept")
        func denied() async throws {
            let workspace = try await workspace()
            try workspace.git.write("app/one.yaml", configMap("one", "1"))
            try await workspace.deploy()
            try await workspace.cluster.apply(policy(expression: "object.data.key != 'bad'", workspace))
            try await workspace.eventually("the policy is in force") {
                let policy = try await workspace.cluster.get(
                    .of("gitops.martlet.dev/v1alpha1", "GitOpsPolicy", workspace.namespace))
                return policy.at("status", "actions") == "Deny"
            }
            try workspace.git.write("app/one.yaml", configMap("one", "bad"))
            try await workspace.push()
            let message = try await workspace.waitUntilNotReady(reason: "PolicyDenied")
            #expect(message.contains("/rule: must not be (app/one.yaml:1)"), "\(message)")
            #expect(try await workspace.value("one") == "1")
            let diff = try MartletProgram.run([
                "diff", "app", "--kubeconfig", workspace.cluster.controlPlane.kubeconfigPath, "-n",
                workspace.namespace,
            ])
            #expect(diff.status == 1 && diff.output.contains("is refused by policy"), "\(diff)")
            try await workspace.cluster.apply(policy(expression: "object.data.key != 'worse'", workspace))
            try await workspace.waitUntilReady()
            #expect(try await workspace.value("one") == "bad")
        }

        private func policy(expression: String, _ workspace: Workspace) -> String {
            """
            apiVersion: gitops.martlet.dev/v1alpha1
            kind: GitOpsPolicy
            metadata: {name: \(workspace.namespace)}
            spec:
              match: {kinds: [{kind: ConfigMap}], namespaces: {names: [\(workspace.namespace)]}}
              rules: [{name: rule, expression: "\(expression)", message: must not be}]
            """
        }
    }
}
