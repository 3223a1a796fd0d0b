import Documents
import Explaining
import FoundationEssentials
import Previewing
import Rendering
import SourceTrees
import Testing

@Suite("The answer in the documentation") struct DocumentedAnswerTests {
    private static let files = [
        "charts/web/Chart.yaml": "apiVersion: v2\nname: web\nversion: 1.0.0\n",
        "charts/web/values.yaml": "image:\n  tag: none\n",
        "charts/web/prod.yaml": "# What production has.\nimage:\n  tag: \"1.5\"\n",
        "charts/web/templates/deployment.yaml": """
        apiVersion: apps/v1
        kind: Deployment
        metadata:
          name: web
          namespace: shops
        spec:
          template:
            spec:
              containers:
              - name: app
                image: registry.test/web:{{ .Values.image.tag }}
        """,
    ]

    private static var documented: String {
        get throws {
            let root = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
                .deletingLastPathComponent()
            let page = try String(contentsOf: root.appending(path: "docs/why.md"), encoding: .utf8)
            let block = try #require(page.split(separator: "```text\n").dropFirst().first)
            return String(try #require(block.split(separator: "```").first))
        }
    }

    @Test("is the one that is given")
    func answer() throws {
        var request = RenderRequest(path: "charts/web")
        request.chart.valueFiles = ["prod.yaml"]
        request.traced = "web"
        let set = try render(request, from: MemoryTree(Self.files))
        let manifest = try #require(set.manifests.first)
        var live = manifest.value
        live.set(
            Pointer(tokens: ["spec", "template", "spec", "containers", "0", "image"]), to: "registry.test/web:1.4")
        live["metadata"]?["managedFields"] = [
            [
                "manager": "kubectl-edit", "operation": "Update", "time": "2026-11-30T02:00:00Z",
                "fieldsV1": [
                    "f:spec": ["f:template": ["f:spec": ["f:containers": [#"k:{"name":"app"}"#: ["f:image": [:]]]]]]
                ],
            ]
        ]
        let object = ExplainedObject(
            id: manifest.id, origin: try #require(set.origins.first), manifest: manifest.value, live: live,
            manager: "martlet", rules: [], isApplied: true, mask: Mask(key: [1, 2, 3], texts: SecretTexts()))
        let explanation = Explainer(object).explain(
            FieldQuery("spec.template.spec.containers[name=app].image"), application: "shops/shop",
            revision: "main@sha1:8ddc819f3c380857c2529bdc43c79c855715c627")
        #expect(try explanation?.text == Self.documented, "\(explanation?.text ?? "")")
    }
}
