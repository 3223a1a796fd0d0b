import Documents
import KubeModel
import Testing

@testable import Applying

private func cause(_ field: String, _ reason: String = "FieldValueForbidden", _ message: String = "") -> KubeError.Cause
{
    KubeError.Cause(field: field, reason: reason, message: message)
}

/// A Deployment as a server has it whose manifest says little, and what we hold of it.
private func live(holding fields: Value, besides others: [Value] = []) -> Value {
    let own: Value = [
        "manager": "martlet", "operation": "Apply", "apiVersion": "apps/v1", "fieldsV1": fields,
    ]
    return [
        "apiVersion": "apps/v1", "kind": "Deployment",
        "metadata": ["name": "web", "managedFields": .array([own] + others)],
        "spec": [
            "strategy": ["type": "RollingUpdate", "rollingUpdate": ["maxSurge": "25%", "maxUnavailable": "25%"]],
            "template": [
                "spec": [
                    "volumes": [["name": "scratch", "emptyDir": [:]]],
                    "containers": [
                        ["name": "c", "resources": ["limits": ["cpu": "2"], "requests": ["cpu": "2"]]]
                    ],
                ]
            ],
        ],
    ]
}

private func manifest(_ spec: Value) -> Value { ["apiVersion": "apps/v1", "kind": "Deployment", "spec": spec] }

private func claimed(_ spec: Value, _ live: Value, _ causes: KubeError.Cause...) -> Value? {
    Leftovers(manager: "martlet", manifest: manifest(spec)).managedFields(of: live, refusedFor: causes)?[0]?["fieldsV1"]
}

@Suite("What the server set of its own accord, in the way of what is applied")
struct LeftoversTests {
    @Test(
        "a rollingUpdate that nobody wrote is ours to take away",
        arguments: [["type": "Recreate"], ["type": "Recreate", "rollingUpdate": .null]] as [Value])
    func strategy(strategy: Value) {
        let claimed = claimed(
            ["strategy": strategy], live(holding: ["f:spec": ["f:replicas": [:]]]), cause("spec.strategy.rollingUpdate")
        )
        #expect(
            claimed == [
                "f:spec": [
                    "f:replicas": [:], "f:strategy": ["f:rollingUpdate": ["f:maxSurge": [:], "f:maxUnavailable": [:]]],
                ]
            ])
    }

    @Test("where the field that is named is the manifest's own, what stands beside it is meant")
    func volume() {
        let spec: Value = ["template": ["spec": ["volumes": [["name": "scratch", "configMap": ["name": "a"]]]]]]
        let volumes: Value = ["f:volumes": [#"k:{"name":"scratch"}"#: [".": [:], "f:name": [:]]]]
        let claimed = claimed(
            spec, live(holding: ["f:spec": ["f:template": ["f:spec": volumes]]]),
            cause("spec.template.spec.volumes[0].configMap"))
        #expect(
            claimed?.at("f:spec", "f:template", "f:spec", "f:volumes", #"k:{"name":"scratch"}"#)
                == [".": [:], "f:name": [:], "f:emptyDir": [:]])
    }

    @Test("requests that came of former limits go with them")
    func requests() {
        let resources: Value = ["limits": ["cpu": "1"]]
        let spec: Value = ["template": ["spec": ["containers": [["name": "c", "resources": resources]]]]]
        let container: Value = [".": [:], "f:name": [:], "f:resources": ["f:limits": ["f:cpu": [:]]]]
        let claimed = claimed(
            spec,
            live(holding: ["f:spec": ["f:template": ["f:spec": ["f:containers": [#"k:{"name":"c"}"#: container]]]]]),
            cause("spec.template.spec.containers[0].resources.requests", "FieldValueInvalid"))
        #expect(
            claimed?.at("f:spec", "f:template", "f:spec", "f:containers", #"k:{"name":"c"}"#, "f:resources")
                == ["f:limits": ["f:cpu": [:]], "f:requests": ["f:cpu": [:]]])
    }

    @Test("for old servers the whole place is replaced by the manifest's, in one patch")
    func replaced() {
        let volume: Value = ["name": "scratch", "configMap": ["name": "a"]]
        let volumes: Value = ["f:volumes": [#"k:{"name":"scratch"}"#: [".": [:], "f:name": [:]]]]
        func patch(_ causes: KubeError.Cause...) -> Value? {
            Leftovers(manager: "martlet", manifest: manifest(["template": ["spec": ["volumes": [volume]]]]))
                .replacements(
                    in: live(holding: ["f:spec": ["f:template": ["f:spec": volumes]]]), refusedFor: causes)
        }
        #expect(
            patch(cause("spec.template.spec.volumes[0].configMap"), cause("spec.template.spec.volumes[0].configMap"))
                == [["op": "replace", "path": "/spec/template/spec/volumes/0", "value": volume]])
        #expect(patch(cause("spec.strategy.rollingUpdate"), cause("spec.replicas")) == nil)
    }

    /// A Deployment with a probe that we hold, and what an old server says once it is left out.
    private func probed(besides others: [Value] = []) -> Value {
        let probe: Value = ["f:httpGet": ["f:path": [:], "f:port": [:]]]
        let container: Value = [".": [:], "f:name": [:], "f:livenessProbe": probe, "f:env": [:]]
        var live = live(
            holding: ["f:spec": ["f:template": ["f:spec": ["f:containers": [#"k:{"name":"c"}"#: container]]]]],
            besides: others)
        live.set(
            Pointer(tokens: ["spec", "template", "spec", "containers", "0", "livenessProbe"]),
            to: ["httpGet": ["path": "/", "port": 80, "scheme": "HTTP"], "failureThreshold": 3])
        return live
    }

    private func removals(_ container: Value, _ live: Value, _ causes: KubeError.Cause...) -> [Value] {
        Leftovers(
            manager: "martlet", manifest: manifest(["template": ["spec": ["containers": [container]]]])
        ).removals(in: live, refusedFor: causes)
    }

    private let port = cause("spec.template.spec.containers[0].livenessProbe.httpGet.port", "FieldValueInvalid")

    @Test(
        "for old servers a mapping that the source has dropped goes as a whole, or what is there instead comes with it")
    func dropped() {
        let path = "/spec/template/spec/containers/0/livenessProbe"
        #expect(removals(["name": "c"], probed(), port) == [[["op": "remove", "path": .string(path)]]])
        let other = cause("spec.template.spec.containers[0]", "FieldValueRequired")
        let add: Value = ["op": "add", "path": "/spec/template/spec/containers/0/tty", "value": true]
        #expect(
            removals(["name": "c", "tty": true], probed(), other, port) == [
                [["op": "remove", "path": .string(path)]], [add, ["op": "remove", "path": .string(path)]],
            ])
    }

    @Test("nothing goes that the source has or others hold, nor where the server names something else besides")
    func notDropped() {
        #expect(removals(["name": "c", "livenessProbe": ["httpGet": ["port": 0]]], probed(), port).isEmpty)
        #expect(removals(["name": "c"], probed(), port, cause("spec.replicas", "FieldValueInvalid")).isEmpty)
        #expect(removals(["name": "c"], probed(), cause("spec.template", "FieldValueInvalid")).isEmpty)
        #expect(removals(["name": "c"], probed()).isEmpty)
        let containers: Value = ["f:containers": [#"k:{"name":"c"}"#: ["f:livenessProbe": ["f:periodSeconds": [:]]]]]
        let other: Value = [
            "manager": "someone", "operation": "Update",
            "fieldsV1": ["f:spec": ["f:template": ["f:spec": containers]]],
        ]
        #expect(removals(["name": "c"], probed(besides: [other]), port).isEmpty)
    }

    @Test("what somebody holds, what cannot change, and what is no value is left alone")
    func leftAlone() {
        let own: Value = ["f:spec": ["f:replicas": [:]]]
        let other: Value = [
            "manager": "someone", "operation": "Update",
            "fieldsV1": ["f:spec": ["f:strategy": ["f:rollingUpdate": [:]]]],
        ]
        let spec: Value = ["strategy": ["type": "Recreate"]]
        #expect(claimed(spec, live(holding: own, besides: [other]), cause("spec.strategy.rollingUpdate")) == nil)
        for cause in [
            cause("spec.strategy", "FieldValueInvalid", "field is immutable"),
            cause("spec.strategy", "FieldValueRequired"), cause("spec"), cause("metadata.annotations[example.org/a]"),
            cause("spec.paused"), cause(""),
        ] {
            #expect(claimed(spec, live(holding: own), cause) == nil)
        }
    }

    @Test("paths of the server's words are read with their lists and keys")
    func paths() {
        #expect(Leftovers.path("spec.volumes[12].configMap") == ["spec", "volumes", "*", "configMap"])
        #expect(Leftovers.path("metadata.labels[example.org/a]") == ["metadata", "labels", "example.org/a"])
        #expect(Leftovers.path("") == [])
    }
}
