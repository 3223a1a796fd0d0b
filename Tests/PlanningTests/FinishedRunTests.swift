import Documents
import Planning
import Testing

private let job = id("Job", "migrate", group: "batch")

/// What is planned for a Job whose last apply is known, and which is gone unless there is a row.
private func action(
    _ entry: InventoryEntry, digest: UInt64 = 1, row: LiveRow? = nil, rerun: Rerun = .unlessFinished,
    asked: Bool = false
) -> (action: Action?, plan: Plan) {
    var options = options(forceAll: asked)
    options.rerunFinished = asked
    let plan = plan(
        desired: [desired(job, digest: digest, rerun: rerun)], inventory: Inventory([entry]), live: { _ in row },
        options: options)
    return (plan.action(for: job), plan)
}

@Suite("What runs once, and is gone")
struct FinishedRunTests {
    private func status(_ status: Value, ttl: Value? = nil, kind: String = "Job") -> Value {
        var object: Value = [
            "apiVersion": .string(kind == "Job" ? "batch/v1" : "v1"), "kind": .string(kind), "status": status,
        ]
        if let ttl { object["spec"] = ["ttlSecondsAfterFinished": ttl] }
        return object
    }

    private func condition(_ type: String, _ status: String = "True") -> Value {
        ["conditions": [["type": .string(type), "status": .string(status)]]]
    }

    @Test("a Job has ended once it is complete; one that failed, where the server takes it away by itself")
    func endings() {
        #expect(finish(of: status(condition("Complete"))) == .succeeded)
        #expect(finish(of: status(condition("Complete", "False"))) == nil)
        #expect(finish(of: status(condition("Suspended"))) == nil)
        #expect(finish(of: status(condition("Failed"))) == nil)
        #expect(finish(of: status(condition("Failed"), ttl: 0)) == .failed)
        #expect(finish(of: status(["phase": "Succeeded"], kind: "Pod")) == .succeeded)
        #expect(finish(of: status(["phase": "Failed"], kind: "Pod")) == nil)
        #expect(finish(of: status(condition("Complete"), kind: "Backup")) == nil)
    }

    @Test("it is not run again, and nothing is out of sync", arguments: [Finish.succeeded, .failed])
    func isDone(finish: Finish) {
        let (action, plan) = action(entry(job, finish: finish))
        #expect(action == .keep(.finished(finish)))
        #expect(plan.summary.outOfSync == 0)
        #expect(plan.inventoryDuring[job]?.settled?.finish == finish)
    }

    @Test("one that is deleted before its end is made again")
    func unfinished() {
        #expect(action(entry(job)).action == .create(.recreate))
    }

    @Test("a changed manifest runs it, and so does a request; then its former end is forgotten")
    func again() {
        #expect(action(entry(job, finish: .succeeded), digest: 2).action == .create(.new))
        let (asked, plan) = action(entry(job, finish: .succeeded), asked: true)
        #expect(asked == .create(.rerun))
        #expect(plan.inventoryDuring[job]?.settled == nil)
    }

    @Test("applying everything from time to time runs nothing")
    func resync() {
        let plan = plan(
            desired: [desired(job)], inventory: Inventory([entry(job, finish: .succeeded)]), live: { _ in nil },
            options: options(forceAll: true))
        #expect(plan.isEmpty)
    }

    @Test("an annotation has it run whenever it is gone, or no object of any kind made again")
    func annotated() {
        #expect(action(entry(job, finish: .succeeded), rerun: .always).action == .create(.recreate))
        #expect(action(entry(job), rerun: .never).action == .keep(.finished(nil)))
        func annotated(_ text: Value) -> Rerun { Rerun(["metadata": ["annotations": [Rerun.annotation: text]]]) }
        #expect(annotated("always") == .always)
        #expect(annotated("never") == .never)
        #expect(annotated("sometimes") == .unlessFinished)
    }

    @Test("while it is there it is looked after like everything else")
    func present() {
        #expect(action(entry(job, finish: .succeeded), row: row()).action == nil)
        #expect(action(entry(job, finish: .succeeded), row: row(projection: 11)).action == .update(.drifted))
    }

    @Test("how it ended is stored, and is forgotten with the next apply")
    func stored() throws {
        var inventory = Inventory([entry(job)])
        inventory.finish(job, as: .failed)
        inventory.finish(id("Job", "unknown", group: "batch"), as: .failed)
        #expect(inventory.count == 1)
        let stored = try #require(inventory[job])
        #expect(try InventoryEntry(stored.value).settled?.finish == .failed)
        inventory.settle(job, version: "v1", manifest: 1, projection: 10)
        #expect(inventory[job]?.settled?.finish == nil)
    }
}
