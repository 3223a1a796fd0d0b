import Documents
import Rendering
import SourceTrees
import Testing

/// A Deployment with one container.
func deployment(_ name: String, image: String = "nginx:1", extra: String = "") -> String {
    """
    apiVersion: apps/v1
    kind: Deployment
    metadata:
      name: \(name)
    spec:
      replicas: 1
      selector: {matchLabels: {app: \(name)}}
      template:
        metadata: {labels: {app: \(name)}}
        spec:
          containers:
          - name: web
            image: \(image)\(extra)

    """
}

@Suite("Rendering a kustomization")
struct OverlayTests {
    static let shop = [
        "base/kustomization.yaml": "resources: [web.yaml]\n", "base/web.yaml": deployment("web"),
        "app/kustomization.yaml": """
        resources: [../base]
        namePrefix: dev-
        configMapGenerator:
        - name: settings
          literals: [mode=dev]
        """,
    ]

    private func rendered(
        _ request: RenderRequest = RenderRequest(path: "app"), _ files: [String: String] = shop,
        _ change: [String: String] = [:]
    ) throws -> [Manifest] {
        try render(request, from: MemoryTree(files.merging(change) { $1 })).manifests
    }

    @Test(
        "a kustomization file of any of its names makes a folder one, also beside a chart",
        arguments: ["kustomization.yaml", "kustomization.yml", "Kustomization"])
    func detection(name: String) throws {
        let files = [
            "app/\(name)": "resources: [web.yaml]\nnamePrefix: a-", "app/web.yaml": configMap("web"),
            "app/Chart.yaml": "apiVersion: v2\nname: chart\nversion: 1.0.0",
            "app/templates/web.yaml": configMap("chart"),
        ]
        #expect(try rendered(RenderRequest(path: "app"), files).map(\.id.name) == ["a-web"])
        #expect(try rendered(RenderRequest(path: "app", type: .kustomize), files).map(\.id.name) == ["a-web"])
        #expect(try rendered(RenderRequest(path: "app", type: .helm), files).map(\.id.name) == ["chart"])
        #expect(try RenderRequest(path: "app").kind(in: MemoryTree(files)) != .chart)
        let asFolder = RenderRequest(path: "app", type: .directory)
        let plain = files.filter { !$0.key.contains("hart") && !$0.key.contains("templates") }
        let isManifest = name.contains(".")
        #expect(failure(asFolder, plain)?.message.contains("a file of Kustomize's") == (isManifest ? true : nil))
    }

    @Test("objects come with the file and line that they are from")
    func places() throws {
        let two = ["base/web.yaml": configMap("first") + "---\n" + deployment("web")]
        let manifests = try rendered(RenderRequest(path: "app"), Self.shop, two)
        #expect(manifests.map(\.id.name).prefix(2) == ["dev-first", "dev-web"])
        #expect(manifests[2].id.name.hasPrefix("dev-settings-"))
        #expect(manifests.map(\.file) == ["base/web.yaml", "base/web.yaml", "app/kustomization.yaml"])
        #expect(manifests.map(\.line) == [1, 6, 1])
    }

    @Test("a changed literal makes another name, and the references follow")
    func hashes() throws {
        let from = "\n        envFrom: [{configMapRef: {name: settings}}]"
        let using = ["base/web.yaml": deployment("web", extra: from)]
        let changed = (Self.shop["app/kustomization.yaml"] ?? "").replacing("dev]", with: "prod]")
        let one = try rendered(RenderRequest(path: "app"), Self.shop, using)
        let other = try rendered(
            RenderRequest(path: "app"), Self.shop, using.merging(["app/kustomization.yaml": changed]) { $1 })
        #expect(one[1].id.name != other[1].id.name)
        for manifests in [one, other] { #expect(manifests[0].value.json().contains(manifests[1].id.name)) }
    }

    @Test("variables are put in after the build, and mean what the printed text says")
    func substitution() throws {
        let files = [
            "app/kustomization.yaml": "resources: [web.yaml]\nnamePrefix: ${ENV}-\n",
            "app/web.yaml": deployment("web", image: "\"nginx:${TAG}\"").replacing(
                "replicas: 1", with: "replicas: ${N}"),
        ]
        let variables = ["ENV": "dev", "TAG": "2", "N": "3"]
        let request = RenderRequest(path: "app", substitution: Substitution(variables: variables))
        let manifest = try #require(try rendered(request, files).first)
        #expect(manifest.id.name == "dev-web")
        #expect(manifest.value["spec"]?["replicas"] == 3)
        #expect(manifest.value.json().contains("\"nginx:2\""))
        let error = failure(RenderRequest(path: "app", substitution: Substitution(variables: ["ENV": "a"])), files)
        #expect(error?.code == .substitution && error?.file == "app/web.yaml")
    }

    @Test(
        "errors name kustomization, field and file",
        arguments: [
            ("resources: [none.yaml]", ["'app'", "'resources'", "app/none.yaml"]),
            ("resources: [../../x]", ["'app'", "'resources'", "../../x"]),
            ("resources: [../base]\npatches: [{path: p.yaml}]", ["'app'", "'patches[0]'", "app/p.yaml"]),
            ("resources: [../base]\nreplica: 1", ["'app'", "'replica'"]),
            ("resources: [https://example.org/a.yaml]", ["'app'", "'resources'", "https://example.org/a.yaml"]),
            ("resources: [../app]", ["'app'", "'resources'", "circle"]),
        ])
    func errors(kustomization: String, parts: [String]) throws {
        let error = failure(
            RenderRequest(path: "app"), Self.shop.merging(["app/kustomization.yaml": kustomization]) { $1 })
        #expect(error?.code == .invalid)
        for part in parts { #expect(error?.message.contains(part) == true, "\(error?.description ?? "")") }
    }

    @Test("is bounded in files, bytes and objects, and refuses what runs programs")
    func bounds() throws {
        func code(_ bounds: RenderBounds, _ change: [String: String] = [:]) -> RenderError.Code? {
            do throws(RenderError) {
                let tree = MemoryTree(Self.shop.merging(change) { $1 })
                _ = try render(RenderRequest(path: "app"), from: tree, bounds: bounds)
                return nil
            } catch { return error.code }
        }
        #expect(code(RenderBounds(files: 10, bytes: 10_000, objects: 2)) == nil)
        #expect(code(RenderBounds(files: 2, bytes: 10_000, objects: 2)) == .limit)
        #expect(code(RenderBounds(files: 10, bytes: 100, objects: 2)) == .limit)
        #expect(code(RenderBounds(files: 10, bytes: 10_000, objects: 1)) == .limit)
        let program = [
            "app/kustomization.yaml": "resources: [../base]\ntransformers: [p.yaml]",
            "app/p.yaml": "apiVersion: a/v1\nkind: B\nmetadata: {name: c}",
        ]
        #expect(code(.standard, program) == .unsupported)
    }

    @Test("files may be anywhere in the source, or in and below the kustomization only")
    func restriction() throws {
        let files = ["app/kustomization.yaml": "resources: [../shared/web.yaml]", "shared/web.yaml": configMap("web")]
        #expect(try rendered(RenderRequest(path: "app"), files).count == 1)
        var options = OverlayOptions()
        options.loadRestrictor = .rootOnly
        let error = failure(RenderRequest(path: "app", overlay: options), files)
        #expect(error?.message.contains("'../shared/web.yaml' is not in or below") == true)
    }

    @Test("without a kustomization file, the type says to take all YAML files, and folders with one as bases")
    func generated() throws {
        let files = [
            "app/b.yaml": configMap("b"), "app/a/deep/z.yml": configMap("z"), "app/a.yaml": configMap("a"),
            "app/base/kustomization.yml": "resources: [c.yaml]\nnameSuffix: -s", "app/base/c.yaml": configMap("c"),
            "app/base/other.yaml": configMap("other"), "app/notes.txt": "no", "app/d.json": "no",
            "app/.hidden/x.yaml": "no: [",
        ]
        let request = RenderRequest(path: "app", type: .kustomize)
        #expect(try rendered(request, files).map(\.id.name) == ["z", "a", "b", "c-s"])
        let none = failure(request, ["app/notes.txt": "no"])
        #expect(none?.message.contains("no YAML files") == true)
        let broken = failure(request, files.merging(["app/values.yaml": "a: b"]) { $1 })
        #expect(broken?.message.contains("app/values.yaml") == true)
        let submodule = MemoryTree(["app/a.yaml": configMap("a")], submodules: ["app/vendor"])
        #expect(throws: RenderError.self) { try render(request, from: submodule) }
    }
}
