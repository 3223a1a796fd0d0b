import Documents
import KubeClient
import KubeModel

extension Scenario {
    private static let deployments = ResourceType(
        gvk: GroupVersionKind(apiVersion: "apps/v1", kind: "Deployment"), plural: "deployments", namespaced: true,
        verbs: [])

    private static let unsure = ["resourceVersion"]

    static let workloads = [
        Scenario("a Deployment is given what it does not say, and counts its generations") { stage in
            await stage.see("create") { try await stage.create(deployment("d", web), deployments) }
            await stage.see("label") { try await stage.merge("d", ["metadata": ["labels": ["x": "y"]]], deployments) }
            await stage.see("scale") { try await stage.merge("d", ["spec": ["replicas": 3]], deployments) }
            await stage.see("status beside the spec") {
                try await stage.merge("d", ["status": ["replicas": 7]], deployments)
            }
            await stage.see("status", hiding: ["managedFields"]) {
                try await stage.merge(
                    "d", ["status": ["replicas": 3, "observedGeneration": 2], "spec": ["replicas": 9]], deployments,
                    subresource: "status")
            }
            stage.note(
                "another selector",
                await code {
                    _ = try await stage.merge(
                        "d", ["spec": ["selector": ["matchLabels": ["app": "other"]]]], deployments)
                })
            await stage.see("hold", hiding: ["managedFields"]) {
                try await stage.merge("d", ["metadata": ["finalizers": ["example.org/hold"]]], deployments)
            }
            await stage.see("delete", hiding: ["managedFields"]) { try await stage.delete("d", deployments) }
            await stage.see("release", hiding: ["managedFields"]) {
                try await stage.merge("d", ["metadata": ["finalizers": .null]], deployments)
            }
        },
        Scenario("containers, variables and ports have owners") { stage in
            await stage.see("one") { try await stage.apply(deployment("d", web, sidecar), deployments) }
            await stage.see("another adds to a container", hiding: unsure) {
                try await stage.apply(deployment("d", addition), deployments, as: "two", force: true)
            }
            await stage.see("one leaves a variable and a port out", hiding: unsure) {
                var less = web
                less["env"] = [["name": "B", "value": "2"]]
                less["ports"] = nil
                return try await stage.apply(deployment("d", less, sidecar), deployments)
            }
            await stage.see("one leaves both containers out, of which the other has a part", hiding: unsure) {
                try await stage.apply(deployment("d", ["name": "new", "image": "x:2"]), deployments)
            }
            await stage.see("the other wants the image otherwise") {
                try await stage.apply(deployment("d", ["name": "new", "image": "x:3"]), deployments, as: "two")
            }
            await stage.see("somebody scales", hiding: unsure) {
                try await stage.merge("d", ["spec": ["replicas": 5]], deployments)
            }
            await stage.see("one scales otherwise") {
                var body = deployment("d", ["name": "new", "image": "x:2"])
                body["spec"]?["replicas"] = 2
                return try await stage.apply(body, deployments)
            }
        },
        Scenario("the order of containers is that of who applies last") { stage in
            _ = try await stage.apply(deployment("d", web, sidecar), deployments)
            await stage.see("turned round", hiding: unsure) {
                try await stage.apply(deployment("d", sidecar, web), deployments)
            }
            await stage.see("one between", hiding: unsure) {
                try await stage.apply(deployment("d", sidecar, ["name": "new", "image": "x:2"], web), deployments)
            }
        },
        Scenario("volumes and mounts are told apart by name and path") { stage in
            var mounted = web
            mounted["volumeMounts"] = [["name": "c", "mountPath": "/c"], ["name": "s", "mountPath": "/s"]]
            var body = deployment("d", mounted)
            body["spec"]?["template"]?["spec"]?["volumes"] = [
                ["name": "c", "configMap": ["name": "c"]], ["name": "s", "secret": ["secretName": "s"]],
                ["name": "e", "emptyDir": [:]],
            ]
            await stage.see("apply") { try await stage.apply(body, deployments) }
            body["spec"]?["template"]?["spec"]?["volumes"] = [["name": "c", "configMap": ["name": "other"]]]
            var fewer = mounted
            fewer["volumeMounts"] = [["name": "c", "mountPath": "/c"]]
            body["spec"]?["template"]?["spec"]?["containers"] = [fewer]
            await stage.see("fewer", hiding: unsure) { try await stage.apply(body, deployments) }
        },
        Scenario("a Service is given what it does not say") { stage in
            let services = ResourceType(
                gvk: GroupVersionKind(apiVersion: "v1", kind: "Service"), plural: "services", namespaced: true,
                verbs: [])
            await stage.see("create") {
                try await stage.create(
                    [
                        "apiVersion": "v1", "kind": "Service", "metadata": ["name": "s"],
                        "spec": ["ports": [["port": 80]], "selector": ["app": "x"]],
                    ], services)
            }
        },
    ]

    private static let web: Value = [
        "name": "web", "image": "registry.example.org/web:1.2",
        "env": [["name": "A", "value": "1"], ["name": "B", "value": "2"]],
        "ports": [["containerPort": 8_080, "protocol": "TCP", "name": "http"]], "args": ["--serve"],
    ]
    private static let sidecar: Value = ["name": "sidecar", "image": "sidecar"]
    private static let addition: Value = [
        "name": "web", "image": "registry.example.org/web:1.2", "env": [["name": "C", "value": "3"]],
    ]

    private static func deployment(_ name: String, _ containers: Value...) -> Value {
        [
            "apiVersion": "apps/v1", "kind": "Deployment", "metadata": ["name": .string(name)],
            "spec": [
                "selector": ["matchLabels": ["app": "x"]],
                "template": ["metadata": ["labels": ["app": "x"]], "spec": ["containers": .array(containers)]],
            ],
        ]
    }
}
