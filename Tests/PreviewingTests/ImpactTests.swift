import Documents
import FoundationEssentials
import Previewing
import Testing

@Suite("Impact of changes")
struct ImpactTests {
    struct Case: CustomTestStringConvertible, Sendable {
        var rule: String
        var impact: Impact
        var words: String
        var object: PreviewedObject
        var testDescription: String { "\(rule): \(words)" }

        init(_ rule: String, _ impact: Impact, _ words: String, _ object: PreviewedObject) {
            self.rule = rule
            self.impact = impact
            self.words = words
            self.object = object
        }
    }

    private static func update(_ document: Value, _ pointer: String, _ value: Value?) -> PreviewedObject {
        Samples.object(.update, from: document, to: document.with(pointer, value))
    }

    private static func delete(_ apiVersion: String, _ kind: String, spec: Value = [:]) -> PreviewedObject {
        Samples.object(.delete, from: Samples.object(apiVersion, kind, spec: spec), to: nil)
    }

    private static func create(_ document: Value) -> PreviewedObject {
        Samples.object(.create, from: nil, to: document)
    }

    private static let claims: Value = ["volumeClaimTemplates": [["metadata": ["name": "data"]]]]
    private static let claim = Samples.object(
        "v1", "PersistentVolumeClaim", spec: ["resources": ["requests": ["storage": "10Gi"]]])
    private static let service = Samples.object("v1", "Service", spec: ["selector": ["app": "web"]])
    private static let container = "/spec/template/spec/containers/0"
    private static let rights = "rbac.authorization.k8s.io/v1"

    private static func role(_ rules: Value) -> Value { Samples.object(rights, "Role").with("/rules", rules) }

    static let removals = [
        Case("namespace-removed", .critical, "deletes a Namespace", delete("v1", "Namespace")),
        Case(
            "definition-removed", .critical, "deletes a CustomResourceDefinition",
            delete("apiextensions.k8s.io/v1", "CustomResourceDefinition")),
        Case("volume-removed", .critical, "deletes a PersistentVolumeClaim", delete("v1", "PersistentVolumeClaim")),
        Case(
            "volume-removed", .critical, "deletes a PersistentVolume and makes it again",
            Samples.object(
                .replace, from: Samples.object("v1", "PersistentVolume"), to: Samples.object("v1", "PersistentVolume"))),
        Case(
            "stateful-removed", .critical, "deletes a StatefulSet with claims",
            delete("apps/v1", "StatefulSet", spec: claims)),
        Case("serving-removed", .high, "deletes a StatefulSet", delete("apps/v1", "StatefulSet")),
        Case("serving-removed", .high, "deletes an Ingress", delete("networking.k8s.io/v1", "Ingress")),
        Case(
            "serving-removed", .high, "deletes a HTTPRoute of gateway.networking.k8s.io",
            delete("gateway.networking.k8s.io/v1", "HTTPRoute")),
        Case("unknown-removed", .high, "deletes a Kafka of kafka.strimzi.io", delete("kafka.strimzi.io/v1", "Kafka")),
        Case("removed", .medium, "deletes a ConfigMap", delete("v1", "ConfigMap")),
        Case(
            "replaced", .high, "deletes a Job and makes it again",
            Samples.object(.replace, from: Samples.object("batch/v1", "Job"), to: Samples.object("batch/v1", "Job"))),
        Case(
            "storage-shrunk", .critical, "shrinks the storage: 10Gi → 9999Mi",
            update(claim, "/spec/resources/requests/storage", "9999Mi")),
        Case(
            "changed", .medium, "changes a PersistentVolumeClaim",
            update(claim, "/spec/resources/requests/storage", "11Gi")),
    ]

    static let rightsCases = [
        Case("rights-widened", .high, "gives the verb *", create(role([["verbs": ["*"], "resources": ["pods"]]]))),
        Case(
            "rights-widened", .high, "gives rights on all resources",
            Samples.object(
                .update, from: role([["verbs": ["get"], "resources": ["pods"]]]),
                to: role([["verbs": ["get"], "resources": ["*"]]]))),
        Case("created", .low, "makes a Role", create(role([["verbs": ["get"], "resources": ["pods"]]]))),
        Case(
            "changed", .medium, "changes a Role",
            Samples.object(
                .update, from: role([["verbs": ["*"], "resources": ["pods"]]]),
                to: role([["verbs": ["*"], "resources": ["pods"]], ["verbs": ["get"]]]))),
        Case(
            "rights-widened", .high, "binds Group system:masters to a role",
            create(
                Samples.object(rights, "RoleBinding").with("/roleRef", ["name": "view"])
                    .with("/subjects", [["kind": "Group", "name": "system:masters"]]))),
        Case(
            "webhooks-changed", .high, "updates webhooks that the API server asks before it writes",
            update(Samples.object("admissionregistration.k8s.io/v1", "ValidatingWebhookConfiguration"), "/webhooks", [])
        ),
        Case(
            "privileges-gained", .high, "runs the container web privileged",
            update(Samples.deployment, "\(container)/securityContext", ["privileged": true])),
        Case(
            "privileges-gained", .high, "mounts the path /etc of the host",
            create(
                Samples.deployment.with("/spec/template/spec/volumes", [["name": "v", "hostPath": ["path": "/etc"]]]))),
        Case(
            "privileges-gained", .high, "gives out the path /etc of a host",
            create(Samples.object("v1", "PersistentVolume", spec: ["hostPath": ["path": "/etc"]]))),
        Case(
            "privileges-gained", .high, "sets hostNetwork",
            update(Samples.deployment, "/spec/template/spec/hostNetwork", true)),
    ]

    static let workloads = [
        Case("service-moved", .high, "changes the selector of a Service", update(service, "/spec/selector/app", "api")),
        Case(
            "service-moved", .high, "changes the type of a Service: ClusterIP → LoadBalancer",
            update(service, "/spec/type", "LoadBalancer")),
        Case("changed", .medium, "changes a Service", update(service, "/spec/ports", [["port": 80]])),
        Case("scaled-to-zero", .high, "replicas 3 → 0", update(Samples.deployment, "/spec/replicas", 0)),
        Case("changed", .medium, "changes a Deployment", update(Samples.deployment, "/spec/replicas", 5)),
        Case(
            "image", .medium, "image of web: web:1 → web:2", update(Samples.deployment, "\(container)/image", "web:2")),
        Case(
            "resources", .medium, "changes the resources of the container web",
            update(Samples.deployment, "\(container)/resources", ["limits": ["cpu": 1]])),
        Case(
            "probes", .medium, "changes livenessProbe of the container web",
            update(Samples.deployment, "\(container)/livenessProbe", ["httpGet": ["port": 80]])),
        Case(
            "pod-template", .medium, "changes the template of its Pods",
            update(Samples.deployment, "/spec/template/metadata", ["labels": ["a": "b"]])),
        Case(
            "autoscaling", .medium, "maxReplicas 5 → 9",
            update(
                Samples.object("autoscaling/v2", "HorizontalPodAutoscaler", spec: ["maxReplicas": 5]),
                "/spec/maxReplicas", 9)),
        Case(
            "network-policy", .medium, "creates a NetworkPolicy",
            create(Samples.object("networking.k8s.io/v1", "NetworkPolicy"))),
        Case(
            "metadata", .low, "changes labels or annotations",
            update(Samples.deployment, "/metadata/labels", ["a": "b"])),
        Case("created", .low, "makes a Deployment", create(Samples.deployment)),
        Case(
            "created", .low, "makes a Kafka of kafka.strimzi.io", create(Samples.object("kafka.strimzi.io/v1", "Kafka"))
        ),
        Case(
            "changed", .medium, "changes a Kafka of kafka.strimzi.io",
            update(Samples.object("kafka.strimzi.io/v1", "Kafka"), "/spec/size", 1)),
        Case(
            "unmounted", .low, "changes a ConfigMap that no workload of the application reads",
            update(Samples.configMap([:]), "/data/a", "b")),
    ]

    @Test("each change has the impact of the gravest rule that holds", arguments: removals + rightsCases + workloads)
    func rules(sample: Case) {
        let preview = Samples.preview([sample.object]).objects[0]
        #expect(preview.impact == sample.impact)
        #expect(preview.reasons.map(\.words) == [sample.words])
        #expect(preview.reasons.map(\.rule) == [sample.rule])
    }

    @Test("a ConfigMap that a workload reads is no small change, and nor is one that may be read")
    func mounted() {
        let change = Self.update(Samples.configMap([:]), "/data/a", "b")
        let volumes: Value = [["name": "v", "configMap": ["name": "files"]]]
        let reader = Samples.deployment.with("/spec/template/spec/volumes", volumes)
        let projected = Samples.deployment.with(
            "/spec/template/spec/volumes", [["projected": ["sources": [["configMap": ["name": "files"]]]]]])
        let variable = Samples.deployment.with(
            "\(Self.container)/env", [["name": "A", "valueFrom": ["configMapKeyRef": ["name": "files"]]]])
        for workload in [reader, projected, variable] {
            #expect(Samples.preview([change], unchanged: [workload]).objects[0].reasons.map(\.rule) == ["mounted"])
        }
        #expect(Samples.preview([change], unchanged: nil).impact == .medium)
        #expect(Samples.preview([change], unchanged: [Samples.deployment]).impact == .low)
    }

    @Test("to delete more than half of everything is grave, whatever it is")
    func share() {
        let objects = (0..<3).map { _ in Self.delete("v1", "ConfigMap") }
        #expect(Samples.preview(objects, inventory: 6).impact == .medium)
        let preview = Samples.preview(objects, inventory: 5)
        #expect(preview.impact == .critical)
        #expect(preview.reasons.map(\.words) == ["deletes 3 of the 5 objects of the application"])
    }

    @Test("the texts of a Secret are the data that they become")
    func texts() {
        let update = Samples.object(
            .update, from: Samples.secret(["a": .string("b".base64)]),
            to: Samples.secret(["a": "b"], field: "stringData"))
        #expect(Samples.preview([update]).objects[0].reasons.isEmpty)
    }

    @Test("a live object without a kind, as in lists, is of the kind that it is")
    func kinds() {
        let live = Self.claim.with("/kind", nil)
        let update = Samples.object(
            .update, from: live, to: Self.claim.with("/spec/resources/requests/storage", "1Gi"))
        #expect(Samples.preview([update]).objects[0].reasons.map(\.rule) == ["storage-shrunk"])
    }

    @Test("what is left as it is has no impact")
    func kept() {
        let kept = Samples.object(.keep("is kept"), from: Samples.object("v1", "Namespace"), to: nil)
        #expect(Samples.preview([kept]).objects[0].reasons.isEmpty)
    }

    @Test("a change past what is told counts all the same")
    func flood() {
        let labels = (0..<400).reduce(into: Object()) { $0["l\($1)"] = "x" }
        let predicted = Samples.deployment.with("/metadata/labels", .object(labels)).with(
            "\(Self.container)/image", "web:2")
        #expect(Samples.preview([Samples.object(.update, from: Samples.deployment, to: predicted)]).impact == .medium)
    }

    @Test("docs/impact.md has every rule, as the program has it")
    func documentation() throws {
        let parts = #filePath.split(separator: "/", omittingEmptySubsequences: false).dropLast(3)
        let page = try String(contentsOfFile: parts.joined(separator: "/") + "/docs/impact.md", encoding: .utf8)
        let documented = page.matches(of: /(?m)^\| `([a-z-]+)` \| ([a-z]+) \| (.+) \|$/).map {
            "\($0.1) \($0.2) \($0.3)"
        }
        #expect(documented.sorted() == ImpactRule.all.map { "\($0.name) \($0.impact.rawValue) \($0.when)" }.sorted())
        #expect(Set(ImpactRule.all.map(\.name)).count == ImpactRule.all.count)
    }

    @Test("what is demanded besides raises an impact and never lowers it, and is said first")
    func demands() {
        func told(_ object: PreviewedObject, _ impact: Impact) -> [String] {
            var object = object
            object.demands = [ImpactReason(rule: "policy p/r", impact: impact, words: "policy p/r: changes")]
            let preview = Samples.preview([object]).objects[0]
            return [preview.impact.rawValue] + preview.reasons.map(\.words)
        }
        #expect(told(Self.create(Self.service), .critical) == ["critical", "policy p/r: changes"])
        let delete = Samples.object(.delete, from: Self.claim, to: nil)
        let usual = Samples.preview([delete]).objects[0].reasons.map(\.words)
        #expect(told(delete, .low) == ["critical"] + usual)
    }
}
