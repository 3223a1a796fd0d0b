import Documents
import Health
import Testing

@Suite("Health of an application")
struct RollUpTests {
    private func id(_ name: String, _ kind: String = "Deployment", group: String = "apps") -> ObjectID {
        ObjectID(group: group, kind: kind, namespace: "shop", name: name)
    }

    private func present(_ status: HealthStatus, _ message: String = "") -> HealthContribution {
        .present(ObjectHealth(status, message))
    }

    @Test("statuses are ordered from best to worst and read back from their names")
    func order() {
        #expect(
            HealthStatus.allCases.map(\.name) == [
                "Healthy", "Suspended", "Progressing", "Missing", "Degraded", "Unknown",
            ])
        #expect(HealthStatus.allCases == HealthStatus.allCases.sorted())
        for status in HealthStatus.allCases { #expect(HealthStatus(name: status.name) == status) }
        #expect(HealthStatus(name: "healthy") == nil)
    }

    @Test("nothing, and objects without a health of their own, are healthy")
    func healthy() {
        #expect(rollUp([]) == HealthSummary(status: .healthy, message: "", unhealthy: 0))
        #expect(rollUp([(id("a"), .present(nil)), (id("b"), present(.healthy, "fine"))]).status == .healthy)
    }

    @Test("the worst object decides and is named")
    func worst() {
        let summary = rollUp([
            (id("a"), present(.progressing, "1 of 2")), (id("b"), present(.degraded, "deadline")),
            (id("c"), present(.suspended)), (id("d"), present(.healthy)),
        ])
        #expect(summary == HealthSummary(status: .degraded, message: "Deployment.apps shop/b: deadline", unhealthy: 2))
    }

    @Test("up to three causes are named, in the order of their names")
    func causes() {
        let objects = ["e", "b", "d", "a", "c"].map { (id: id($0), health: present(.degraded, $0 == "b" ? "why" : "")) }
        let expected = "Deployment.apps shop/a; Deployment.apps shop/b: why; Deployment.apps shop/c; and 2 more"
        #expect(rollUp(objects).message == expected)
        #expect(rollUp(objects.reversed()).message == expected)
    }

    @Test("missing objects do not count, unless all are missing")
    func missing() {
        #expect(rollUp([(id("a"), .missing), (id("b"), present(.healthy))]).status == .healthy)
        #expect(rollUp([(id("a"), .missing), (id("b"), .ignored)]).status == .healthy)
        let summary = rollUp([(id("a"), .missing), (id("b"), .missing)])
        #expect(summary.status == .missing)
        #expect(summary.message.contains("2"))
    }

    @Test("objects that ask for it are left out")
    func ignored() {
        #expect(rollUp([(id("a"), .ignored), (id("b"), present(.healthy))]).status == .healthy)
        var value = object("apps/v1", "Deployment", annotations: ["argocd.argoproj.io/ignore-healthcheck": "true"])
        #expect(ignoresHealth(value))
        value["metadata"]?["annotations"] = ["argocd.argoproj.io/ignore-healthcheck": "false"]
        #expect(!ignoresHealth(value))
    }

    @Test("a child application counts, but not while it is missing or unknown", arguments: HealthStatus.allCases)
    func child(status: HealthStatus) {
        let child = id("child", "GitOpsApplication", group: "gitops.martlet.dev")
        let counts = status != .missing && status != .unknown
        #expect(rollUp([(child, present(status))]).status == (counts ? status : .healthy))
    }

    @Test("a suspended CronJob leaves its application healthy; a failed one does not")
    func cronJob() {
        let cronJob = id("nightly", "CronJob", group: "batch")
        #expect(rollUp([(cronJob, present(.suspended))]) == HealthSummary(status: .healthy, message: "", unhealthy: 0))
        #expect(rollUp([(cronJob, present(.degraded))]).status == .degraded)
    }
}
