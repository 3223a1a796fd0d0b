import Documents
import FoundationEssentials
import Previewing
import TestKit
import Testing

@Suite("Previews as people and programs read them")
struct OutputTests {
    private static let container = "/spec/template/spec/containers/0"

    private static let preview = Samples.preview(
        [
            Samples.object(.create, from: nil, to: Samples.configMap(["a": "b"], name: "new")),
            Samples.object(
                .update, from: Samples.deployment,
                to: Samples.deployment.with("\(container)/image", "web:2").with("/spec/paused", true)),
            Samples.object(
                .update, from: Samples.configMap(["f": "one\ntwo\nthree\n"]),
                to: Samples.configMap(["f": "one\n2\nthree\n"])),
            Samples.object(.delete, from: Samples.object("v1", "Service"), to: nil),
            Samples.object(
                .keep("is no longer desired but kept: sync.prune is off"), from: Samples.object("v1", "Job"), to: nil),
        ])

    @Test("a terminal shows what would happen, object by object")
    func text() {
        #expect(
            TextOutput.text(of: Self.preview, isColored: false) == """
                + ConfigMap shop/new will be created (low: makes a ConfigMap)
                    + data.a: b

                ~ Deployment.apps shop/web will be updated (medium: image of web: web:1 → web:2)
                    + spec.paused: true
                    ~ spec.template.spec.containers[name=web].image: web:1 → web:2

                ~ ConfigMap shop/files will be updated (low: changes a ConfigMap that no workload of the application reads)
                    ~ data.f: 1 line added, 1 removed
                      @ line 1
                        one
                      - two
                      + 2
                        three
                        \("")

                - Service shop/one will be deleted (high: deletes a Service)

                = Job shop/one is no longer desired but kept: sync.prune is off

                Plan: 1 to create, 2 to update, 1 to delete; impact high; 0 conflicts, 0 warnings

                """)
        let colored = TextOutput.text(of: Self.preview, isColored: true)
        #expect(colored.contains("\u{1B}[32m+ ConfigMap shop/new"))
    }

    @Test("docs/commands-json.md describes each field that a program reads, with its type")
    func described() throws {
        let root = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
            .deletingLastPathComponent()
        let page = try String(contentsOf: root.appending(path: "docs/commands-json.md"), encoding: .utf8)
        let live = Samples.deployment.with(
            "/metadata/managedFields",
            [
                [
                    "manager": "kubectl-edit", "operation": "Update", "time": "2026-11-30T02:00:00Z",
                    "fieldsV1": [
                        "f:spec": ["f:template": ["f:spec": ["f:containers": [#"k:{"name":"web"}"#: ["f:image": [:]]]]]]
                    ],
                ]
            ])
        let troubled = Samples.preview(
            [
                Samples.object(
                    .update, from: live, to: live.with("\(Self.container)/image", "web:2"),
                    refusal: "spec.selector: field is immutable", warnings: ["it is old"]),
                Samples.object(.delete, from: Samples.object("v1", "Service"), to: nil),
            ], inventory: 1)
        let found = DocumentedFields(
            try [Self.preview, troubled, CostAndRiskTests.preview(), CostAndRiskTests.everything()].map {
                try JSON.parse(JSONOutput.text(of: $0), limits: .response)
            },
            open: ["changes[].current_state", "changes[].desired_state"])
        let described = DocumentedFields(page, section: "diff")
        #expect(found.beyond(described).isEmpty, "not in docs/commands-json.md")
        #expect(described.beyond(found).isEmpty, "in docs/commands-json.md only")
    }

    @Test("a program reads the counts, the changes and both states")
    func json() throws {
        let json = try JSON.parse(JSONOutput.text(of: Self.preview), limits: .response)
        #expect(json.at("summary", "total_changes") == 4 && json.at("summary", "updated_resources") == 2)
        #expect(json.at("summary", "created_resources") == 1 && json.at("summary", "deleted_resources") == 1)
        let change = try #require(json["changes"]?[1])
        #expect(change["type"] == "update" && change["impact"] == "medium")
        #expect(change["resource"] == ["group": "apps", "kind": "Deployment", "namespace": "shop", "name": "web"])
        #expect(change.at("current_state", "spec", "replicas") == 3)
        #expect(
            change["diff"]?[0] == ["path": "spec.paused", "type": "added", "to": "true"])
        #expect(json["changes"]?[3]?["desired_state"] == .null)
        #expect(json["conflicts"] == [] && json["warnings"] == [])
    }

    @Test("status has counts, and the gravest changes first")
    func summary() {
        let summary = PreviewSummary(Self.preview)
        #expect(summary.create == 1 && summary.update == 2 && summary.delete == 1 && summary.impact == .high)
        #expect(summary.changes.map(\.action) == ["delete", "update", "create", "update"])
        #expect(summary.changes[1].fields.last == "~ spec.template.spec.containers[name=web].image: web:1 → web:2")
    }

    @Test("status holds the summary of a plan of any size")
    func bounds() {
        let long = String(repeating: "é", count: 150)
        let objects = (0..<40).map { index in
            let old = (0..<50).reduce(into: Object()) { $0["\(long)\($1)"] = .string("a" + long) }
            let new = (0..<50).reduce(into: Object()) { $0["\(long)\($1)"] = .string("b" + long) }
            return Samples.object(
                .update, from: Samples.configMap(old, name: "c\(index)"), to: Samples.configMap(new, name: "c\(index)"))
        }
        let preview = Samples.preview(objects)
        let summary = PreviewSummary(preview)
        #expect(summary.changes.count == 20 && summary.update == 40)
        #expect(summary.changes.flatMap(\.fields).reduce(0) { $0 + $1.utf8.count } < 18_000)
        let markdown = MarkdownOutput.text(of: preview, bytes: MarkdownOutput.longest)
        #expect(markdown.utf8.count <= MarkdownOutput.longest)
        #expect(markdown.contains("more changes, for which there is no room"))
    }

    @Test("a pull request shows it as code, in which nothing is markup")
    func markdown() {
        let evil = "```\n</details><img src=x>\n@everyone #1 ~~~\n``````\n"
        let preview = Samples.preview([
            Samples.object(
                .update, from: Samples.configMap(["f": "a\n"]), to: Samples.configMap(["f": .string(evil)]),
                standing: .owned(by: "`x` <b>"))
        ])
        let markdown = MarkdownOutput.text(of: preview, bytes: 65_536)
        #expect(markdown.contains("  ```````diff\n"))
        #expect(markdown.contains("``belongs to `x` <b>``"))
        let outside = markdown.split(separator: "```````")
        #expect(outside.count == 3 && !outside[0].contains("@everyone") && !outside[2].contains("</details>"))
    }

    @Test("what nothing would change says so")
    func nothing() {
        #expect(TextOutput.text(of: Samples.preview([]), isColored: false) == "Nothing would change.\n")
        #expect(MarkdownOutput.text(of: Samples.preview([]), bytes: 65_536) == "**Nothing would change.**\n")
    }
}
