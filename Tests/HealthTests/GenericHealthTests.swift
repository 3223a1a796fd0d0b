import Documents
import Health
import Testing

@Suite("Health of any object")
struct GenericHealthTests {
    private static func widget(_ status: Value?, generation: Int? = 2) -> Value {
        object("example.org/v1", "Widget", generation: generation, status: status)
    }

    private static func saying(_ conditions: Value...) -> Value {
        widget(["observedGeneration": 2, "conditions": .array(conditions)])
    }

    static let generic: [Case] = [
        Case("no status", widget(nil), nil),
        Case("nothing said", widget(["observedGeneration": 2]), nil),
        Case(
            "not observed", widget(["observedGeneration": 1, "conditions": [condition("Ready", "True")]]), .progressing,
            "generation 2"),
        Case("no generation to compare with", widget(["observedGeneration": 1], generation: nil), nil),
        Case("ready", saying(condition("Ready", "True")), .healthy),
        Case(
            "not ready", saying(condition("Ready", "False", "Pending", "waits for DNS")), .progressing, "waits for DNS"),
        Case("readiness unknown", saying(condition("Ready", "Unknown", "Pending")), .progressing, "Pending"),
        Case("reconciling", saying(condition("Ready", "True"), condition("Reconciling", "True")), .progressing),
        Case(
            "stalled", saying(condition("Ready", "False"), condition("Stalled", "True", "", "quota exceeded")),
            .degraded, "quota exceeded"),
        Case(
            "not ready for a reason that names a failure",
            saying(condition("Ready", "False", "ReconcileError", "no such bucket")), .degraded, "no such bucket"),
        Case("failing over is no failure", saying(condition("Ready", "False", "FailoverInProgress")), .progressing),
        Case(
            "one that failed is worth more than one that is not there yet",
            saying(condition("Ready", "False", "Creating"), condition("Synced", "False", "ReconcileError", "quota")),
            .degraded, "quota"),
        Case(
            "trouble by another name", saying(condition("Ready", "True"), condition("Degraded", "True", "", "disk")),
            .degraded, "disk"),
        Case("available", saying(condition("Available", "True")), .healthy),
        Case("not available", saying(condition("Available", "False", "", "1 of 2")), .progressing, "1 of 2"),
        Case("succeeded", saying(condition("Succeeded", "True")), .healthy),
        Case(
            "ready counts before others", saying(condition("Available", "False"), condition("Ready", "True")), .healthy),
        Case("nothing known said", saying(condition("Paused", "True")), nil),
        Case("not stalled", saying(condition("Ready", "True"), condition("Stalled", "False")), .healthy),
        Case(
            "a kind of the same name as one with a rule",
            object("example.org/v1", "Service", spec: ["type": "LoadBalancer"]), nil),
        Case("ConfigMap", object("v1", "ConfigMap"), nil),
        Case("no object at all", "text", nil),
        Case("nonsense in status", widget(["conditions": ["x", ["status": "True"]]]), nil),
    ]

    @Test("conditions in the common way", arguments: generic) func genericRules(example: Case) { example.check() }

    @Test("an object being deleted is progressing, whatever its kind, and says what it waits for")
    func deletion() {
        var value = object("v1", "ConfigMap")
        value["metadata"]?["deletionTimestamp"] = "2026-01-01T00:00:00Z"
        #expect(health(of: value) == ObjectHealth(.progressing, "Pending deletion"))
        value["metadata"]?["finalizers"] = ["example.org/guard"]
        #expect(health(of: value)?.message.contains("example.org/guard") == true)
    }
}
