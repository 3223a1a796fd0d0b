import Documents
import Foundation
import KubeModel
import KubeTesting
import OperatorTesting
import Testing

/// True Helm, for what can only be seen where it works: `$MARTLET_HELM`, or `helm` on PATH.
private enum TrueHelm {
    static let path: String? = {
        let environment = ProcessInfo.processInfo.environment
        let onPath = (environment["PATH"] ?? "").split(separator: ":").map { "\($0)/helm" }
        return ([environment["MARTLET_HELM"]].compactMap(\.self) + onPath).first {
            FileManager.default.isExecutableFile(atPath: $0)
        }
    }()
}

extension IntegrationTests {
    /// A chart with hooks for everything, installed, upgraded, rolled back and uninstalled by Helm, and by Martlet: in the same
    /// order. The server's own record says what that was.
    ///
    /// `Scripts/conformance hooks` runs it.
    @Suite("Helm's order", .enabled(if: TrueHelm.path != nil, "needs helm; Scripts/conformance hooks gets it"))
    struct HelmOrderTests {
        private static let kinds = [
            ("ConfigMap", "configmaps"), ("Secret", "secrets"), ("ServiceAccount", "serviceaccounts"),
        ]

        /// Names do not follow weights, nor weights kinds.
        private static let hooks: [(name: String, kind: String, events: String, weight: String?)] = [
            ("pre-z", "ConfigMap", "pre-install", "-5"), ("pre-y", "Secret", "pre-install", "5"),
            ("pre-b", "ConfigMap", "pre-install", "1"), ("pre-a", "ConfigMap", "pre-install", "1"),
            ("pre-c", "ServiceAccount", "pre-install", "1"), ("pre-both", "ConfigMap", "pre-install,pre-upgrade", nil),
            ("post-a", "ConfigMap", "post-install", "2"), ("post-b", "ConfigMap", "post-install", "1"),
            ("post-both", "Secret", "post-install,post-upgrade", "10"),
            ("up-a", "ConfigMap", "pre-upgrade", "3"), ("up-b", "ConfigMap", "pre-upgrade", "-3"),
            ("up-c", "ConfigMap", "post-upgrade", nil), ("down-a", "ConfigMap", "pre-delete", "1"),
            ("down-b", "ConfigMap", "pre-delete", "-1"), ("down-c", "Secret", "post-delete", "1"),
            ("down-d", "ConfigMap", "post-delete", "1"), ("test-a", "ConfigMap", "test", nil),
            ("back-a", "ConfigMap", "pre-rollback", "2"), ("back-b", "ConfigMap", "pre-rollback", "-2"),
            ("back-c", "ConfigMap", "post-rollback", nil),
            ("gone", "ConfigMap", "pre-install,pre-upgrade", "7"),
        ]

        private static func manifest(_ name: String, _ kind: String, _ annotations: [String]) -> String {
            let lines = annotations.map { "    \($0)\n" }.joined()
            let data =
                kind == "ServiceAccount"
                ? "" : kind == "Secret" ? "stringData: {}\n" : "data: {v: {{ .Values.v | quote }}}\n"
            return
                "apiVersion: v1\nkind: \(kind)\nmetadata:\n  name: o-\(name)\n  annotations:\n    a: b\n\(lines)\(data)"
        }

        private static var chart: [String: String] {
            var files = [
                "Chart.yaml": "apiVersion: v2\nname: order\nversion: 1.0.0\n", "values.yaml": "v: one\n",
                "templates/main.yaml": manifest("main", "ConfigMap", []),
            ]
            for (number, hook) in hooks.enumerated() {
                var annotations = ["helm.sh/hook: \"\(hook.events)\""]
                if let weight = hook.weight { annotations.append("helm.sh/hook-weight: \"\(weight)\"") }
                if hook.name == "gone" { annotations.append("helm.sh/hook-delete-policy: hook-succeeded") }
                // Neither the order of files is that of anything else.
                files["templates/\(number * 8 % 21)-\(hook.name).yaml"] = manifest(hook.name, hook.kind, annotations)
            }
            return files
        }

        private func path(_ plural: String, _ namespace: String) -> String {
            "/api/v1/namespaces/\(namespace)/\(plural)"
        }

        /// What was made, and what became of the object that is no hook, in the server's order.
        private func trace(_ cluster: OperatorCluster, _ namespace: String, since: [String: String]) throws -> [String]
        {
            var events: [(version: Int, text: String)] = []
            for (kind, plural) in Self.kinds {
                let query = "watch=true&timeoutSeconds=2&resourceVersion=\(since[plural] ?? "")"
                let lines = try cluster.kubectl("get", "--raw", "\(path(plural, namespace))?\(query)")
                var data: Value?
                for line in lines.split(separator: "\n") {
                    let event = try JSON.parse(Array(line.utf8), limits: .response)
                    guard let object = event["object"], let name = object.name, name.hasPrefix("o-"),
                        // Made for accounts, by older servers.
                        object["type"] != "kubernetes.io/service-account-token",
                        let version = object.at("metadata", "resourceVersion")?.string.flatMap({ Int($0) })
                    else { continue }
                    let isMain = name == "o-main"
                    switch event["type"]?.string {
                    case "ADDED": events.append((version, "+ \(kind) \(name)"))
                    case "MODIFIED" where isMain && object["data"] != data: events.append((version, "~ \(name)"))
                    case "DELETED" where isMain: events.append((version, "- \(name)"))
                    default: break
                    }
                    if isMain { data = object["data"] }
                }
            }
            return events.sorted { $0.version < $1.version }.map(\.text)
        }

        private func versions(_ cluster: OperatorCluster, _ namespace: String) throws -> [String: String] {
            var versions: [String: String] = [:]
            for (_, plural) in Self.kinds {
                let list = try cluster.kubectl("get", "--raw", path(plural, namespace))
                versions[plural] = try JSON.parse(Array(list.utf8), limits: .response)
                    .at("metadata", "resourceVersion")?.string
            }
            return versions
        }

        private func helm(_ arguments: String..., in namespace: String, _ cluster: OperatorCluster) throws {
            let process = Process()
            process.executableURL = URL(filePath: try #require(TrueHelm.path))
            process.arguments =
                arguments + ["--namespace", namespace, "--kubeconfig", cluster.controlPlane.kubeconfigPath]
            try process.run()
            process.waitUntilExit()
            try #require(process.terminationStatus == 0, "helm \(arguments)")
        }

        private func traceOfHelm(_ workspace: Workspace, _ namespace: String) async throws -> [String] {
            let cluster = workspace.cluster
            try await cluster.apply("apiVersion: v1\nkind: Namespace\nmetadata: {name: \(namespace)}")
            let since = try versions(cluster, namespace)
            let folder = workspace.git.folder.appending(path: "app").path
            try helm("install", "app", folder, in: namespace, cluster)
            try helm("upgrade", "app", folder, "--set", "v=two", in: namespace, cluster)
            try helm("rollback", "app", "1", in: namespace, cluster)
            try helm("uninstall", "app", in: namespace, cluster)
            return try trace(cluster, namespace, since: since)
        }

        @Test("a chart's hooks run in the order in which Helm runs them, at install, upgrade, rollback and uninstall")
        func order() async throws {
            let workspace = try await workspace()
            for (file, text) in Self.chart { try workspace.git.write("app/\(file)", text) }
            let theirs = try await traceOfHelm(workspace, "\(workspace.namespace)-helm")
            try #require(theirs.count > 15)

            let since = try versions(workspace.cluster, workspace.namespace)
            try await workspace.deploy()
            let first = try workspace.git.git("rev-parse", "HEAD")
            try workspace.git.write("app/values.yaml", "v: two\n")
            try await workspace.waitUntilReady(at: workspace.push())
            try await workspace.cluster.annotate(workspace.application(), "gitops.martlet.dev/rollback", first)
            try await workspace.waitUntilNotReady(reason: "RolledBack")
            try await workspace.eventually("the hooks behind have run") {
                try await workspace.status().at("operation", "phase") == "Succeeded"
            }
            try await workspace.cluster.delete(workspace.application())
            try await workspace.eventually("the application is gone") {
                try await !workspace.cluster.exists(workspace.application())
            }
            let ours = try trace(workspace.cluster, workspace.namespace, since: since)
            #expect(ours == theirs)
        }
    }
}
