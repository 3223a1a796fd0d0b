import Documents
import Health
import Testing

/// Each way in which a line of a table can look at an object, by a kind whose rule does.
@Suite("Health by tables: what rules can look at")
struct TableShapeTests {
    private static func certificate(_ conditions: Value..., generation: Int = 2, observed: Value = 2) -> Value {
        object(
            "cert-manager.io/v1", "Certificate", generation: generation,
            status: ["observedGeneration": observed, "conditions": .array(conditions)])
    }

    static let conditions: [Case] = [
        Case("true", certificate(condition("Ready", "True", "Ready", "up to date")), .healthy),
        Case("false", certificate(condition("Ready", "False", "DoesNotExist", "no Secret")), .degraded, "no Secret"),
        Case(
            "a reason, and no message", certificate(condition("Ready", "False", "DoesNotExist")), .degraded,
            "DoesNotExist"),
        Case("neither", certificate(condition("Ready", "False")), .degraded, "Ready is false"),
        Case(
            "the first line that holds decides, in whatever order conditions stand",
            certificate(condition("Ready", "False", "", "expired"), condition("Issuing", "True", "", "renews")),
            .progressing, "renews"),
        Case("unknown", certificate(condition("Ready", "Unknown", "", "wait")), .progressing, "wait"),
        Case("none", certificate(), .progressing, "waits to be processed"),
        Case("no status", object("cert-manager.io/v1", "Certificate"), .progressing),
        Case(
            "behind more conditions than anybody reads",
            object(
                "cert-manager.io/v1", "Certificate",
                status: [
                    "conditions": .array(
                        Array(repeating: condition("X", "True"), count: 1_000) + [condition("Ready", "True")])
                ]), .progressing),
        Case("lower case", certificate(condition("Ready", "true")), .healthy),
        Case("a truth value", certificate(["type": "Ready", "status": true]), .healthy),
        Case(
            "of a status of an earlier generation", certificate(condition("Ready", "True"), observed: 1), .progressing,
            "generation 2"),
        Case(
            "of a status that says no generation", certificate(condition("Ready", "True"), observed: .null), .healthy),
        Case(
            "for a reason",
            object(
                "rabbitmq.com/v1beta1", "Queue",
                status: ["conditions": [condition("Ready", "False", "Failed", "no vhost")]]),
            .degraded, "no vhost"),
        Case(
            "for one of some reasons",
            object(
                "monitoring.coreos.com/v1", "Prometheus",
                status: ["conditions": [condition("Available", "False", "SomePodsNotReady", "pod 1 of 2")]]),
            .progressing, "pod 1 of 2"),
        Case(
            "for another reason than one",
            object(
                "policy/v1", "PodDisruptionBudget",
                status: ["conditions": [condition("DisruptionAllowed", "False", "SyncFailed", "no selector")]]),
            .degraded, "no selector"),
        Case(
            "of any type",
            object(
                "k8s.mariadb.com/v1alpha1", "MariaDB",
                status: ["conditions": [condition("Ready", "True"), condition("Updated", "False", "Failed", "disk")]]),
            .degraded, "disk"),
        Case(
            "by how bad it is",
            object(
                "cluster.x-k8s.io/v1beta1", "Cluster",
                status: [
                    "phase": "Provisioned",
                    "conditions": [condition("Ready", "False", "", "scaling").with(["severity": "Info"])],
                ]), .healthy),
    ]

    static let fields: [Case] = [
        Case(
            "a text", object("velero.io/v1", "Backup", status: ["phase": "Failed", "failureReason": "no bucket"]),
            .degraded,
            "phase is Failed: no bucket"),
        Case("another text", object("velero.io/v1", "Backup", status: ["phase": "InProgress"]), .progressing),
        Case("a number", object("gateway.solo.io/v1", "VirtualService", status: ["state": 1]), .healthy),
        Case(
            "the beginning of a text",
            object("kubernetes-client.io/v1", "ExternalSecret", status: ["status": "ERROR, no such key"]), .degraded,
            "no such key"),
        Case("a flag", object("snapshot.storage.k8s.io/v1", "VolumeSnapshot", status: ["readyToUse": true]), .healthy),
        Case(
            "anything said",
            object("snapshot.storage.k8s.io/v1", "VolumeSnapshot", status: ["error": ["message": "timed out"]]),
            .degraded,
            "timed out"),
        Case(
            "a label with dots",
            object("core.gardener.cloud/v1beta1", "Shoot").with([
                "metadata": ["name": "web", "labels": ["shoot.gardener.cloud/status": "unhealthy"]]
            ]), .degraded),
        Case(
            "a flag of the spec", object("cluster.x-k8s.io/v1beta1", "Cluster", spec: ["paused": true]), .suspended,
            "is paused"),
        Case(
            "two numbers that have to be equal",
            object(
                "cluster.x-k8s.io/v1beta1", "MachineHealthCheck", status: ["expectedMachines": 3, "currentHealthy": 3]),
            .healthy),
        Case(
            "two numbers that are not",
            object(
                "cluster.x-k8s.io/v1beta1", "MachineHealthCheck", status: ["expectedMachines": 3, "currentHealthy": 2]),
            .degraded),
        Case(
            "a fraction",
            object("opentelemetry.io/v1beta1", "OpenTelemetryCollector", status: ["scale": ["statusReplicas": "2/2"]]),
            .healthy),
        Case(
            "a fraction that is not whole",
            object("opentelemetry.io/v1beta1", "OpenTelemetryCollector", status: ["scale": ["statusReplicas": "1/2"]]),
            .progressing),
    ]

    private static func route(_ parents: Value...) -> Value {
        object("gateway.networking.k8s.io/v1", "HTTPRoute", generation: 2, status: ["parents": .array(parents)])
    }

    private static func parent(_ name: Value, generation: Value = 2, _ conditions: Value...) -> Value {
        let dated = conditions.map { $0.with(["observedGeneration": generation]) }
        return ["parentRef": ["name": name], "conditions": .array(dated)]
    }

    static let parts: [Case] = [
        Case(
            "all well", route(parent("a", condition("Accepted", "True")), parent("b", condition("Accepted", "True"))),
            .healthy),
        Case(
            "the worst is named",
            route(
                parent("a", condition("Programmed", "False", "", "soon")),
                parent("b", condition("Accepted", "False", "", "no such listener"))), .degraded, "b: no such listener"),
        Case("nothing there", route(), .progressing),
        Case(
            "conditions of an earlier generation say nothing",
            route(parent("a", generation: 1, condition("Accepted", "False"))),
            .progressing),
        Case(
            "values of a mapping",
            object(
                "cassandra.rook.io/v1alpha1", "Cluster",
                status: ["racks": ["a": ["members": 2, "readyMembers": 2], "b": ["members": 2, "readyMembers": 1]]]),
            .progressing, "readyMembers is 1"),
    ]

    static let kinds: [Case] = [
        Case(
            "any kind of a group",
            object(
                "operator.victoriametrics.com/v1", "VMAgent", status: ["updateStatus": "failed", "reason": "no disk"]),
            .degraded, "no disk"),
        Case(
            "any group of a domain",
            object(
                "s3.services.k8s.aws/v1alpha1", "Bucket",
                status: ["conditions": [condition("ACK.Terminal", "True", "", "denied")]]), .degraded, "denied"),
        Case(
            "a group two levels below its domain",
            object(
                "database.gcp.crossplane.io/v1beta1", "CloudSQLInstance",
                status: ["conditions": [condition("Ready", "True"), condition("Synced", "False", "", "quota")]]),
            .degraded,
            "quota"),
        Case("the domain itself is none of its groups", object("crossplane.io/v1", "Thing"), nil),
        Case("a domain that ends alike is another", object("notcrossplane.io/v1", "Thing"), nil),
    ]

    @Test("conditions", arguments: conditions) func conditionSigns(example: Case) { example.check() }
    @Test("fields", arguments: fields) func fieldSigns(example: Case) { example.check() }
    @Test("parts with conditions of their own", arguments: parts) func partClauses(example: Case) { example.check() }
    @Test("which kinds a line is about", arguments: kinds) func entries(example: Case) { example.check() }

    @Test("each kind takes whatever stands in its object, and says little about it")
    func nonsense() {
        let long = String(repeating: "very ", count: 300)
        let odd: [Value] = [
            .null, true, "", .string(long), "3/", -1, .integer(.max), .integer(.min), 1e300, [], [:],
            [.null, 1, "x", [[]]],
            .array(Array(repeating: ["type": "Ready", "status": "False", "message": .string(long)], count: 300)),
        ]
        let keys = [
            "conditions", "phase", "state", "status", "health", "replicas", "observedGeneration", "parents",
            "ancestors",
            "environments", "applicationState", "executorState", "message", "strategy", "updateStrategy", "paused",
        ]
        for name in kindsWithRules {
            let parts = name.split(separator: ".", maxSplits: 1)
            let group = parts.count == 2 ? parts[1].replacing("*", with: "x") : ""
            let kind = String(parts[0])
            for value in odd {
                for changes: Value in [
                    ["status": value, "spec": value], ["metadata": value],
                    ["kind": .string(kind), "metadata": ["generation": value]],
                    [
                        "status": .object(Object(keys.map { ($0, value) })),
                        "spec": .object(Object(keys.map { ($0, value) })),
                    ],
                ] {
                    let health = health(of: object("\(group)/v1", kind, generation: 1).with(changes))
                    #expect((health?.message.unicodeScalars.count ?? 0) <= 500, "\(name)")
                }
            }
        }
    }
}
