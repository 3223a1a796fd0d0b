import Documents
import KubeModel
import Testing

@testable import Applying
@testable import Observing

/// A ConfigMap with labels, and who holds what of it.
private func live(_ entries: Value..., annotations: Value = [:]) -> Value {
    [
        "apiVersion": "v1", "kind": "ConfigMap",
        "metadata": [
            "name": "a", "namespace": "shop", "labels": ["tier": "web", "legacy": "yes"], "annotations": annotations,
            "finalizers": ["example.org/keep"], "managedFields": .array(entries),
        ],
        "data": ["color": "green", "old": "on"],
    ]
}

private func entry(
    _ manager: String, _ operation: String, _ fields: Value, version: String = "v1", subresource: String = ""
) -> Value {
    var entry: Value = [
        "manager": .string(manager), "operation": .string(operation), "apiVersion": .string(version),
        "time": "2026-01-01T00:00:00Z", "fieldsType": "FieldsV1", "fieldsV1": fields,
    ]
    if !subresource.isEmpty { entry["subresource"] = .string(subresource) }
    return entry
}

private let manifest: Value = [
    "apiVersion": "v1", "kind": "ConfigMap", "metadata": ["name": "a", "labels": ["tier": "web"]],
    "data": ["color": "green"],
]

/// All of the ConfigMap, as a tool holds it that applied it.
private let everything: Value = [
    "f:metadata": ["f:labels": [".": [:], "f:tier": [:], "f:legacy": [:]]],
    "f:data": [".": [:], "f:color": [:], "f:old": [:]],
]

private func handover(isAdoption: Bool = true, ignoring pointer: String? = nil, manifest: Value = manifest) -> Handover
{
    let rule = IgnoreRule(
        group: "", kind: "ConfigMap", name: nil, namespace: nil,
        pointers: pointer.flatMap { Pointer($0) }.map { [$0] } ?? [],
        expressions: [], managers: [])
    return Handover(
        manager: "martlet", manifest: manifest, ignored: IgnoredFields([rule], for: manifest.objectID ?? subject),
        isAdoption: isAdoption)
}

private let subject = ObjectID(group: "", kind: "ConfigMap", namespace: "shop", name: "a")

extension Value {
    /// What a manager holds.
    fileprivate func fields(of manager: String) -> Value? {
        array?.first { $0["manager"]?.string == manager }?["fieldsV1"]
    }
}

@Suite("Taking over what tools and people hold of an object")
struct HandoverTests {
    @Test(
        "on adoption all that a tool holds becomes ours, so that what the source does not set goes",
        arguments: [
            ("kubectl-client-side-apply", "Update"), ("kubectl-create", "Update"), ("kubectl-replace", "Update"),
            ("kubectl", "Update"), ("kubectl", "Apply"), ("helm", "Update"), ("helm", "Apply"),
            ("kustomize-controller", "Apply"), ("helm-controller", "Update"), ("argocd-controller", "Apply"),
        ])
    func tools(manager: String, operation: String) {
        let fields = handover().managedFields(of: live(entry(manager, operation, everything)))
        #expect(fields?.array?.count == 1)
        #expect(fields?.fields(of: "martlet") == everything)
        #expect(fields?[0]?["operation"] == "Apply")
    }

    @Test("what we hold already is kept, and what controllers hold is theirs")
    func merged() {
        let controller = entry("kube-controller-manager", "Update", ["f:data": ["f:made": [:]]])
        let fields = handover().managedFields(
            of: live(
                entry("martlet", "Apply", ["f:data": ["f:mine": [:]]]), controller,
                entry("kubectl-client-side-apply", "Update", everything)))
        #expect(fields?.fields(of: "martlet")?["f:data"] == ["f:mine": [:], ".": [:], "f:color": [:], "f:old": [:]])
        #expect(fields?.array?.contains(controller) == true)
    }

    @Test("of what people changed, only what the source sets too")
    func people() {
        let fields = handover().managedFields(
            of: live(entry("martlet", "Apply", ["f:data": [:]]), entry("kubectl-edit", "Update", everything)))
        #expect(
            fields?.fields(of: "kubectl-edit")
                == ["f:metadata": ["f:labels": ["f:legacy": [:]]], "f:data": ["f:old": [:]]])
    }

    @Test("later on the same is true of tools: an apply by hand keeps nothing that we drop, and what it added stays")
    func later() {
        let mine: Value = ["f:data": [".": [:], "f:color": [:], "f:old": [:]]]
        let theirs: Value = ["f:data": ["f:old": [:], "f:added": [:]]]
        // The source does not set `old` any more.
        let fields = handover(isAdoption: false).managedFields(
            of: live(entry("martlet", "Apply", mine), entry("kubectl-client-side-apply", "Update", theirs)))
        #expect(fields?.fields(of: "kubectl-client-side-apply") == ["f:data": ["f:added": [:]]])
        #expect(fields?.fields(of: "martlet") == mine)
    }

    @Test(
        "nothing is left to do where nobody else holds anything of it",
        arguments: [
            live(entry("martlet", "Apply", everything)),
            live(entry("martlet", "Apply", everything), entry("someone", "Apply", everything)),
            live(entry("kubectl-client-side-apply", "Update", everything, subresource: "scale")), live(),
        ])
    func nothing(object: Value) {
        #expect(handover().managedFields(of: object) == nil)
    }

    @Test("status, finalizers, and replicas that the source leaves out stay with whom they are")
    func leftAlone() {
        let fields: Value = [
            "f:metadata": ["f:finalizers": [".": [:], "v:\"example.org/keep\"": [:]], "f:labels": ["f:legacy": [:]]],
            "f:spec": ["f:replicas": [:]], "f:status": ["f:phase": [:]],
        ]
        let taken = handover().managedFields(of: live(entry("kubectl-create", "Update", fields)))
        #expect(taken?.fields(of: "martlet") == ["f:metadata": ["f:labels": ["f:legacy": [:]]]])
        #expect(
            taken?.fields(of: "kubectl-create")
                == [
                    "f:metadata": ["f:finalizers": [".": [:], "v:\"example.org/keep\"": [:]]],
                    "f:spec": ["f:replicas": [:]], "f:status": ["f:phase": [:]],
                ])
    }

    @Test("so do ignored fields, and the rules of an aggregated role")
    func notOurs() {
        let taken = handover(ignoring: "/data/old").managedFields(of: live(entry("helm", "Update", everything)))
        #expect(taken?.fields(of: "helm") == ["f:data": ["f:old": [:]]])
        let role: Value = [
            "apiVersion": "rbac.authorization.k8s.io/v1", "kind": "ClusterRole", "aggregationRule": [:], "rules": [],
            "metadata": [
                "name": "umbrella",
                "managedFields": [
                    entry(
                        "kubectl-create", "Update", ["f:aggregationRule": [:], "f:rules": [:]],
                        version: "rbac.authorization.k8s.io/v1")
                ],
            ],
        ]
        let bare: Value = [
            "apiVersion": "rbac.authorization.k8s.io/v1", "kind": "ClusterRole", "metadata": ["name": "umbrella"],
            "aggregationRule": [:],
        ]
        #expect(handover(manifest: bare).managedFields(of: role)?.fields(of: "kubectl-create") == ["f:rules": [:]])
    }

    @Test("of what was there before the server kept records, what kubectl noted; the note goes too")
    func history() {
        let note = #"{"metadata": {"labels": {"legacy": "yes"}}, "data": {"color": "green"}}"#
        let key = "kubectl.kubernetes.io/last-applied-configuration"
        var fields = everything
        fields.set(Pointer(tokens: ["f:metadata", "f:annotations", "f:\(key)"]), to: [:])
        let taken = handover().managedFields(
            of: live(entry("before-first-apply", "Update", fields), annotations: [key: .string(note)]))
        #expect(taken?.fields(of: "before-first-apply") == ["f:data": ["f:old": [:]]])
        #expect(taken?.fields(of: "martlet")?.at("f:metadata", "f:annotations", "f:\(key)") != nil)
    }

    @Test("a tool's fields of another version of the kind take the place of ours, which are applied anew right after")
    func versions() {
        let taken = handover().managedFields(
            of: live(
                entry("martlet", "Apply", ["f:data": ["f:color": [:]]]),
                entry("kubectl-client-side-apply", "Update", everything, version: "v1beta1")))
        #expect(taken?.array?.count == 1)
        #expect(taken?[0]?["apiVersion"] == "v1beta1")
        #expect(taken?.fields(of: "martlet") == everything)
    }

    @Test("texts of a Secret that we applied before are held as data from now on")
    func texts() {
        let secret: Value = [
            "apiVersion": "v1", "kind": "Secret", "data": ["user": "eA==", "old": "eA=="],
            "metadata": [
                "name": "db",
                "managedFields": [entry("martlet", "Apply", ["f:stringData": ["f:user": [:], "f:old": [:]]])],
            ],
        ]
        #expect(FieldsEntry.areShared(in: secret, with: "martlet"))
        let taken = handover(isAdoption: false).managedFields(of: secret)
        #expect(taken?.fields(of: "martlet") == ["f:data": ["f:user": [:], "f:old": [:]]])
    }
}
