import Directives
import Documents
import Metrics
import Rendering
import SourceTrees
import Testing

/// What of a chart is not applied with the rest of it.
@Suite("Hooks of charts")
struct HookTests {
    private func render(
        _ templates: [String: String], _ configure: (inout ChartOptions) -> Void = { _ in }
    ) async throws(RenderError) -> ManifestSet {
        var files = ["shop/Chart.yaml": "apiVersion: v2\nname: shop\nversion: 1.0.0\n"]
        files.merge(templates) { $1 }
        var request = RenderRequest(path: "shop")
        configure(&request.chart)
        let cache = RenderCache(entries: 10, bytes: 1 << 20, metrics: Metrics())
        return try await cache.render(request, tree: MemoryTree(files), key: "repo").manifests
    }

    @Test("hooks keep their manifests, moments, weights and policies, and may leave their names to the server")
    func hooks() async throws {
        let job = """
            apiVersion: batch/v1
            kind: Job
            metadata:
              generateName: migrate-
              annotations:
                helm.sh/hook: pre-install, post-upgrade
                helm.sh/hook-weight: "-5"
                helm.sh/hook-delete-policy: hook-succeeded
            spec: {backoffLimit: 0}
            """
        let hook = try #require(try await render(["shop/templates/a.yaml": job]).hooks.first)
        #expect(hook.role.words == ["pre-install", "post-upgrade"] && hook.wave == -5 && hook.isNameGenerated)
        #expect(hook.role.deletePolicies == [.hookSucceeded] && hook.id.kind == "Job")
        let manifest = try hook.manifest.get()
        #expect(manifest.id.name == "migrate-" && manifest.value.at("spec", "backoffLimit") == 0)
    }

    @Test("hooks count among the objects that a source may have, also those that are none")
    func bound() {
        func hook(_ name: String) -> String {
            "apiVersion: batch/v1\nkind: Job\nmetadata: {\(name), annotations: {helm.sh/hook: test}}\n"
        }
        let files = [
            "shop/Chart.yaml": "apiVersion: v2\nname: shop\nversion: 1.0.0\n",
            "shop/templates/hooks.yaml": "\(hook("name: a"))---\n\(hook("labels: {}"))",
            "shop/templates/map.yaml": configMap("map"),
        ]
        func code(_ objects: Int) -> RenderError.Code? {
            let bounds = RenderBounds(files: 9, bytes: 1 << 20, objects: objects)
            do throws(RenderError) {
                let set = try Rendering.render(RenderRequest(path: "shop"), from: MemoryTree(files), bounds: bounds)
                return set.hooks.count == 2 ? nil : .invalid
            } catch { return error.code }
        }
        #expect(code(3) == nil)
        #expect(code(2) == .limit)
        #expect(code(1) == .limit)
    }

    @Test("definitions can be left out, and hooks are not among the other objects")
    func leftOut() async throws {
        func hook(_ event: String) -> String {
            "apiVersion: batch/v1\nkind: Job\nmetadata:\n  name: \(event)\n  annotations: {helm.sh/hook: \(event)}\n"
        }
        let change = [
            "shop/crds/d.yaml": configMap("definition"), "shop/templates/NOTES.txt": "Thanks",
            "shop/templates/map.yaml": configMap("release-name"),
            "shop/templates/a.yaml": hook("pre-install"), "shop/templates/b.yaml": hook("test"),
        ]
        let all = try await render(change)
        #expect(all.manifests.map(\.id.name) == ["definition", "release-name"])
        #expect(all.hooks.map(\.id.name).sorted() == ["pre-install", "test"])
        let some = try await render(change) { options in
            options.skipCRDs = true
            options.skipTests = true
        }
        #expect(some.manifests.map(\.id.name) == ["release-name"])
        #expect(some.hooks.map(\.id.name) == ["pre-install"])
    }

    @Test(
        "plain manifests are hooks where Argo CD or Martlet would take them for such, and may then leave names to the server"
    )
    func plain() async throws {
        func job(_ name: String, _ annotations: String) -> String {
            "apiVersion: batch/v1\nkind: Job\nmetadata: {\(name), annotations: {\(annotations)}}\n"
        }
        let files = [
            "a.yaml": job(
                "generateName: smoke-", "argocd.argoproj.io/hook: PostSync, argocd.argoproj.io/sync-wave: '4'"),
            "b.yaml": job("name: migrate", "gitops.martlet.dev/hook: PreSync"),
            "c.yaml": job("name: wrong", "gitops.martlet.dev/hook: PreSnc"), "d.yaml": configMap("map"),
        ]
        let set = try Rendering.render(RenderRequest(path: ""), from: MemoryTree(files), bounds: .standard)
        #expect(set.manifests.map(\.id.name) == ["map"])
        #expect(set.hooks.map(\.id.name) == ["smoke-", "migrate", "wrong"])
        #expect(set.hooks.map(\.wave) == [4, 0, 0] && set.hooks.map(\.isNameGenerated) == [true, false, false])
        #expect(throws: RenderError.self) { try set.hooks[2].manifest.get() }
        let others = try Rendering.render(
            RenderRequest(path: ""), from: MemoryTree(files.filter { $0.key != "b.yaml" }), bounds: .standard)
        #expect(set.digest != others.digest)
    }

    @Test(
        "what is wrong with a hook is kept for who runs it, and keeps nothing else from being applied",
        arguments: [
            ("metadata: {name: a, annotations: {helm.sh/hook: pre-install}}\ndata: {v: \"${X:?is missing}\"}", "X"),
            ("metadata: {annotations: {helm.sh/hook: pre-install}}", "metadata.name"),
        ])
    func broken(text: String, why: String) async throws {
        var request = RenderRequest(path: "shop")
        request.substitution = Substitution(variables: [:])
        let files = [
            "shop/Chart.yaml": "apiVersion: v2\nname: shop\nversion: 1.0.0\n",
            "shop/templates/a.yaml": "apiVersion: v1\nkind: ConfigMap\n\(text)\n",
            "shop/templates/b.yaml": configMap("well"),
        ]
        let cache = RenderCache(entries: 10, bytes: 1 << 20, metrics: Metrics())
        let set = try await cache.render(request, tree: MemoryTree(files), key: "repo").manifests
        #expect(set.manifests.map(\.id.name) == ["well"])
        let hook = try #require(set.hooks.first)
        let error = #expect(throws: RenderError.self) { try hook.manifest.get() }
        #expect(error?.message.contains(why) == true, "\(error?.message ?? "")")
    }
}
