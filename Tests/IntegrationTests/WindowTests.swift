import Documents
import KubeModel
import OperatorTesting
import Testing

extension IntegrationTests {
    @Suite("windows") struct WindowTests {
        private func window(_ workspace: Workspace, zone: String) -> String {
            """
            apiVersion: gitops.martlet.dev/v1alpha1
            kind: GitOpsWindow
            metadata: {name: \(workspace.namespace)}
            spec:
              effect: Deny
              recurring: {cron: "* * * * *", duration: 2h}
              timeZone: \(zone)
              selector: {namespaces: {selector: {matchLabels: {freeze: \(workspace.namespace)}}}}
            """
        }

        @Test("hold a commit in namespaces with a label, tell it, and let it pass once the label is gone")
        func hold() async throws {
            let workspace = try await workspace()
            try workspace.git.write("app/one.yaml", configMap("one", "1"))
            try await workspace.deploy()
            let label = "freeze=\(workspace.namespace)"
            _ = try workspace.cluster.kubectl("label", "namespace", workspace.namespace, label)
            try await workspace.cluster.apply(window(workspace, zone: "Europe/Berlin"))
            try await workspace.eventually("kubectl shows that it is open") {
                let row = try workspace.cluster.kubectl("get", "gowin", workspace.namespace, "--no-headers")
                return row.split(separator: " ").dropFirst().prefix(2).elementsEqual(["Deny", "true"])
            }
            try workspace.git.write("app/one.yaml", configMap("one", "2"))
            let commit = try await workspace.push()
            let message = try await workspace.waitUntilNotReady(reason: "HeldByWindow")
            #expect(message.contains("GitOpsWindow \(workspace.namespace)"), "\(message)")
            #expect(try await workspace.value("one") == "1")
            #expect(try await workspace.status().at("gates")?[0]?["name"] == "Window")
            _ = try workspace.cluster.kubectl("label", "namespace", workspace.namespace, "freeze-")
            try await workspace.waitUntilReady(at: commit)
            #expect(try await workspace.value("one") == "2")
            _ = try workspace.cluster.kubectl("delete", "gowin", workspace.namespace)
        }

        @Test("of a zone that nobody knows are stalled")
        func unknownZone() async throws {
            let workspace = try await workspace()
            try await workspace.cluster.apply(window(workspace, zone: "Europe/Nowhere"))
            try await workspace.eventually("it says so") {
                let status = try workspace.cluster.kubectl(
                    "get", "gowin", workspace.namespace, "--output",
                    "jsonpath={.status.conditions[?(@.type=='Stalled')].reason}")
                return status == "UnknownTimeZone"
            }
            _ = try workspace.cluster.kubectl("delete", "gowin", workspace.namespace)
        }
    }
}
