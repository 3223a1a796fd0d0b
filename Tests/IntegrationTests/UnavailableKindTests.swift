import Documents
import KubeModel
import KubeTesting
import OperatorTesting
import Testing

extension IntegrationTests {
    /// In a cluster of their own: what they break is the whole cluster's.
    @Suite("kinds whose API is down, or is served no more") struct UnavailableKindTests {
        private static let shared = Once<Result<OperatorCluster, any Error>> {
            do { return .success(try await OperatorCluster.start()) } catch { return .failure(error) }
        }

        private func workspace(_ name: String) async throws -> Workspace {
            try await Workspace(alone: try await Self.shared.value().get(), name)
        }

        // MARK: An aggregated API that is down

        private let brokenAPI: Value = [
            "apiVersion": "apiregistration.k8s.io/v1", "kind": "APIService",
            "metadata": ["name": "v1beta1.broken.example.org"],
            "spec": [
                "group": "broken.example.org", "version": "v1beta1", "groupPriorityMinimum": 100,
                "versionPriority": 100, "insecureSkipTLSVerify": true,
                "service": ["namespace": "default", "name": "nobody"],
            ],
        ]

        /// Created: servers of version 1.20 break down where one is applied.
        private func breakAPI(_ workspace: Workspace) async throws {
            try await workspace.cluster.create(brokenAPI)
            try await workspace.eventually("it is known, and down") {
                await workspace.cluster.refusal(of: "/apis/broken.example.org/v1beta1")?.code == .unavailable
            }
        }

        private let brokenReference = Reference.of(
            "apiregistration.k8s.io/v1", "APIService", "v1beta1.broken.example.org")

        @Test("an object of an aggregated API that is down is a problem, and the rest is applied and repaired")
        func aggregated() async throws {
            let workspace = try await workspace("aggregated")
            try await breakAPI(workspace)
            try await workspace.controller.start()
            try workspace.git.write("app/one.yaml", configMap("one", "1"))
            try await workspace.deploy()
            try workspace.git.write(
                "app/thing.yaml", "apiVersion: broken.example.org/v1beta1\nkind: Thing\nmetadata: {name: thing}")
            try workspace.git.write("app/one.yaml", configMap("one", "2"))
            try await workspace.push()
            try await workspace.eventually("the rest is applied") { try await workspace.value("one") == "2" }
            let why = try await workspace.waitUntilNotReady(reason: "SyncFailed")
            #expect(why.contains("Thing") && why.contains("broken.example.org/v1beta1 cannot be asked"), "\(why)")
            try await workspace.cluster.delete(.configMap("one", in: workspace.namespace))
            try await workspace.eventually("and repaired") { try await workspace.value("one") == "2" }
            try workspace.git.write("fresh/two.yaml", configMap("two", "1"))
            try workspace.git.write(
                "fresh/thing.yaml", "apiVersion: broken.example.org/v1beta1\nkind: Thing\nmetadata: {name: other}")
            try await workspace.push()
            try await workspace.applyApplication("fresh")
            try await workspace.waitUntilNotReady("fresh", reason: "SyncFailed")
            #expect(try await workspace.value("two") == "1", "so it is with a new application")
            let problem = try await workspace.problem("Thing.broken.example.org", "other", of: "fresh")
            #expect(problem?["reason"] == "APIUnavailable")
            try await workspace.cluster.delete(workspace.application("fresh"))
            try await workspace.eventually("which can be deleted") { try await workspace.value("two") == nil }
            try await workspace.controller.stop()
            try await workspace.cluster.delete(brokenReference)
        }

        @Test("what a chart leaves out while an API is down is kept for that reason, and for no other")
        func chart() async throws {
            let workspace = try await workspace("chartprune")
            try await breakAPI(workspace)
            try await workspace.controller.start()
            try workspace.git.write("app/Chart.yaml", "apiVersion: v2\nname: c\nversion: 1.0.0\n")
            try workspace.git.write("app/values.yaml", "extra: true\n")
            try workspace.git.write("app/templates/base.yaml", configMap("base", "1"))
            try workspace.git.write(
                "app/templates/extra.yaml", "{{ if .Values.extra }}\n\(configMap("extra", "1"))\n{{ end }}\n")
            try await workspace.deploy()
            try workspace.git.write("app/values.yaml", "extra: false\n")
            try await workspace.push()
            let why = try await workspace.waitUntilNotReady(reason: "OutOfSync")
            #expect(why.contains("broken.example.org/v1beta1") && !why.contains("sync.prune"), "\(why)")
            try await workspace.cluster.delete(brokenReference)
            try await workspace.eventually("then it is pruned", within: .seconds(60)) {
                try await workspace.value("extra") == nil
            }
            try await workspace.waitUntilReady()
            try await workspace.controller.stop()
        }

        // MARK: A conversion that fails

        @Test("a broken conversion webhook holds up the objects of its kind alone, and not who would mend it")
        func conversion() async throws {
            let workspace = try await workspace("conversion")
            let group = "conversion.example.org"
            try await workspace.cluster.apply(boatDefinition(group: group))
            try await workspace.controller.start()
            try workspace.git.write(
                "app/boat.yaml", "apiVersion: \(group)/v1alpha1\nkind: Boat\nmetadata: {name: blue}\nspec: {size: 1}")
            try workspace.git.write("app/one.yaml", configMap("one", "1"))
            try workspace.git.write("app/webhook.yaml", deployment("webhook", replicas: 0))
            try await workspace.deploy()
            try await workspace.controller.stop()
            try await workspace.cluster.apply(boatDefinition(group: group, more: webhook(workspace.namespace)))
            let web = Reference.of("apps/v1", "Deployment", "webhook", in: workspace.namespace)
            try await workspace.cluster.delete(web)
            try await workspace.controller.start()
            try workspace.git.write("app/one.yaml", configMap("one", "2"))
            try await workspace.push()
            try await workspace.eventually("the rest is applied") { try await workspace.value("one") == "2" }
            try await workspace.eventually("and repaired") { try await workspace.cluster.exists(web) }
            try await workspace.eventually("the Boat has a problem") {
                try await workspace.problem("Boat.\(group)", "blue")?["reason"] == "WatchFailed"
            }
            let inventory = try await workspace.status().at("inventory", "entries")?.array ?? []
            #expect(inventory.contains { $0["id"]?.string?.contains("_Boat") == true }, "it is remembered")
            try await workspace.cluster.patch(
                .of("apiextensions.k8s.io/v1", "CustomResourceDefinition", "boats.\(group)"),
                ["spec": ["conversion": ["strategy": "None", "webhook": .null]]])
            try await workspace.waitUntilReady(within: .seconds(60))
            try await workspace.controller.stop()
        }

        private func webhook(_ namespace: String) -> String {
            """
              conversion:
                strategy: Webhook
                webhook:
                  conversionReviewVersions: [v1]
                  clientConfig: {service: {namespace: \(namespace), name: webhook, path: /convert}}
            """
        }

        // MARK: A version that is served no more

        @Test("objects of a version that is served no more are pruned by way of another, and the message names it")
        func droppedVersion() async throws {
            let workspace = try await workspace("dropped")
            let group = "dropped.example.org"
            try await workspace.cluster.apply(boatDefinition(group: group))
            try await workspace.controller.start()
            for name in ["blue", "red"] {
                try workspace.git.write(
                    "app/\(name).yaml",
                    "apiVersion: \(group)/v1alpha1\nkind: Boat\nmetadata: {name: \(name)}\nspec: {size: 1}")
            }
            try workspace.git.write("app/one.yaml", configMap("one", "1"))
            try await workspace.deploy()
            try await workspace.cluster.apply(boatDefinition(group: group, serves: false))
            let (blue, red) = (boat("blue", group, workspace), boat("red", group, workspace))
            try workspace.git.write("app/one.yaml", configMap("one", "2"))
            try await workspace.push()
            try await workspace.eventually("the message names the version that is served") {
                try await workspace.problem("Boat.\(group)", "blue")?["message"]?.string?
                    .contains("it has that kind in \"\(group)/v1\"") == true
            }
            #expect(try await workspace.value("one") == "2")
            #expect(try await workspace.cluster.exists(blue))
            for name in ["blue", "red"] {
                try workspace.git.write(
                    "app/\(name).yaml",
                    "apiVersion: \(group)/v1\nkind: Boat\nmetadata: {name: \(name)}\nspec: {size: 1}")
            }
            try workspace.git.remove("app/blue.yaml")
            try await workspace.waitUntilReady(at: workspace.push())
            #expect(try await !workspace.cluster.exists(blue), "pruned")
            #expect(try await workspace.cluster.exists(red))
            try await workspace.controller.stop()
        }

        @Test("so are those that leave the source at the same moment, or with the application")
        func droppedAtOnce() async throws {
            let workspace = try await workspace("atonce")
            let group = "atonce.example.org"
            try workspace.git.write("definitions/boats.yaml", boatDefinition(group: group))
            for name in ["blue", "red"] {
                try workspace.git.write(
                    "app/\(name).yaml",
                    "apiVersion: \(group)/v1alpha1\nkind: Boat\nmetadata: {name: \(name)}\nspec: {size: 1}")
            }
            try workspace.git.write("app/one.yaml", configMap("one", "1"))
            try workspace.git.commit()
            try await workspace.controller.start()
            try await workspace.applyRepository()
            try await workspace.applyApplication("definitions")
            try await workspace.waitUntilReady("definitions")
            try await workspace.applyApplication("app")
            try await workspace.waitUntilReady("app")
            let (blue, red) = (boat("blue", group, workspace), boat("red", group, workspace))
            try workspace.git.write("definitions/boats.yaml", boatDefinition(group: group, serves: false))
            try workspace.git.remove("app/blue.yaml")
            try await workspace.push()
            try await workspace.eventually("the version is missed") {
                try await workspace.problem("Boat.\(group)", "red")?["reason"] == "UnknownKind"
            }
            let entries = try await workspace.status().at("inventory", "entries")?.array ?? []
            let isRemembered = entries.contains { $0["id"]?.string?.contains("_blue_") == true }
            let isGone = try await !workspace.cluster.exists(blue)
            #expect(isRemembered || isGone, "what leaves the source is no orphan")
            try await workspace.cluster.delete(workspace.application())
            try await workspace.eventually("all go with the application", within: .seconds(60)) {
                try await !workspace.cluster.exists(workspace.application())
            }
            #expect(try await !workspace.cluster.exists(blue))
            #expect(try await !workspace.cluster.exists(red))
            try await workspace.controller.stop()
        }

        private func boat(_ name: String, _ group: String, _ workspace: Workspace) -> Reference {
            .of("\(group)/v1", "Boat", name, in: workspace.namespace)
        }
    }
}
