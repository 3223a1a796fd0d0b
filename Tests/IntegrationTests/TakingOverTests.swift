import Documents
import FoundationEssentials
import OperatorTesting
import Testing

extension IntegrationTests {
    @Suite("objects that were applied with other tools before") struct TakingOverTests {
        private func shop(labels: String, data: String, port: Int, container: String, env: String) -> String {
            """
            apiVersion: v1
            kind: ConfigMap
            metadata: {name: settings, labels: {\(labels)}}
            data: {\(data)}
            ---
            apiVersion: v1
            kind: Service
            metadata: {name: shop}
            spec: {selector: {app: shop}, ports: [{name: http, port: \(port), targetPort: 8080}]}
            ---
            apiVersion: apps/v1
            kind: Deployment
            metadata: {name: shop}
            spec:
              replicas: 0
              selector: {matchLabels: {app: shop}}
              template:
                metadata: {labels: {app: shop}}
                spec:
                  containers: [{name: \(container), image: "example.org/shop:1", env: [\(env)]}]
            """
        }

        private func worker(volume: String, token: String) -> String {
            """
            apiVersion: apps/v1
            kind: Deployment
            metadata: {name: worker}
            spec:
              replicas: 0
              selector: {matchLabels: {app: worker}}
              template:
                metadata: {labels: {app: worker}}
                spec:
                  volumes: [{name: scratch, \(volume)}]
                  containers:
                  - {name: worker, image: "example.org/worker:1", env: [{name: TOKEN, \(token)}],
                     volumeMounts: [{name: scratch, mountPath: /scratch}]}
            """
        }

        private func kubectl(_ verb: String, _ file: String, _ workspace: Workspace) throws {
            let path = workspace.git.folder.appending(path: file).path
            _ = try workspace.cluster.kubectl(verb, "-n", workspace.namespace, "-f", path)
        }

        private func find(_ kind: String, _ name: String, _ workspace: Workspace) async throws -> Value {
            let version = kind == "Deployment" ? "apps/v1" : "v1"
            return try await workspace.cluster.get(.of(version, kind, name, in: workspace.namespace))
        }

        private func podSpec(_ name: String, _ workspace: Workspace) async throws -> Value? {
            try await find("Deployment", name, workspace).at("spec", "template", "spec")
        }

        @Test(
            "what the source drops goes, and nothing of it is left beside what it has instead",
            arguments: ["apply", "create"])
        func dropped(verb: String) async throws {
            let workspace = try await workspace("dropped\(verb)")
            try workspace.git.write(
                "app/all.yaml",
                shop(
                    labels: "tier: web, legacy: \"yes\"", data: "color: green, old: \"on\"", port: 80,
                    container: "shop", env: "{name: COLOR, value: green}, {name: OLD, value: \"on\"}"))
            try workspace.git.write("app/worker.yaml", worker(volume: "emptyDir: {}", token: "value: plain"))
            try kubectl(verb, "app/all.yaml", workspace)
            try kubectl(verb, "app/worker.yaml", workspace)
            try await workspace.deploy()
            let settings = try await find("ConfigMap", "settings", workspace)
            #expect(settings.annotation("kubectl.kubernetes.io/last-applied-configuration") == nil)

            try workspace.git.write(
                "app/all.yaml",
                shop(
                    labels: "tier: web", data: "color: green", port: 8081, container: "storefront",
                    env: "{name: COLOR, value: green}"))
            try workspace.git.write(
                "app/worker.yaml",
                worker(
                    volume: "configMap: {name: settings}",
                    token: "valueFrom: {configMapKeyRef: {name: settings, key: color}}"))
            try await workspace.waitUntilReady(at: workspace.push())
            let after = try await find("ConfigMap", "settings", workspace)
            #expect(after.label("legacy") == nil && after.label("tier") == "web")
            #expect(after["data"] == ["color": "green"])
            let ports = try await find("Service", "shop", workspace).at("spec", "ports")?.array ?? []
            #expect(ports.map { $0["port"] } == [8081])
            let containers = try await podSpec("shop", workspace)?["containers"]?.array ?? []
            #expect(containers.map { $0["name"] } == ["storefront"])
            #expect(containers.first?["env"]?.array?.count == 1)
            #expect(try await podSpec("worker", workspace)?["volumes"]?[0]?["emptyDir"] == nil)
        }

        @Test("what has been dropped before the first commit goes on adoption")
        func droppedBefore() async throws {
            let workspace = try await workspace()
            let old = shop(
                labels: "legacy: \"yes\"", data: "old: \"on\"", port: 80, container: "shop",
                env: "{name: OLD, value: \"on\"}")
            try workspace.git.write("old.yaml", old)
            try kubectl("apply", "old.yaml", workspace)
            try workspace.git.write(
                "app/all.yaml", shop(labels: "", data: "new: \"on\"", port: 8081, container: "new", env: ""))
            try await workspace.deploy()
            #expect(try await find("ConfigMap", "settings", workspace)["data"] == ["new": "on"])
            #expect(try await find("Service", "shop", workspace).at("spec", "ports")?.array?.count == 1)
            #expect(try await podSpec("shop", workspace)?["containers"]?.array?.count == 1)
        }

        @Test("what cannot be taken away stays with the tool")
        func fixed() async throws {
            let workspace = try await workspace()
            func claim(_ more: String) -> String {
                """
                apiVersion: v1
                kind: PersistentVolumeClaim
                metadata: {name: data, labels: {a: b}}
                spec: {\(more)accessModes: [ReadWriteOnce], resources: {requests: {storage: 1Gi}}}
                """
            }
            try workspace.git.write("old.yaml", claim("storageClassName: fast, "))
            try kubectl("apply", "old.yaml", workspace)
            try workspace.git.write("app/claim.yaml", claim(""))
            try workspace.git.commit("Begin")
            try await workspace.applyRepository()
            try await workspace.applyApplication()
            try await workspace.eventually("the claim is taken over") {
                try await workspace.status().at("sync", "status") == "Synced"
            }
            #expect(try await find("PersistentVolumeClaim", "data", workspace).at("spec", "storageClassName") == "fast")
        }

        @Test("an apply by hand keeps nothing of what the source drops later")
        func byHand() async throws {
            let workspace = try await workspace()
            func manifest(_ data: String) -> String {
                "apiVersion: v1\nkind: ConfigMap\nmetadata: {name: one}\ndata: {\(data)}\n"
            }
            try workspace.git.write("app/one.yaml", manifest("a: b, c: d"))
            try await workspace.deploy()
            try kubectl("apply", "app/one.yaml", workspace)
            try workspace.git.write("app/one.yaml", manifest("a: b"))
            try await workspace.waitUntilReady(at: workspace.push())
            #expect(try await find("ConfigMap", "one", workspace)["data"] == ["a": "b"])
        }

        @Test("keys of stringData go with the source, and edits of data are repaired")
        func texts() async throws {
            let workspace = try await workspace()
            let secret = Reference.of("v1", "Secret", "db", in: workspace.namespace)
            func manifest(_ texts: String) -> String {
                "{apiVersion: v1, kind: Secret, metadata: {name: db}, stringData: {\(texts)}}"
            }
            try workspace.git.write("app/secret.yaml", manifest("user: alice, legacy: x"))
            try await workspace.deploy()
            try await workspace.cluster.patch(secret, ["data": ["user": "bWFsbG9yeQ=="]])
            try await workspace.eventually("the user is alice again", within: second) {
                try await workspace.cluster.get(secret).at("data", "user") == "YWxpY2U="
            }
            try workspace.git.write("app/secret.yaml", manifest("user: alice"))
            try await workspace.waitUntilReady(at: workspace.push())
            #expect(try await workspace.cluster.get(secret)["data"] == ["user": "YWxpY2U="])
        }
    }
}
