import Documents
import Rendering
import SourceTrees
import Testing

@Suite("An application's overrides of a kustomization")
struct OverrideTests {
    private let files = OverlayTests.shop.merging([
        "components/tls/kustomization.yaml": "kind: Component\nresources: [tls.yaml]\npatches: [{path: p.yaml}]\n",
        "components/tls/tls.yaml": configMap("tls"),
        "components/tls/p.yaml":
            "{apiVersion: apps/v1, kind: Deployment, metadata: {name: dev-web}, spec: {minReadySeconds: 7}}",
    ]) { $1 }

    private func rendered(_ change: (inout OverlayOptions) -> Void) throws -> [Manifest] {
        var options = OverlayOptions()
        change(&options)
        return try render(RenderRequest(path: "app", overlay: options), from: MemoryTree(files)).manifests
    }

    private func web(_ change: (inout OverlayOptions) -> Void) throws -> Value {
        let manifests = try rendered(change)
        return try #require(manifests.first { $0.id.kind == "Deployment" }).value
    }

    private func problem(_ change: (inout OverlayOptions) -> Void) -> RenderError? {
        var options = OverlayOptions()
        change(&options)
        return failure(RenderRequest(path: "app", overlay: options), files)
    }

    @Test("names come around those of the kustomization, and the namespace is everywhere")
    func names() throws {
        let manifests = try rendered {
            $0.namePrefix = "x-"
            $0.nameSuffix = "-y"
            $0.namespace = "shop"
        }
        #expect(manifests[0].id == ObjectID(group: "apps", kind: "Deployment", namespace: "shop", name: "x-dev-web-y"))
        #expect(manifests[1].id.name.hasPrefix("x-dev-settings-y-"))
        #expect(manifests[1].id.namespace == "shop")
    }

    @Test("labels and annotations are the object's, not its Pods' and not in selectors")
    func metadata() throws {
        let web = try web {
            $0.labels = ["team": "shop"]
            $0.annotations = ["note": "1", "quoted": "a \"b\": ü\n"]
        }
        #expect(web["metadata"]?["labels"] == ["team": "shop"])
        #expect(web["metadata"]?["annotations"] == ["note": "1", "quoted": "a \"b\": ü\n"])
        #expect(web["spec"]?["selector"] == ["matchLabels": ["app": "web"]])
        #expect(web["spec"]?["template"]?["metadata"] == ["labels": ["app": "web"]])
    }

    @Test(
        "images",
        arguments: [
            (OverlayOptions.Image(name: "nginx", newTag: "2"), "nginx:2"),
            (OverlayOptions.Image(name: "nginx", newName: "example.org/web"), "example.org/web:1"),
            (OverlayOptions.Image(name: "nginx", newName: "web", newTag: "2"), "web:2"),
            (OverlayOptions.Image(name: "nginx", digest: "sha256:abc"), "nginx@sha256:abc"),
            (OverlayOptions.Image(name: "other", newTag: "2"), "nginx:1"),
        ])
    func images(image: OverlayOptions.Image, result: String) throws {
        let web = try web { $0.images = [image] }
        #expect(web["spec"]?["template"]?["spec"]?["containers"]?.array?.first?["image"] == .string(result))
    }

    @Test("replicas go by the name in the file; a name that nothing has is an error")
    func replicas() throws {
        let web = try web { $0.replicas = [OverlayOptions.Replica(name: "web", count: 5)] }
        #expect(web["spec"]?["replicas"] == 5)
        let error = problem { $0.replicas = [OverlayOptions.Replica(name: "none", count: 5)] }
        #expect(error?.message.hasPrefix("spec.source.kustomize.replicas: ") == true)
    }

    @Test("patches of both kinds, with targets and without")
    func patches() throws {
        let operations = "[{\"op\": \"replace\", \"path\": \"/spec/replicas\", \"value\": 3}]"
        let merge = "{apiVersion: apps/v1, kind: Deployment, metadata: {name: web}, spec: {minReadySeconds: 9}}"
        let rename = "{apiVersion: apps/v1, kind: Deployment, metadata: {name: other}}"
        let web = try web {
            $0.patches = [
                OverlayOptions.Patch(patch: operations, target: ["kind": "Deployment", "name": ".*-web"]),
                OverlayOptions.Patch(patch: merge), OverlayOptions.Patch(patch: rename, target: ["kind": "Deployment"]),
            ]
            $0.patches[2].allowNameChange = true
        }
        #expect(web["spec"]?["replicas"] == 3 && web["spec"]?["minReadySeconds"] == 9)
        #expect(web["metadata"]?["name"] == "other")
    }

    @Test(
        "a patch that is none, or fits nothing, is an error that names it",
        arguments: [
            "a: [", "{apiVersion: apps/v1, kind: Deployment, metadata: {name: none}}",
            "[{\"op\": \"remove\", \"path\": \"/a\"}]",
        ])
    func badPatches(patch: String) {
        let error = problem { $0.patches = [OverlayOptions.Patch(patch: patch)] }
        #expect(error?.code == .invalid)
        #expect(error?.message.hasPrefix("spec.source.kustomize.patches[0]: ") == true, "\(error?.description ?? "")")
    }

    @Test("components are used as by a kustomization on top, by paths from the kustomization's folder")
    func components() throws {
        let manifests = try rendered { $0.components = ["../components/tls"] }
        #expect(manifests.map(\.id.kind) == ["Deployment", "ConfigMap", "ConfigMap"])
        #expect(manifests[0].value["spec"]?["minReadySeconds"] == 7)
        #expect(manifests[2].file == "components/tls/tls.yaml")
        let missing = problem { $0.components = ["../none"] }
        #expect(missing?.message.hasPrefix("spec.source.kustomize.components: ") == true)
        let base = problem { $0.components = ["../base"] }
        #expect(base?.message.contains("'../base' is a Kustomization and no Component") == true)
    }

    @Test("with overrides, a folder of plain manifests is a kustomization, too")
    func plainFolder() throws {
        var options = OverlayOptions()
        options.namePrefix = "a-"
        let tree = MemoryTree(["app/a.yaml": configMap("a")])
        #expect(try render(RenderRequest(path: "app", overlay: options), from: tree).manifests[0].id.name == "a-a")
    }
}
