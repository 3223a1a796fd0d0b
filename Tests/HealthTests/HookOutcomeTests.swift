import Documents
import Health
import Testing

@Suite("What has come of a hook")
struct HookOutcomeTests {
    private static func job(_ conditions: Value...) -> Value {
        object("batch/v1", "Job", status: ["conditions": .array(conditions)])
    }

    private static func pod(_ status: Value) -> Value {
        object("v1", "Pod", spec: ["restartPolicy": "Never"], status: status)
    }

    private static func workflow(_ phase: Value) -> Value {
        object("argoproj.io/v1alpha1", "Workflow", status: ["phase": phase, "message": "step 2"])
    }

    static let outcomes: [(name: String, object: Value, outcome: HookOutcome)] = [
        ("a Job that runs", job(), .running("")),
        ("a Job that is suspended", job(condition("Suspended", "True", "", "by hand")), .running("by hand")),
        ("a Job that is done", job(condition("Complete", "True", "", "4 of 4")), .succeeded("4 of 4")),
        ("a Job that has failed", job(condition("Failed", "True", "", "deadline")), .failed("deadline")),
        ("a Pod that runs", pod(["phase": "Running"]), .running("")),
        ("a Pod that has ended", pod(["phase": "Succeeded"]), .succeeded("")),
        ("a Pod that has failed", pod(["phase": "Failed", "message": "evicted"]), .failed("evicted")),
        ("a Workflow that runs", workflow("Running"), .running("phase is Running: step 2")),
        ("a Workflow that is done", workflow("Succeeded"), .succeeded("step 2")),
        ("a Workflow that has failed", workflow("Error"), .failed("phase is Error: step 2")),
        (
            "an analysis that came to nothing",
            object("argoproj.io/v1alpha1", "AnalysisRun", status: ["phase": "Inconclusive"]),
            .failed("phase is Inconclusive")
        ),
        ("a ConfigMap", object("v1", "ConfigMap"), .succeeded("")),
        ("a kind that nobody knows", object("example.org/v1", "Widget", status: ["x": 1]), .succeeded("")),
        (
            "a kind that nobody knows and that says that it is not ready",
            object("example.org/v1", "Widget", status: ["conditions": [condition("Ready", "False", "", "soon")]]),
            .running("soon")
        ),
    ]

    @Test("by its health", arguments: outcomes)
    func outcome(name: String, object: Value, outcome: HookOutcome) {
        #expect(hookOutcome(of: object) == outcome)
    }

    @Test("that it is deleted hides nothing", arguments: outcomes)
    func deleted(name: String, object: Value, outcome: HookOutcome) {
        var object = object
        object["metadata"]?["deletionTimestamp"] = "2026-01-01T00:00:00Z"
        #expect(hookOutcome(of: object) == outcome)
    }
}
