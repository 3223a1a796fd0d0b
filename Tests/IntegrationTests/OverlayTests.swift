import Documents
import KubeModel
import OperatorTesting
import Testing

extension IntegrationTests {
    @Suite("Kustomize overlays") struct OverlayTests {
        private static let overlays = 50

        private func writeBase(_ git: GitRepository) throws {
            try git.write("base/kustomization.yaml", "resources: [web.yaml]\n")
            try git.write("base/web.yaml", deployment("web", replicas: 0))
        }

        private func overlay(_ settings: String, patches: String = "") -> String {
            """
            resources: [../base]
            configMapGenerator:
            - name: settings
              literals: [key=\(settings)]
            \(patches)
            """
        }

        private func deployOverlay(_ workspace: Workspace, source: Value = [:]) async throws {
            try writeBase(workspace.git)
            try workspace.git.write("app/kustomization.yaml", overlay("good"))
            try await workspace.deploy(spec: ["source": source])
        }

        /// Names of the ConfigMaps that the generator has made so far, and that are still there.
        private func generated(_ workspace: Workspace) async throws -> [String] {
            let inventory = try await workspace.status().at("inventory", "entries")?.array ?? []
            return inventory.compactMap { $0["id"]?.string }.filter { $0.contains("_settings-") }
        }

        private func web(_ name: String = "web", in workspace: Workspace) async throws -> Value? {
            try await workspace.cluster.find(.of("apps/v1", "Deployment", name, in: workspace.namespace))
        }

        @Test("an overlay goes live; changed content of a generator makes another object, and the old one goes")
        func live() async throws {
            let workspace = try await workspace()
            try await deployOverlay(workspace)
            #expect(try await web(in: workspace) != nil)
            let first = try #require(try await generated(workspace).first)
            try workspace.git.write("app/kustomization.yaml", overlay("better"))
            let commit = try await workspace.push()
            try await workspace.waitUntilReady(at: commit)
            let now = try await generated(workspace)
            #expect(now.count == 1 && now.first != first)
            let name = String(first.split(separator: "_")[1])
            #expect(try await workspace.value(name) == nil)
        }

        @Test("a broken overlay keeps the last good state, which is still looked after")
        func broken() async throws {
            let workspace = try await workspace()
            try await deployOverlay(workspace)
            let entry = try #require(try await generated(workspace).first)
            let name = String(entry.split(separator: "_")[1])
            try workspace.git.write("app/kustomization.yaml", overlay("bad", patches: "patches: [{path: none.yaml}]"))
            try await workspace.push()
            let message = try await workspace.waitUntilNotReady(reason: "RenderFailed")
            for part in ["'app'", "'patches[0]'", "app/none.yaml"] { #expect(message.contains(part), "\(message)") }
            try await workspace.cluster.patch(.configMap(name, in: workspace.namespace), ["data": ["key": "by hand"]])
            try await workspace.eventually("the last good state is repaired") {
                try await workspace.value(name) == "good"
            }
            try workspace.git.write("app/kustomization.yaml", overlay("mended"))
            try await workspace.waitUntilReady(at: try await workspace.push())
            #expect(try await generated(workspace).count == 1)
        }

        @Test("the application's own overrides: names, images, replicas, labels, annotations, patches, components")
        func overrides() async throws {
            let workspace = try await workspace()
            try workspace.git.write(
                "components/tls/kustomization.yaml",
                "apiVersion: kustomize.config.k8s.io/v1alpha1\nkind: Component\nresources: [tls.yaml]\n")
            try workspace.git.write("components/tls/tls.yaml", configMap("tls", "on"))
            let patch =
                "[{\"op\": \"add\", \"path\": \"/spec/template/spec/terminationGracePeriodSeconds\", \"value\": 5}]"
            try await deployOverlay(
                workspace,
                source: [
                    "kustomize": [
                        "namePrefix": "dev-", "images": [["name": "example.org/web", "newTag": "2"]],
                        "labels": ["team": "shop"], "annotations": ["example.org/owner": "shop"],
                        "replicas": [["name": "web", "count": 0]], "components": ["../components/tls"],
                        "patches": [["patch": .string(patch), "target": ["kind": "Deployment"]]],
                    ]
                ])
            let web = try #require(try await web("dev-web", in: workspace))
            let template = web.at("spec", "template")
            #expect(template?.at("spec", "containers")?.array?.first?["image"] == "example.org/web:2")
            #expect(template?.at("spec", "terminationGracePeriodSeconds") == 5)
            #expect(web.at("metadata", "labels", "team") == "shop")
            #expect(template?.at("metadata", "labels", "team") == nil)
            #expect(web.at("metadata", "annotations", "example.org/owner") == "shop")
            #expect(try await workspace.value("dev-tls") == "on")
        }

        @Test(
            "what is said for charts does nothing on an overlay: that is told, and what was applied is still looked after"
        )
        func idleFields() async throws {
            let workspace = try await workspace()
            try workspace.git.write("base/one.yaml", configMap("one", "1"))
            try workspace.git.write("app/kustomization.yaml", "resources: [../base/one.yaml]\n")
            try await workspace.deploy()
            try await workspace.cluster.patch(
                workspace.application(), ["spec": ["source": ["helm": ["values": ["a": 1]]]]])
            let message = try await workspace.waitUntilNotReady(reason: "RenderFailed")
            #expect(
                message.contains(
                    "spec.source.helm.values has no effect on a kustomization; take it away, or set type to Helm"))
            try await workspace.cluster.patch(.configMap("one", in: workspace.namespace), ["data": ["key": "by hand"]])
            try await workspace.eventually("what was applied is repaired") { try await workspace.value("one") == "1" }
        }

        @Test("a directory without a kustomization file, and with one in a folder below, renders as in Flux")
        func generatedKustomization() async throws {
            let workspace = try await workspace()
            try workspace.git.write("app/one.yaml", configMap("one", "1"))
            try workspace.git.write("app/below/kustomization.yaml", "resources: [two.yaml]\nnamePrefix: a-\n")
            try workspace.git.write("app/below/two.yaml", configMap("two", "2"))
            try await workspace.deploy(spec: ["source": ["type": "Kustomize"]])
            #expect(try await workspace.value("one") == "1")
            #expect(try await workspace.value("a-two") == "2")
        }

        @Test("a chart that a kustomization names is rendered, and what it draws stays")
        func chart() async throws {
            let workspace = try await workspace()
            try workspace.git.write(
                "app/kustomization.yaml", "namePrefix: a-\nhelmCharts: [{name: shop, valuesInline: {mode: dev}}]\n")
            try workspace.git.write("app/charts/shop/Chart.yaml", "apiVersion: v2\nname: shop\nversion: 1.0.0\n")
            try workspace.git.write("app/charts/shop/values.yaml", "mode: none\n")
            try workspace.git.write("app/charts/shop/templates/mode.yaml", configMap("mode", "{{ .Values.mode }}"))
            try workspace.git.write("app/charts/shop/templates/drawn.yaml", configMap("drawn", "{{ randAlphaNum 12 }}"))
            try workspace.git.write("app/charts/shop/templates/made.yaml", configMap("made", "{{ now | unixEpoch }}"))
            try await workspace.deploy()
            #expect(try await workspace.value("a-mode") == "dev")
            let (drawn, made) = (try await workspace.value("a-drawn"), try await workspace.value("a-made"))
            #expect(drawn?.count == 12)
            try workspace.git.write("app/charts/shop/templates/mode.yaml", configMap("mode", "changed"))
            try await workspace.waitUntilReady(at: try await workspace.push())
            #expect(try await workspace.value("a-mode") == "changed")
            #expect(try await workspace.value("a-drawn") == drawn)
            #expect(made != nil)
        }

        @Test("of many overlays of one base, a commit renders those that it touches")
        func many() async throws {
            let workspace = try await workspace()
            try writeBase(workspace.git)
            let names = (1...Self.overlays).map { "shop-\($0)" }
            for name in names {
                try workspace.git.write(
                    "\(name)/kustomization.yaml", "nameSuffix: -\(name)\n\(overlay("good"))")
            }
            try workspace.git.commit()
            try await workspace.applyRepository()
            for name in names {
                try await workspace.applyApplication(name, spec: ["source": ["path": .string(name)]])
            }
            for name in names { try await workspace.waitUntilReady(name) }
            try await expectRenders(1, names, workspace) {
                try workspace.git.write("shop-7/kustomization.yaml", "nameSuffix: -shop-7\n\(overlay("better"))")
            }
            try await expectRenders(Self.overlays, names, workspace) {
                try workspace.git.write("base/web.yaml", deployment("web", replicas: 0, image: "example.org/web:2"))
            }
            #expect(try await web("web-shop-9", in: workspace)?.json().contains("example.org/web:2") == true)
        }

        private func expectRenders(
            _ count: Int, _ names: [String], _ workspace: Workspace, change: () throws -> Void
        ) async throws {
            let before = try await workspace.controller.metric("martlet_renders_total", ["result": "rendered"])
            try change()
            let commit = try await workspace.push()
            for name in names { try await workspace.waitUntilReady(name, at: commit) }
            let now = try await workspace.controller.metric("martlet_renders_total", ["result": "rendered"])
            #expect(now - before == Double(count))
        }
    }
}
