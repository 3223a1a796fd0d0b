import Documents
import Health
import Testing

@Suite("Health by an application's own checks")
struct HealthCheckTests {
    private let thing = HealthCheck(
        group: "example.org", kind: "Thing", current: "status.phase == 'Ready'", inProgress: "status.phase == 'Busy'",
        failed: "status.phase in ['Failed', 'Busy']")

    private func judged(_ object: Value, _ checks: HealthCheck...) -> ObjectHealth? {
        health(of: object, by: HealthChecks(checks))
    }

    @Test("the first of inProgress, failed and current that is true decides, and without one it is in progress")
    func order() {
        for (phase, expected) in [
            ("Ready", ObjectHealth(.healthy)),
            ("Busy", ObjectHealth(.progressing, "its health check 'inProgress' holds")),
            ("Failed", ObjectHealth(.degraded, "its health check 'failed' holds")),
            ("New", ObjectHealth(.progressing, "its health check 'current' does not hold")),
        ] {
            let object = object("example.org/v2", "Thing", status: ["phase": .string(phase)])
            #expect(judged(object, thing) == expected)
        }
    }

    @Test("an expression without a value is not true, and its first error is told where none is true")
    func errors() {
        let new = object("example.org/v1", "Thing")
        #expect(
            judged(new, thing)
                == ObjectHealth(
                    .progressing, "its health check 'inProgress': line 1, column 1: unknown variable 'status'"))
        var lenient = thing
        lenient.current = "!has(metadata.labels)"
        #expect(judged(new, lenient) == ObjectHealth(.healthy))
        lenient.current = "kind"
        lenient.inProgress = ""
        lenient.failed = ""
        #expect(judged(new, lenient)?.message.contains("gives a value of type string, a bool is needed") == true)
        lenient.current = "a b"
        #expect(judged(new, lenient)?.message.contains("'current': line 1, column 3: expected") == true)
    }

    @Test("the group has to be the object's, and the kind where one is said; the first check that applies counts")
    func kinds() {
        let object = object("example.org/v1", "Thing", status: ["phase": "Ready", "conditions": []])
        func check(_ group: String, _ kind: String?, _ current: String = "false") -> HealthCheck {
            HealthCheck(group: group, kind: kind, current: current, inProgress: "", failed: "")
        }
        #expect(judged(object, check("example.com", "Thing"), check("example.org", "Other")) == nil)
        #expect(
            judged(object, check("example.org", nil), check("example.org", "Thing", "true"))?.status == .progressing)
        #expect(judged(object, check("example.org", nil, "true"), check("example.org", "Thing"))?.status == .healthy)
        #expect(judged(object, check("", "Thing")) == nil)
    }

    @Test("before its checks count that it is being deleted, and that its controller has not seen it yet")
    func before() {
        let late = object(
            "example.org/v1", "Thing", generation: 2, status: ["phase": "Ready", "observedGeneration": 1])
        #expect(judged(late, thing)?.message == "waits for its controller to see generation 2")
        var leaving = object("example.org/v1", "Thing", status: ["phase": "Ready"])
        leaving["metadata"]?["deletionTimestamp"] = "2026-11-30T00:00:00Z"
        #expect(judged(leaving, thing)?.message == "Pending deletion")
    }

    @Test("a check takes the place of its kind's own rule")
    func builtIn() {
        let check = HealthCheck(
            group: "apps", kind: "Deployment", current: "status.readyReplicas >= 1", inProgress: "", failed: "")
        let deployment = object("apps/v1", "Deployment", spec: ["replicas": 3], status: ["readyReplicas": 1])
        #expect(judged(deployment, check) == ObjectHealth(.healthy))
        #expect(health(of: deployment)?.status == .progressing)
    }
}
