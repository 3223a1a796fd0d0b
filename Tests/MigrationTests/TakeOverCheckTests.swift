import Directives
import Documents
import Previewing
import Rendering
import Testing

@testable import Migration

@Suite("what a take-over may come to") struct TakeOverCheckTests {
    private static let origin = ObjectID(
        group: "helm.toolkit.fluxcd.io", kind: "HelmRelease", namespace: "shop", name: "web")

    private func check(_ managed: Set<ObjectID>? = nil, origin: ObjectID = origin) -> TakeOverCheck {
        TakeOverCheck(
            ConvertedApplication(
                origin: origin, key: ObjectKey(namespace: "shop", name: "web"), spec: [:], labels: [:], managed: managed
            ))
    }

    private static func workload(_ kind: String = "Deployment", spec: Value) -> Value {
        [
            "apiVersion": kind == "CronJob" ? "batch/v1" : "apps/v1", "kind": .string(kind),
            "metadata": ["name": "web", "namespace": "shop"], "spec": spec,
        ]
    }

    private func notes(
        _ action: PreviewAction, _ live: Value?, _ predicted: Value?, refusal: String? = nil
    ) -> [MigrationNote] {
        let id = (predicted ?? live)?.objectID ?? Self.origin
        let object = PreviewedObject(
            id: id, action: action, live: live, prediction: predicted.map(Prediction.answer), apiVersion: "apps/v1",
            warnings: [], refusal: refusal, standing: .unowned, manager: "martlet")
        let request = PreviewRequest(
            objects: [object], inventory: 1, unchanged: [], server: nil, target: nil,
            mask: Mask(key: [1], texts: SecretTexts()))
        return check().notes(on: Preview(request), applied: [id])
    }

    @Test("a change of a Pod's template blocks, in every kind that has one")
    func templates() {
        func pods(_ image: String) -> Value { ["spec": ["containers": [["name": "web", "image": .string(image)]]]] }
        let pairs = [
            (Self.workload(spec: ["template": pods("a")]), Self.workload(spec: ["template": pods("b")])),
            (
                Self.workload("CronJob", spec: ["jobTemplate": ["spec": ["template": pods("a")]]]),
                Self.workload("CronJob", spec: ["jobTemplate": ["spec": ["template": pods("b")]]])
            ),
            (
                Self.workload("StatefulSet", spec: ["volumeClaimTemplates": [["metadata": ["name": "a"]]]]),
                Self.workload("StatefulSet", spec: ["volumeClaimTemplates": [["metadata": ["name": "b"]]]])
            ),
        ]
        for (live, predicted) in pairs {
            #expect(notes(.update, live, predicted).map(\.severity) == [.blocks])
        }
    }

    @Test("other changes are told, and so is what would be made")
    func remarks() {
        let (three, two) = (Self.workload(spec: ["replicas": 3]), Self.workload(spec: ["replicas": 2]))
        #expect(
            notes(.update, three, two).map(\.message) == ["Deployment.apps shop/web would be changed: spec.replicas"])
        #expect(notes(.create, nil, two).map(\.severity) == [.remark])
        #expect(notes(.update, two, two).isEmpty)
    }

    @Test("whatever deletes, replaces or is refused blocks")
    func blocks() {
        let object = Self.workload(spec: [:])
        for action in [PreviewAction.delete, .replace, .blocked("belongs to another")] {
            #expect(notes(action, object, action == .delete ? nil : object).contains { $0.severity == .blocks })
        }
        #expect(
            notes(.update, object, object, refusal: "spec.selector: field is immutable").contains {
                $0.severity == .blocks
            })
    }

    @Test("what theirs manages and ours would not is listed, within bounds")
    func leftOver() {
        let managed = Set((0..<150).map { ObjectID(group: "", kind: "ConfigMap", namespace: "shop", name: "c\($0)") })
        let request = PreviewRequest(
            objects: [], inventory: 1, unchanged: [], server: nil, target: nil,
            mask: Mask(key: [1], texts: SecretTexts()))
        let notes = check(managed).notes(on: Preview(request), applied: managed.filter { $0.name.hasSuffix("0") })
        #expect(notes.count == 101 && notes.allSatisfy { $0.severity == .dropped })
        #expect(notes.last?.message == "so it is with 35 more")
    }

    @Test("what carries another's marks blocks; one's own, or none, do not")
    func marks() {
        func live(_ name: String) -> Value {
            [
                "metadata": [
                    "labels": [
                        "helm.toolkit.fluxcd.io/name": .string(name), "helm.toolkit.fluxcd.io/namespace": "shop",
                    ]
                ]
            ]
        }
        let id = ObjectID(group: "", kind: "ConfigMap", namespace: "shop", name: "a")
        #expect(check().note(onMarksOf: live("web"), id) == nil)
        #expect(check().note(onMarksOf: [:], id) == nil)
        #expect(check().note(onMarksOf: live("other"), id)?.severity == .blocks)
        let argo = check(origin: ObjectID(group: "argoproj.io", kind: "Application", namespace: "argocd", name: "web"))
        for (text, isOwn) in [
            ("web:/ConfigMap:shop/a", true), ("argocd_web:/ConfigMap:shop/a", true), ("x:/A:b/c", false),
        ] {
            let object: Value = ["metadata": ["annotations": ["argocd.argoproj.io/tracking-id": .string(text)]]]
            #expect((argo.note(onMarksOf: object, id) == nil) == isOwn)
        }
    }

    @Test("a hook for installing only would run once more for a release, and blocks; others are told")
    func hooks() {
        func notes(_ events: [String], _ origin: ObjectID) -> [MigrationNote.Severity] {
            let job: Value = [
                "apiVersion": "batch/v1", "kind": "Job", "metadata": ["name": "setup", "namespace": "shop"],
            ]
            let set = ManifestSet([]).adding(
                hooks: [(job, HookRole(helmEvents: events, deletePolicies: []))], place: "a.yaml")
            return check(origin: origin).notes(on: set.hooks).map(\.severity)
        }
        let argo = ObjectID(group: "argoproj.io", kind: "Application", namespace: "argocd", name: "web")
        #expect(notes(["post-install"], Self.origin) == [.blocks])
        #expect(notes(["pre-install", "pre-upgrade"], Self.origin) == [.remark])
        #expect(notes(["pre-install"], argo) == [.remark])
        #expect(notes(["post-delete"], argo) == [])
        #expect(notes(["test"], argo) == [])
    }
}
