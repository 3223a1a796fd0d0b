import Documents
import Health
import Testing

@Suite("What is kept and said of pods")
struct PodReportTests {
    private typealias Pods = PodStatuses

    private func text(_ reports: PodReport...) throws -> String? {
        let selection = try #require(podSelection(of: Pods.deployment, ObjectHealth(.progressing)))
        return podFinding(reports, of: selection)?.text
    }

    @Test("a pull that fails and one that waits read the same, with the cause that was told first")
    func pulls() throws {
        var report = PodReport(Pods.pod(Pods.pullFailed))
        let first = try text(report)
        #expect(first?.hasSuffix("not found") == true)
        let other = Pods.container(waiting: "ErrImagePull", "dial tcp 192.0.2.1:443: i/o timeout")
        for status in [Pods.pullWaits, Pods.pullFailed, Pods.pullWaitsWithCause, other, Pods.pullWaits] {
            report = PodReport(Pods.pod(status)).following(report)
            #expect(try text(report) == first)
        }
    }

    @Test("a cause that is learnt later is told")
    func learnt() throws {
        let before = PodReport(Pods.pod(Pods.pullWaits))
        let after = PodReport(Pods.pod(Pods.pullFailed)).following(before)
        #expect(try text(after)?.hasSuffix("not found") == true)
    }

    @Test("another image has another cause")
    func otherImage() throws {
        let before = PodReport(Pods.pod(Pods.pullFailed))
        let after = PodReport(Pods.pod(Pods.pullWaits.with(["image": "other"]))).following(before)
        #expect(try text(after)?.hasSuffix("Back-off pulling image \"other\"") == true)
    }

    @Test("what else is wrong is told as it is now")
    func configuration() throws {
        let before = PodReport(Pods.pod(Pods.configMissing))
        let now = Pods.container(waiting: "CreateContainerConfigError", "secret \"other\" not found")
        #expect(try text(PodReport(Pods.pod(now)).following(before))?.hasSuffix("secret \"other\" not found") == true)
    }

    @Test("a crash loop reads the same in all of its states, and changes ever more rarely")
    func loop() throws {
        var texts: Set<String> = []
        for restarts in 2...100 {
            let states = [
                Pods.restarted(restarts), Pods.crashed(restarts: restarts), Pods.loops(restarts: restarts),
            ]
            let read = try Set(states.compactMap { try text(PodReport(Pods.pod($0, phase: "Running"))) })
            #expect(read.count == 1)
            texts.formUnion(read)
        }
        #expect(texts.count == 5)
    }

    @Test("a program that cannot be run reads the same while the kubelet tries and while it waits")
    func cannotRun() throws {
        let tries = Pods.container(
            waiting: "RunContainerError", "failed to create containerd task",
            ["restartCount": 3, "lastState": ["terminated": Pods.cannotRun]])
        let waits = Pods.loops(restarts: 3, last: Pods.cannotRun)
        #expect(try text(PodReport(Pods.pod(tries))) == text(PodReport(Pods.pod(waits))))
    }

    @Test("the order of the pods makes no difference")
    func order() throws {
        let (a, b) = (
            PodReport(Pods.pod(named: "web-7d9c-a", Pods.configMissing)),
            PodReport(Pods.pod(named: "web-7d9c-b", Pods.pullWaits))
        )
        #expect(try text(a, b) == text(b, a))
    }

    @Test("texts are one line and bounded, and keep their end")
    func bounds() throws {
        let message = "no\n" + String(repeating: "x ", count: 5_000) + "rights"
        let image = Value.string(String(repeating: "y", count: 5_000) + ":tag")
        let status = Pods.container(waiting: "ErrImagePull", .string(message), ["image": image])
        let text = try #require(try self.text(PodReport(Pods.pod(status))))
        #expect(text.count < 500 && !text.contains("\n"))
        #expect(text.hasSuffix("rights") && text.contains(":tag\""))
        let name = String(repeating: "z", count: 250)
        let reports = ["\(name)1", "\(name)2"].map {
            PodReport(Pods.pod(named: $0, status.with(["name": .string(name)])))
        }
        #expect(try self.text(reports[0], reports[1])?.count == 500)
        #expect(try self.text(reports[0], reports[1])?.hasSuffix("(and 1 more pod)") == true)
    }

    private static let selectors: [(selector: Value, query: String?)] = [
        (["matchLabels": ["app": "web", "tier": "front"]], "app=web,tier=front"),
        (
            [
                "matchLabels": ["app": "web"],
                "matchExpressions": [
                    ["key": "a", "operator": "In", "values": ["x", "y"]],
                    ["key": "b", "operator": "NotIn", "values": ["z"]], ["key": "c", "operator": "Exists"],
                    ["key": "d", "operator": "DoesNotExist", "values": []],
                ],
            ], "app=web,a in (x,y),b notin (z),c,!d"
        ),
        (["matchExpressions": [["key": "a", "operator": "Like", "values": ["x"]]]], nil),
        ([:], nil),
    ]

    @Test("selectors as queries; what cannot be read or selects everything is not asked", arguments: selectors)
    func selector(selector: Value, query: String?) {
        let workload = Pods.workload("Deployment", selector: selector)
        #expect(podSelection(of: workload, ObjectHealth(.progressing))?.selector == query)
    }

    @Test("only workloads that are not well have pods to look at", arguments: HealthStatus.allCases)
    func unwell(status: HealthStatus) {
        let isWanted = status == .progressing || status == .degraded
        #expect((podSelection(of: Pods.deployment, ObjectHealth(status)) != nil) == isWanted)
        #expect(podSelection(of: Pods.pod(), ObjectHealth(status)) == nil)
        var leaving = Pods.deployment
        leaving["metadata"]?["deletionTimestamp"] = "2026-01-02T00:00:00Z"
        #expect(podSelection(of: leaving, ObjectHealth(status)) == nil)
    }
}
