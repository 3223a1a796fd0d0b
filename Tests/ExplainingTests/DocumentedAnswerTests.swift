import Documents
import Explaining
import FoundationEssentials
import Previewing
import Rendering
import SourceTrees
import TestKit
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

    private static func page(_ name: String) throws -> String {
        let root = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
            .deletingLastPathComponent()
        return try String(contentsOf: root.appending(path: "docs/\(name)"), encoding: .utf8)
    }

    private static var documented: String {
        get throws {
            let page = try page("why.md")
            let block = try #require(page.split(separator: "```text\n").dropFirst().first)
            return String(try #require(block.split(separator: "```").first))
        }
    }

    /// Of a field; nil for all of them.
    private func explanation(_ field: String?) throws -> Explanation? {
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
        return Explainer(object).explain(
            field.flatMap(FieldQuery.init), application: "shops/shop",
            revision: "main@sha1:8ddc819f3c380857c2529bdc43c79c855715c627")
    }

    private static let field = "spec.template.spec.containers[name=app].image"

    @Test("is the one that is given")
    func answer() throws {
        let explanation = try explanation(Self.field)
        #expect(try explanation?.text == Self.documented, "\(explanation?.text ?? "")")
    }

    @Test("docs/commands-json.md describes each field that a program reads, with its type")
    func described() throws {
        let described = DocumentedFields(try Self.page("commands-json.md"), section: "why")
        let open: Set = ["fields[].value", "fields[].wanted", "fields[].chain[]"]
        let whole = DocumentedFields([try #require(try explanation(nil)).json], open: open)
        #expect(whole.beyond(described).isEmpty && whole.types.count > 15)
        let one = try #require(try explanation(Self.field)).json
        let steps = DocumentedFields((one["chain"]?.array ?? []).map { ["origin": .array([$0])] })
        #expect(steps.beyond(described).isEmpty && steps.types.count > 4)
        for (name, member) in try #require(one.object) where described.types["\(name)"] == nil {
            #expect(
                described.types.keys.contains { $0.hasPrefix("fields[].\(name)") || $0.hasPrefix(name) }, "\(member)")
        }
    }
}
