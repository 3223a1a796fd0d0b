import Documents
import GitOpsAPI
import Health
import Testing

@testable import Commands

@Suite("What a sync is waited for") struct FollowingTests {
    private func state(
        _ status: Value, ready: String? = "True", stalled: String = "False", generation: Int = 1
    ) throws -> ApplicationState {
        var status = status
        var conditions: [Value] = [
            ["type": "Stalled", "status": .string(stalled), "reason": "r", "message": "is stuck"]
        ]
        if let ready {
            conditions.append(["type": "Ready", "status": .string(ready), "reason": "r", "message": "says so"])
        }
        status["conditions"] = .array(
            conditions.map { condition in
                var condition = condition
                condition["lastTransitionTime"] = "2026-11-30T08:00:00Z"
                return condition
            })
        status["observedGeneration"] = 1
        return try ApplicationState([
            "metadata": ["name": "shop", "namespace": "shops", "generation": .integer(generation)],
            "spec": ["source": ["repositoryRef": ["name": "r"]]], "status": status,
        ])
    }

    private func operation(_ phase: String, _ more: Object = [:]) -> Value {
        var operation: Object = [
            "revision": "main@sha1:9f2c", "startedAt": "2026-11-30T08:00:00Z", "phase": .string(phase),
            "message": "1 created",
        ]
        for (key, value) in more { operation[key] = value }
        return .object(operation)
    }

    private func progress(_ before: Value = [:]) throws -> SyncProgress {
        SyncProgress(request: "now", objects: [], since: try state(before).status)
    }

    @Test("is over once it was tried, and all is well: not what was so before")
    func success() throws {
        var progress = try progress()
        let done: Value = [
            "operation": operation("Succeeded"), "sync": ["status": "Synced", "revision": "main@sha1:9f2c"],
        ]
        #expect(try progress.outcome(try state(done)) == nil)
        var handled = done
        handled["lastHandledSync"] = "now"
        #expect(try progress.outcome(try state(handled, ready: "False")) == nil)
        #expect(try progress.outcome(try state(handled, generation: 2)) == nil)
        #expect(try progress.outcome(try state(handled)) == "synced to main@9f2c, 1 created")
    }

    @Test("fails where the operation did, where a gate refuses, and where nothing will happen any more")
    func failure() throws {
        let failed: Value = ["lastHandledSync": "now", "operation": operation("Failed", ["message": "no"])]
        let gate: Value = ["name": "Emptiness", "verdict": "Refuse", "reason": "r", "message": "all would go"]
        let source: Value = ["name": "Source", "verdict": "Hold", "reason": "r", "message": "a.yaml:1:1: no"]
        let cases: [(Value, String, CommandError)] = [
            (failed, "False", CommandError(.not, "the sync failed: no")),
            (
                ["lastHandledSync": "now", "gates": [gate]], "False",
                CommandError(.refused, "Emptiness refuses it: all would go")
            ),
            (["lastHandledSync": "now"], "True", CommandError(.not, "says so")),
            (
                ["lastHandledSync": "now", "gates": [source], "operation": operation("Succeeded")], "False",
                CommandError(.not, "nothing was applied: a.yaml:1:1: no")
            ),
        ]
        for (status, stalled, error) in cases {
            var progress = try progress()
            #expect(throws: error) { try progress.outcome(try state(status, ready: "False", stalled: stalled)) }
        }
    }

    @Test("some objects are done with once they were tried, whether or not the application is ready then")
    func objects() throws {
        let names = ["Deployment.apps/web", "ConfigMap/one"]
        func outcome(_ status: Value, before: Value = [:]) throws -> String? {
            var progress = SyncProgress(request: "now", objects: names, since: try state(before).status)
            return try progress.outcome(try state(status, ready: "False"))
        }
        let chosen: Object = ["objects": .array(names.map { .string($0) })]
        var done: Value = ["operation": operation("Succeeded", chosen)]
        #expect(try outcome(done) == nil)
        done["lastHandledSyncObjects"] = "now Deployment.apps/web ConfigMap/one"
        #expect(try outcome(done) == "applied 2 objects of main@9f2c, 1 created")
        var failed = done
        failed["operation"] = operation(
            "Failed", ["objects": chosen["objects"] ?? .null, "message": "nothing is applied: no"])
        #expect(throws: CommandError(.not, "nothing is applied: no")) { try outcome(failed) }
        var held = done
        held["gates"] = [["name": "Source", "verdict": "Hold", "reason": "r", "message": "a.yaml:1:1: no"]]
        #expect(throws: CommandError(.not, "nothing was applied: Source: a.yaml:1:1: no")) {
            try outcome(held, before: done)
        }
    }

    @Test("each thing is told once, and nothing that was so before")
    func news() throws {
        let problem: Value = ["kind": "Pod", "name": "p", "reason": "r", "message": "is old"]
        var progress = try progress(["problems": [problem]])
        let hook: Value = [
            "phase": "PreSync", "object": "Job migrate", "status": "Running", "startedAt": "2026-11-30T08:00:00Z",
        ]
        let step: Value = ["phase": "PreSync", "wave": -1, "since": "2026-11-30T08:00:00Z"]
        let status = try state([
            "problems": [problem], "operation": operation("Running", ["step": step, "hooks": [hook]]),
        ]).status
        #expect(progress.news(status) == ["PreSync, wave -1", "hook Job migrate: Running"])
        #expect(progress.news(status).isEmpty)
    }

    @Test("a revision is awaited by as many digits as somebody gives")
    func awaited() throws {
        let synced = try state([
            "sync": ["status": "Synced", "revision": "main@sha1:9f2c1a7d00000000000000000000000000000000"]
        ])
        #expect(try AwaitedState("revision=9f2c1a7").holds(synced))
        #expect(try !AwaitedState("revision=8f2c1a7").holds(synced))
        #expect(try AwaitedState("ready").holds(synced) && AwaitedState("synced").holds(synced))
        #expect(try !AwaitedState("gone").holds(synced))
        #expect(throws: CommandError.self) { try AwaitedState("healthy!") }
    }
}

@Suite("A tree") struct TreeTests {
    private let plain = Console(write: { _ in }, note: { _ in }, isColored: false, width: nil)

    private func node(_ kind: String, _ name: String, _ health: String?, _ children: TreeNode...) -> TreeNode {
        TreeNode(
            kind: kind, namespace: "shops", name: name,
            health: health.flatMap { HealthStatus(name: $0) }.map {
                ObjectHealth($0, $0 == .degraded ? "it crashes" : "")
            },
            remark: "", children: children.sorted())
    }

    @Test("has what is in trouble first, however deep, and can leave out the rest")
    func order() throws {
        let sick = node(
            "Deployment", "web", "Progressing", node("ReplicaSet", "web-1", "Healthy", node("Pod", "p", "Degraded")))
        let children = [node("Service", "a", "Healthy"), sick, node("ConfigMap", "z", nil)].sorted()
        var root = node("GitOpsApplication", "shop", "Degraded")
        root.children = children
        #expect(
            TreeText(plain, home: "shops").text(of: root) == """
                OBJECT                   HEALTH        MESSAGE
                GitOpsApplication shop   Degraded      it crashes
                ├─ Deployment web        Progressing
                │  └─ ReplicaSet web-1   Healthy
                │     └─ Pod p           Degraded      it crashes
                ├─ ConfigMap z           ?
                └─ Service a             Healthy

                """)
        #expect(root.problems?.children.map(\.name) == ["web"])
        #expect(node("Service", "a", "Healthy").problems == nil)
    }
}
