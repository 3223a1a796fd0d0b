import Documents
import Origins
import Rendering
import SourceTrees
import Testing

@Suite("Origins of fields of kustomizations") struct OverlayOriginTests {
    static let overlay = [
        "base/kustomization.yaml": "resources: [web.yaml]\n", "base/web.yaml": deployment("web"),
        "app/patch.yaml":
            "apiVersion: apps/v1\nkind: Deployment\nmetadata: {name: web}\nspec:\n  template:\n    spec:\n      containers:\n      - name: side\n        image: side:1\n      - name: web\n        env: [{name: A, value: a}]\n",
        "app/kustomization.yaml": """
        resources: [../base]
        namePrefix: dev-
        images:
        - {name: nginx, newTag: "2"}
        replicas:
        - {name: web, count: 3}
        patches:
        - path: patch.yaml
        - target: {kind: Deployment}
          patch: |-
            - {op: add, path: /spec/paused, value: true}
        configMapGenerator:
        - name: settings
          literals: [mode=dev]
        """,
    ]

    private func container(_ name: String, _ field: String) throws -> [String] {
        let origin = try #require(try origins("dev-web", Self.overlay).first)
        let manifest = try #require(
            try render(RenderRequest(path: "app"), from: MemoryTree(Self.overlay)).manifests.first {
                $0.id.kind == "Deployment"
            })
        let containers = manifest.value.at("spec", "template", "spec", "containers")?.array ?? []
        let index = try #require(containers.firstIndex { $0["name"]?.string == name })
        let tokens =
            ["spec", "template", "spec", "containers", String(index)] + field.split(separator: "/").map(String.init)
        return (origin.fields[tokens] ?? []).map(line)
    }

    @Test("in kustomizations are the file, and each step that wrote the field")
    func steps() throws {
        #expect(
            try chain("dev-web", "/spec/replicas", Self.overlay) == [
                "file written there @ base/web.yaml:6:13",
                "step replicas[0] @ app/kustomization.yaml:6",
            ])
        #expect(try chain("dev-web", "/spec/paused", Self.overlay).map { $0.prefix(15) } == ["step patches[1]"])
        #expect(try container("web", "image").count == 2)
        #expect(try container("web", "image").last?.hasPrefix("step images[0] @ app/kustomization.yaml:4") ?? false)
        #expect(
            try container("side", "image") == ["step patches[0] @ app/patch.yaml:9 (app/kustomization.yaml)"])
        #expect(
            try container("web", "env/0/value") == ["step patches[0] @ app/patch.yaml:11 (app/kustomization.yaml)"])
        #expect(
            try chain("dev-web", "/metadata/name", Self.overlay).map { String($0.prefix(15)) }
                == ["file written th", "step namePrefix"])
    }

    @Test("know what an overlay has merged into, components, and the application's own fields")
    func merged() throws {
        let files = [
            "base/kustomization.yaml":
                "configMapGenerator:\n- {name: a, literals: [one=1, two=2]}\ngeneratorOptions: {disableNameSuffixHash: true}\n",
            "part/kustomization.yaml":
                "apiVersion: kustomize.config.k8s.io/v1alpha1\nkind: Component\ncommonAnnotations: {part: x}\n",
            "app/kustomization.yaml":
                "resources: [../base]\ncomponents: [../part]\nconfigMapGenerator:\n- {name: a, behavior: merge, literals: [two=3]}\n",
        ]
        var request = RenderRequest(path: "app")
        request.overlay.labels = ["owner": "me"]
        func steps(_ pointer: String) throws -> [String] { try chain("a", pointer, files, request) }
        #expect(try steps("/data/one") == ["generator configMapGenerator[0] @ base/kustomization.yaml:2"])
        #expect(try steps("/data/two") == ["generator configMapGenerator[0] @ app/kustomization.yaml:4"])
        #expect(
            try steps("/metadata/annotations/part") == ["step commonAnnotations @ part/kustomization.yaml:3"])
        #expect(try steps("/metadata/labels/owner") == ["step labels[0] (spec.source.kustomize)"])
    }

    @Test("of what is generated are the generator")
    func generated() throws {
        let set = try render(RenderRequest(path: "app"), from: MemoryTree(Self.overlay))
        let name = try #require(set.manifests.first { $0.id.kind == "ConfigMap" }?.id.name)
        #expect(
            try chain(name, "/data/mode", Self.overlay)
                == ["generator configMapGenerator[0] @ app/kustomization.yaml:13"])
        #expect(
            try chain(name, "/metadata/name", Self.overlay) == [
                "generator configMapGenerator[0] @ app/kustomization.yaml:13",
                "step namePrefix @ app/kustomization.yaml:2",
                "step the hash of the content in the name (the end of the build)",
            ])
    }
}
