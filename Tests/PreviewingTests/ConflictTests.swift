import Documents
import Previewing
import Testing

@Suite("Conflicts and drift")
struct ConflictTests {
    private static func entry(_ manager: String, _ time: String, _ fields: Value, operation: String = "Update") -> Value
    {
        [
            "manager": .string(manager), "operation": .string(operation), "time": .string(time),
            "fieldsType": "FieldsV1", "fieldsV1": fields,
        ]
    }

    private static let ours = entry(
        "martlet", "2026-11-30T01:00:00Z",
        [
            "f:spec": [
                "f:replicas": [:],
                "f:template": ["f:spec": ["f:containers": ["k:{\"name\":\"web\"}": [".": [:], "f:image": [:]]]]],
            ]
        ], operation: "Apply")

    private static let editor = entry(
        "kubectl-edit", "2026-11-30T02:00:00Z",
        [
            "f:spec": [
                "f:template": [
                    "f:spec": [
                        "f:containers": [
                            "k:{\"name\":\"web\"}": [
                                "f:image": [:],
                                "f:ports": ["k:{\"containerPort\":80,\"protocol\":\"TCP\"}": ["f:name": [:]]],
                            ]
                        ]
                    ]
                ]
            ]
        ])

    private static let scaler = entry("scaler", "2026-11-30T03:00:00Z", ["f:spec": ["f:replicas": [:]]])

    private static let live = Samples.deployment
        .with("/spec/template/spec/containers/0/ports/0", ["containerPort": 80, "protocol": "TCP", "name": "hand"])
        .with("/metadata/managedFields", [ours, editor, scaler])

    private func preview(_ predicted: Value, standing: Standing = .own, refusal: String? = nil) -> Preview {
        Samples.preview([
            Samples.object(.update, from: Self.live, to: predicted, standing: standing, refusal: refusal)
        ])
    }

    @Test("what a policy of the controller refuses is a conflict, whether it would change or not")
    func denied() {
        var object = Samples.object(.update, from: Self.live, to: Self.live)
        #expect(Samples.preview([object]).conflicts.isEmpty)
        object.denials = ["policy p/r: must not be"]
        let preview = Samples.preview([object])
        #expect(preview.conflicts.map(\.description) == ["is refused by policy p/r: must not be"])
        #expect(preview.conflicts.map(\.kind) == [.refused])
    }

    @Test("of each change it is told who wrote what is there, and when")
    func authors() {
        let predicted = Self.live.with("/spec/template/spec/containers/0/image", "web:2")
            .with("/spec/template/spec/containers/0/ports/0/name", nil).with("/spec/replicas", 4).with(
                "/spec/paused", true)
        let changes = preview(predicted).objects[0].fields.changes
        #expect(
            changes.map { $0.author?.description } == [
                nil, "scaler (Update, 2026-11-30T03:00:00Z)", "kubectl-edit (Update, 2026-11-30T02:00:00Z)",
                "kubectl-edit (Update, 2026-11-30T02:00:00Z)",
            ])
        #expect(changes.map { $0.author?.isPerson } == [nil, false, true, true])
    }

    @Test("fields that others hold are one conflict for each of them")
    func heldFields() {
        let predicted = Self.live.with("/spec/template/spec/containers/0/image", "web:2").with("/spec/replicas", 4)
        let conflicts = preview(predicted).conflicts
        #expect(conflicts.map(\.kind) == [.heldFields, .heldFields])
        #expect(
            conflicts.map(\.description) == [
                "spec.template.spec.containers[name=web].image: changed by hand, with kubectl-edit (Update, "
                    + "2026-11-30T02:00:00Z); the source would undo that",
                "spec.replicas: held by scaler (Update, 2026-11-30T03:00:00Z), which would lose what it wrote",
            ])
        #expect(conflicts.allSatisfy { !$0.suggestions.isEmpty })
    }

    @Test("what we hold alone is no conflict")
    func ownFields() {
        let live = Self.live.with("/metadata/managedFields", [Self.ours])
        let update = Samples.object(.update, from: live, to: live.with("/spec/replicas", 4))
        let preview = Samples.preview([update])
        #expect(preview.conflicts.isEmpty)
        #expect(preview.objects[0].fields.changes[0].author?.isOwn == true)
        #expect(!TextOutput.text(of: preview, isColored: false).contains("written by"))
    }

    @Test("a list that is held as a whole, a set and a list by place have authors, too")
    func lists() {
        let fields: Value = [
            "f:spec": ["f:atomic": [:], "f:set": ["v:\"a\"": [:]], "f:places": ["i:1": ["f:x": [:]]]]
        ]
        let live = Samples.object("example.org/v1", "Thing")
            .with("/spec", ["atomic": [1, 2], "set": ["a", "b"], "places": [["x": 1], ["x": 2]]])
            .with("/metadata/managedFields", [Self.entry("other", "2026-11-30T01:00:00Z", fields)])
        let predicted = live.with("/spec", ["atomic": [1, 3], "set": ["b"], "places": [["x": 1], ["x": 3]]])
        let changes = Samples.preview([Samples.object(.update, from: live, to: predicted)]).objects[0].fields.changes
        #expect(changes.count == 3 && changes.allSatisfy { $0.author?.manager == "other" })
    }

    @Test("whose an object is, and what the server refuses, are conflicts")
    func others() {
        let predicted = Self.live
        #expect(preview(predicted, standing: .unowned).conflicts.map(\.kind) == [.exists])
        let owned = preview(predicted, standing: .owned(by: "the application shop/other")).conflicts
        #expect(owned.map(\.description) == ["belongs to the application shop/other"])
        let refused = preview(predicted, refusal: "spec.selector: field is immutable").conflicts
        #expect(refused.map(\.kind) == [.refused] && refused[0].suggestions[0].contains("replaced"))
    }

    @Test("what somebody wrote as a name does nothing to a terminal")
    func names() {
        let fields: Value = ["f:spec": ["f:replicas": [:]]]
        let live = Self.live.with("/metadata/managedFields", [Self.entry("\u{1B}[2J\n\u{202E}x", "\u{7}", fields)])
        let preview = Samples.preview([Samples.object(.update, from: live, to: live.with("/spec/replicas", 4))])
        #expect(preview.objects[0].fields.changes[0].author?.manager == "\\u{1b}[2J\\n\\u{202e}x")
        #expect(!TextOutput.text(of: preview, isColored: false).contains("\u{1B}"))
    }
}
