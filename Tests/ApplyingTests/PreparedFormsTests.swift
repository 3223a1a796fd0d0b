import Documents
import KubeModel
import Observing
import Planning
import Testing

@testable import Applying

@Suite("What is applied instead of a manifest's text")
struct PreparedFormsTests {
    private func secret(_ fields: Value) -> Value {
        var secret: Value = ["apiVersion": "v1", "kind": "Secret", "metadata": ["name": "db"]]
        for (key, value) in fields.object ?? [:] { secret[key] = value }
        return secret
    }

    @Test("texts of a Secret become data, and win over data as on the server")
    func texts() {
        let written = PlainSecrets.writing(
            secret(["stringData": ["user": "alice", "pass": "é\n"], "data": ["user": "eA==", "more": "eA=="]]))
        #expect(written == secret(["data": ["user": "YWxpY2U=", "more": "eA==", "pass": "w6kK"]]))
        #expect(PlainSecrets.writing(secret(["stringData": [:]])) == secret([:]))
    }

    @Test("what is no text is left for the server to refuse, and other kinds may have a stringData")
    func otherTexts() {
        #expect(PlainSecrets.writing(secret(["stringData": ["port": 1]])) == secret(["stringData": ["port": 1]]))
        let other: Value = ["apiVersion": "example.org/v1", "kind": "Secret", "stringData": ["a": "b"]]
        #expect(PlainSecrets.writing(other) == other)
    }

    @Test(
        "what only servers write of an object is left out, the time of its deletion too: it would be made on its way out"
    )
    func serverFields() {
        var export: Value = ["apiVersion": "v1", "kind": "ConfigMap", "metadata": ["name": "a", "labels": ["b": "c"]]]
        let plain = export
        for field in ["uid", "resourceVersion", "deletionTimestamp", "creationTimestamp"] {
            export.set(Pointer(tokens: ["metadata", field]), to: "2020-01-01T00:00:00Z")
        }
        export.set(Pointer(tokens: ["metadata", "deletionGracePeriodSeconds"]), to: 0)
        export["status"] = [:]
        #expect(Preparation.withoutServerFields(export) == plain)
    }

    private static let faults: [(Value, String)] = [
        (["metadata": ["labels": ["a"]]], "metadata.labels is a list and has to be a mapping"),
        (["metadata": ["annotations": "a"]], "metadata.annotations is a string and has to be a mapping"),
        (["data": ["pass": "s3cret!"]], "data.pass is not base64; encode it, or write it as it is under stringData"),
        (["data": ["pass": "YQ"]], "data.pass is not base64"), (["data": ["port": 5]], "data.port is a number and has"),
        (["data": ["x"]], "data is a list"), (["stringData": ["port": 5]], "stringData.port is a number"),
        (["stringData": "x"], "stringData is a string"),
    ]

    @Test("what is wrong with a manifest is told, with no value of a Secret, where the server's answer would not be")
    func faults() {
        for (fields, words) in Self.faults {
            let fault = ManifestFault.fault(of: secret(fields))
            #expect(fault?.hasPrefix(words) == true, "\(fields): \(fault ?? "nothing")")
            #expect(fault?.contains("s3cret") != true)
        }
        let fine: [Value] = [
            [:], ["data": .null, "stringData": .null], ["data": ["a": .null, "b": "", "c": "YWxp\nY2U=\n"]],
            ["stringData": ["a": "anything", "b": .null]], ["metadata": ["labels": .null, "annotations": [:]]],
        ]
        for fields in fine { #expect(ManifestFault.fault(of: secret(fields)) == nil, "\(fields)") }
        let other: Value = ["apiVersion": "example.org/v1", "kind": "Secret", "data": ["x"]]
        #expect(ManifestFault.fault(of: other) == nil)
    }

    @Test("the rules of an aggregated role are its controller's; those of others are the manifest's")
    func aggregation() {
        var role: Value = ["apiVersion": "rbac.authorization.k8s.io/v1", "kind": "ClusterRole", "rules": []]
        #expect(ServerFields.leaving(role)["rules"] == [])
        role["aggregationRule"] = .null
        #expect(ServerFields.leaving(role)["rules"] == [])
        role["aggregationRule"] = ["clusterRoleSelectors": [["matchLabels": ["into": "umbrella"]]]]
        #expect(ServerFields.leaving(role)["rules"] == nil)
        role["kind"] = "Role"
        #expect(ServerFields.leaving(role)["rules"] == [])
    }

    @Test("so are a Deployment's count of rollouts, and a certificate that the manifest asks to have put in")
    func others() {
        let revision = "deployment.kubernetes.io/revision"
        let deployment: Value = [
            "apiVersion": "apps/v1", "kind": "Deployment", "metadata": ["annotations": [revision: "3", "a": "b"]],
        ]
        #expect(ServerFields.leaving(deployment).at("metadata", "annotations") == ["a": "b"])
        var hook: Value = [
            "apiVersion": "admissionregistration.k8s.io/v1", "kind": "ValidatingWebhookConfiguration",
            "webhooks": [["name": "a", "clientConfig": ["caBundle": "Cg==", "url": "https://a"]]],
        ]
        #expect(ServerFields.leaving(hook) == hook)
        hook["metadata"] = ["annotations": ["cert-manager.io/inject-ca-from": "a/b"]]
        #expect(ServerFields.leaving(hook)["webhooks"]?[0]?["clientConfig"] == ["url": "https://a"])
    }

    @Test("fields that a manager holds by a subresource count as its own, but for status")
    func subresources() {
        func object(_ subresource: Value) -> Value {
            [
                "spec": ["replicas": 6],
                "metadata": [
                    "managedFields": [
                        [
                            "manager": "kube-controller-manager", "operation": "Update", "subresource": subresource,
                            "fieldsV1": ["f:spec": ["f:replicas": [:]]],
                        ]
                    ]
                ],
            ]
        }
        let rule = IgnoreRule(
            group: "*", kind: "*", name: nil, namespace: nil, pointers: [], expressions: [],
            managers: ["kube-controller-manager"])
        let ignored = IgnoredFields([rule], for: ObjectID(group: "apps", kind: "Deployment", namespace: "", name: "a"))
        #expect(ignored.paths(in: object("scale")) == [["spec", "replicas"]])
        #expect(ignored.paths(in: object("status")) == [])
    }
}

@Suite("What a refusal comes to")
struct RefusalTests {
    private let id = ObjectID(group: "batch", kind: "Job", namespace: "shop", name: "mig")

    private func problem(_ message: String, _ causes: [KubeError.Cause] = []) -> ObjectProblem {
        ObjectProblem(id, KubeError(.invalid, message, status: 422, reason: "Invalid", causes: causes))
    }

    @Test("a field that cannot change is named, with what to do, and not the value")
    func immutable() {
        let cause = KubeError.Cause(
            field: "spec.template", reason: "FieldValueInvalid",
            message: "Invalid value: core.PodTemplateSpec{Obj…}: field is immutable")
        let problem = problem("Job.batch \"mig\" is invalid: …", [cause])
        #expect(problem.reason == "ImmutableField")
        #expect(problem.message.hasPrefix("spec.template: field is immutable; take the change back, or delete"))
        #expect(!problem.isTransient)
    }

    @Test(
        "what another object stands against is tried again",
        arguments: [
            "Service \"a\" is invalid: spec.ports[0].nodePort: Invalid value: 30080: provided port is already allocated",
            "admission webhook \"validate.nginx.ingress\" denied the request: host \"a\" is already defined",
        ])
    func waiting(message: String) {
        #expect(problem(message).isTransient)
        #expect(problem(message).reason == "Invalid")
    }

    @Test("what is wrong in itself is not")
    func wrong() {
        #expect(!problem("Service \"a\" is invalid: spec.ports[0].port: Invalid value: 0").isTransient)
    }
}
