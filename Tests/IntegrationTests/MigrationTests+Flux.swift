import Documents
import OperatorTesting
import Testing

extension IntegrationTests.MigrationTests {
    @Test("a Kustomization's objects are handed over with its source, and undo gives back every byte")
    func flux() async throws {
        let workspace = try await begin("flux")
        let (namespace, url) = (workspace.namespace, workspace.git.url)
        try await applyAs(
            "kustomize-controller",
            marks: { _ in
                [
                    "labels": [
                        "kustomize.toolkit.fluxcd.io/name": "web",
                        "kustomize.toolkit.fluxcd.io/namespace": .string(namespace),
                    ]
                ]
            }, workspace)
        try await workspace.cluster.apply(
            """
            apiVersion: source.toolkit.fluxcd.io/v1
            kind: GitRepository
            metadata: {name: web, namespace: \(namespace)}
            spec: {url: "\(url)", interval: 1m, ref: {branch: main}}
            ---
            apiVersion: kustomize.toolkit.fluxcd.io/v1
            kind: Kustomization
            metadata: {name: web, namespace: \(namespace), finalizers: [finalizers.fluxcd.io]}
            spec: {sourceRef: {kind: GitRepository, name: web}, path: ./web, prune: true, interval: 10m, targetNamespace: ""}
            status: {inventory: {entries: [{id: \(namespace)_web_apps_Deployment, v: v1}]}}
            """)
        let theirs = Reference.of("kustomize.toolkit.fluxcd.io/v1", "Kustomization", "web", in: namespace)
        let (before, kustomization) = (try await objects(workspace), try await workspace.cluster.get(theirs))
        let apply = try migrate("flux", "apply", workspace)
        #expect(apply.status == 0, "\(apply)")
        #expect(try await workspace.cluster.get(theirs).at("spec", "suspend") == true)
        let after = try await objects(workspace)
        #expect(after.map { $0.at("metadata", "uid") } == before.map { $0.at("metadata", "uid") })
        #expect(after.map { $0["spec"] } == before.map { $0["spec"] })
        #expect(after.allSatisfy { $0.label("kustomize.toolkit.fluxcd.io/name") == nil })
        let undo = try migrate("flux", "undo", workspace)
        #expect(undo.status == 0, "\(undo)")
        expectSame(try await objects(workspace), before)
        expectSame([try await workspace.cluster.get(theirs)], [kustomization])
    }

    @Test("a HelmRelease's objects are handed over, with the name of its release; finish leaves them")
    func release() async throws {
        let workspace = try await begin("fluxhelm")
        let (namespace, url) = (workspace.namespace, workspace.git.url)
        try workspace.git.write("chart/Chart.yaml", "apiVersion: v2\nname: shop\nversion: 1.0.0\n")
        try workspace.git.write(
            "chart/templates/all.yaml",
            Self.manifests.replacing(
                "labels: {app: web}}\nspec:\n  replicas",
                with: "labels: {app: web, release: '{{ .Release.Name }}'}}\nspec:\n  replicas"))
        try workspace.git.commit("Add a chart")
        try await applyAs(
            "helm-controller",
            marks: { document in
                var labels: Object = [
                    "helm.toolkit.fluxcd.io/name": "web", "helm.toolkit.fluxcd.io/namespace": .string(namespace),
                    "app.kubernetes.io/managed-by": "Helm",
                ]
                if document.kind == "Deployment" { labels["release"] = "front" }
                return ["labels": .object(labels), "annotations": ["meta.helm.sh/release-name": "front"]]
            }, workspace)
        try await workspace.cluster.apply(
            """
            apiVersion: source.toolkit.fluxcd.io/v1
            kind: GitRepository
            metadata: {name: web, namespace: \(namespace)}
            spec: {url: "\(url)", interval: 1m, ref: {branch: main}}
            ---
            apiVersion: helm.toolkit.fluxcd.io/v2
            kind: HelmRelease
            metadata: {name: web, namespace: \(namespace)}
            spec:
              releaseName: front
              interval: 10m
              chart: {spec: {chart: ./chart, sourceRef: {kind: GitRepository, name: web}}}
            """)
        let before = try await objects(workspace)
        let apply = try migrate("flux", "apply", workspace)
        #expect(apply.status == 0, "\(apply)")
        let after = try await objects(workspace)
        #expect(after.map { $0.at("metadata", "uid") } == before.map { $0.at("metadata", "uid") })
        #expect(after.map { $0["spec"] } == before.map { $0["spec"] })
        #expect(after[0].label("release") == "front" && after[0].annotation("meta.helm.sh/release-name") == nil)
        for name in ["front", "back"] {
            try await workspace.cluster.apply(
                "apiVersion: v1\nkind: Secret\nmetadata: {name: sh.helm.release.v1.\(name).v1, labels: {owner: helm, name: \(name)}}\ntype: helm.sh/release.v1\n",
                namespace: namespace)
        }
        #expect(try migrate("flux", "finish", workspace).status == 0)
        let stored = try await workspace.cluster.secrets(in: namespace, labelled: "owner=helm")
        #expect(stored.map(\.name) == ["sh.helm.release.v1.back.v1"])
        try await workspace.eventually("theirs is gone", of: "web") {
            try await !workspace.cluster.exists(
                .of("helm.toolkit.fluxcd.io/v2", "HelmRelease", "web", in: namespace))
        }
        expectSame(try await objects(workspace), after)
    }

    @Test("one that is suspended is made suspended, and nothing of it is handed over")
    func suspended() async throws {
        let workspace = try await begin("fluxsuspended")
        let (namespace, url) = (workspace.namespace, workspace.git.url)
        try await applyAs("kustomize-controller", marks: { _ in [:] }, workspace)
        try await workspace.cluster.apply(
            """
            apiVersion: source.toolkit.fluxcd.io/v1
            kind: GitRepository
            metadata: {name: web, namespace: \(namespace)}
            spec: {url: "\(url)", ref: {branch: main}}
            ---
            apiVersion: kustomize.toolkit.fluxcd.io/v1
            kind: Kustomization
            metadata: {name: web, namespace: \(namespace)}
            spec: {sourceRef: {kind: GitRepository, name: web}, path: ./web, prune: true, suspend: true}
            """)
        let before = try await objects(workspace)
        let apply = try migrate("flux", "apply", workspace)
        #expect(apply.status == 0 && apply.output.contains("it is suspended"), "\(apply)")
        #expect(try await workspace.cluster.get(workspace.application("web")).at("spec", "suspend") == true)
        expectSame(try await objects(workspace), before)
        let undo = try migrate("flux", "undo", workspace)
        #expect(undo.status == 0, "\(undo)")
        #expect(try await !workspace.cluster.exists(workspace.application("web")))
    }
}
