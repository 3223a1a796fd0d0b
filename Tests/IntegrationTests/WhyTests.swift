import Documents
import KubeTesting
import OperatorTesting
import Testing

extension IntegrationTests {
    @Suite("martlet why") struct WhyTests {
        private func why(_ workspace: Workspace, _ arguments: String...) throws -> MartletProgram.Outcome {
            try MartletProgram.run(
                ["why", "app"] + arguments + [
                    "--kubeconfig", workspace.cluster.controlPlane.kubeconfigPath, "-n", workspace.namespace,
                ])
        }

        private func json(_ workspace: Workspace, _ arguments: String...) throws -> Value {
            let outcome = try MartletProgram.run(
                ["why", "app"] + arguments + [
                    "-o", "json", "--kubeconfig", workspace.cluster.controlPlane.kubeconfigPath, "-n",
                    workspace.namespace,
                ])
            #expect(outcome.status == 0, "\(outcome)")
            return try JSON.parse(Array(outcome.output.utf8), limits: .file)
        }

        private static let service = """
            apiVersion: v1
            kind: Service
            metadata: {name: web, labels: {tag: "{{ .Values.tag }}"}}
            spec:
              selector: {app: web}
              ports:
              - name: http
                port: {{ .Values.port }}

            """

        @Test("names the file, the values, and who holds the field on the server; defaults and Secrets, too")
        func chart() async throws {
            let workspace = try await workspace()
            try workspace.git.write("app/Chart.yaml", "apiVersion: v2\nname: shop\nversion: 1.0.0\n")
            try workspace.git.write("app/values.yaml", "port: 80\ntag: base\npassword: none\n")
            try workspace.git.write("app/prod.yaml", "tag: prod\npassword: hunter2-hunter2\n")
            try workspace.git.write("app/templates/web.yaml", Self.service)
            try workspace.git.write(
                "app/templates/keys.yaml",
                "apiVersion: v1\nkind: Secret\nmetadata: {name: keys}\nstringData: {password: {{ .Values.password }}}\n"
            )
            try await workspace.deploy(
                spec: ["source": ["helm": ["valueFiles": ["prod.yaml"]]], "sync": ["selfHeal": false]])
            let tag = try json(workspace, "svc/web", "metadata.labels.tag")
            #expect(tag["verdict"] == "ours" && tag["value"] == "prod", "\(tag.json())")
            #expect(tag["chain"]?[0]?["file"] == "app/prod.yaml" && tag["chain"]?[0]?["line"] == 1)
            #expect(tag["chain"]?[1]?["file"] == "app/templates/web.yaml" && tag["chain"]?[1]?["line"] == 3)
            #expect(tag.at("live", "managers")?[0]?["ours"] == true, "\(tag.json())")
            // A repository on this machine is fetched with its history.
            let commit = tag["chain"]?[0]?.at("commit", "sha")?.string
            #expect(commit.map { tag["revision"]?.string?.hasSuffix($0) ?? false } == true, "\(tag.json())")
            let affinity = try json(workspace, "service/web", "/spec/sessionAffinity")
            #expect(affinity["verdict"] == "server-default" && affinity["value"] == "None", "\(affinity.json())")
            let secret = try why(workspace, "secret/keys", "data.password")
            #expect(secret.status == 0 && secret.output.contains(".Values.password, at app/prod.yaml:2"), "\(secret)")
            #expect(!secret.output.contains("hunter2") && !secret.output.contains("aHVudGVyM"))
            _ = try workspace.cluster.kubectl(
                "patch", "service", "web", "-n", workspace.namespace, "-p",
                #"{"spec":{"ports":[{"port":80,"name":"web"}]}}"#)
            let port = try json(workspace, "services/web", "spec.ports[port=80].name")
            #expect(port["verdict"] == "drift" && port["wanted"] == "http" && port["value"] == "web", "\(port.json())")
            #expect(port["by"]?.string?.hasPrefix("kubectl-patch") == true, "\(port.json())")
            let table = try why(workspace, "svc/web")
            #expect(table.output.contains("drift: changed by kubectl-patch"), "\(table)")
            #expect(try why(workspace, "svc/none").status == 3)
        }
    }
}
