import Directives
import KubeModel
import Operating
import Testing

@Suite("how an operation goes on") struct OperationMachineTests {
    private static let start = KubeTime(seconds: 1_800_000_000)

    private func target(_ revision: String = "main@1", digest: String = "d", plan: String = "p") -> Operation.Target {
        Operation.Target(revision: revision, digest: digest, planDigest: plan)
    }

    private func begin(
        _ machine: inout OperationMachine, _ target: Operation.Target, id: String = "new", at seconds: Int = 0,
        timeout: Duration? = nil, needsRecord: Bool = true
    ) -> [OperationMachine.Effect] {
        let beginning = OperationMachine.Beginning(
            target: target, trigger: "NewRevision", id: id, timeout: timeout, needsRecord: needsRecord)
        return machine.handle(.begin(beginning), now: Self.start + .seconds(seconds))
    }

    private func wrote(
        _ machine: inout OperationMachine, created: Int = 1, failed: Int = 0, deletions: Int = 0, at seconds: Int = 1
    ) {
        var counts = Operation.Counts()
        counts.created = created
        counts.failed = failed
        let work = OperationMachine.Work(
            counts: counts, message: "words", retryIn: failed > 0 ? .seconds(5) : nil)
        let left = remainder(deletions: deletions, isSynced: failed == 0)
        #expect(machine.handle(.wrote(work, left), now: Self.start + .seconds(seconds)).isEmpty)
    }

    private func remainder(
        _ revision: String = "main@1", deletions: Int = 0, isSynced: Bool = true
    ) -> OperationMachine.Remainder {
        OperationMachine.Remainder(
            revision: revision, deletions: deletions, isSynced: isSynced, message: isSynced ? "all well" : "one is not")
    }

    /// Whether that changed it.
    private func compared(
        _ machine: inout OperationMachine, _ remainder: OperationMachine.Remainder, at seconds: Int = 9
    ) -> Bool {
        let before = machine
        #expect(machine.handle(.compared(remainder), now: Self.start + .seconds(seconds)).isEmpty)
        return machine != before
    }

    @Test("is written down before objects come to be that nobody knows of, and ends when all is written")
    func whole() throws {
        var machine = OperationMachine(nil)
        let begun = begin(&machine, target())
        let operation = try #require(machine.operation)
        #expect(begun == [.persist(operation)])
        #expect(operation.phase == .running && operation.id == "new" && operation.attempt == 1)
        wrote(&machine)
        let last = try #require(machine.operation)
        #expect(last.phase == .succeeded && last.finishedAt == Self.start + .seconds(1) && last.counts.created == 1)
    }

    @Test("what puts right only what is known already needs no record beforehand")
    func repair() {
        var machine = OperationMachine(nil)
        #expect(begin(&machine, target(), needsRecord: false).isEmpty)
        #expect(machine.operation?.phase == .running)
    }

    @Test("another attempt at the same target is the same operation, and is counted")
    func attempts() throws {
        var machine = OperationMachine(nil)
        _ = begin(&machine, target())
        wrote(&machine, failed: 1)
        #expect(machine.operation?.phase == .failed)
        #expect(machine.operation?.retryAt == Self.start + .seconds(6))
        // What is left to do is another plan.
        _ = begin(&machine, target(plan: "q"), id: "other", at: 6)
        let second = try #require(machine.operation)
        #expect(second.id == "new" && second.attempt == 2 && second.phase == .running && second.retryAt == nil)
        #expect(second.startedAt == Self.start + .seconds(6) && second.target.planDigest == "p")
        wrote(&machine)
        #expect(machine.operation?.attempt == 2 && machine.operation?.phase == .succeeded)
    }

    @Test("what a process left running goes on in the next one, as the same attempt")
    func restart() throws {
        var machine = OperationMachine(nil)
        _ = begin(&machine, target())
        var next = OperationMachine(machine.operation)
        _ = begin(&next, target(plan: "q"), id: "other", at: 60)
        let operation = try #require(next.operation)
        #expect(operation.id == "new" && operation.attempt == 1 && operation.startedAt == Self.start)
    }

    @Test(
        "another target is another operation, for which one that is running is given up",
        arguments: [("main@2", "d"), ("main@1", "e")])
    func superseded(revision: String, digest: String) throws {
        var machine = OperationMachine(nil)
        _ = begin(&machine, target())
        let effects = begin(&machine, target(revision, digest: digest), id: "other", at: 3)
        let second = try #require(machine.operation)
        #expect(effects == [.persist(second)])
        #expect(second.id == "other" && second.attempt == 1)
        wrote(&machine)
        #expect(begin(&machine, target("main@3"), id: "third", at: 5).count == 1)
    }

    @Test("one that succeeded is not gone on with: the next at the same target is a new one")
    func again() {
        var machine = OperationMachine(nil)
        _ = begin(&machine, target())
        wrote(&machine)
        _ = begin(&machine, target(), id: "other", at: 9)
        #expect(machine.operation?.id == "other" && machine.operation?.attempt == 1)
    }

    @Test("waits for deletions without being at work, and ends when they are done")
    func deletions() throws {
        var machine = OperationMachine(nil)
        _ = begin(&machine, target())
        wrote(&machine, deletions: 2)
        #expect(machine.operation?.phase == .running && machine.operation?.finishedAt == nil)
        #expect(!compared(&machine, remainder(deletions: 1)))
        #expect(compared(&machine, remainder()))
        #expect(machine.operation?.phase == .succeeded && machine.operation?.message == "words")
        #expect(!compared(&machine, remainder()))
    }

    @Test("what failed has succeeded after all where all is well, but only at its own revision")
    func undone() {
        var machine = OperationMachine(nil)
        _ = begin(&machine, target())
        wrote(&machine, failed: 1)
        #expect(!compared(&machine, remainder("main@2")))
        #expect(!compared(&machine, remainder(isSynced: false)))
        #expect(compared(&machine, remainder()))
        #expect(machine.operation?.phase == .succeeded && machine.operation?.counts.failed == 0)
        #expect(machine.operation?.retryAt == nil)
    }

    @Test("objects that never became healthy make it fail; those that were healthy once do not")
    func unhealthy() {
        var machine = OperationMachine(nil)
        _ = begin(&machine, target())
        wrote(&machine)
        let end = Self.start + .seconds(1)
        _ = machine.handle(.unhealthy(why: "w", since: end + .seconds(1)), now: end + .seconds(99))
        #expect(machine.operation?.phase == .succeeded)
        _ = machine.handle(.unhealthy(why: "w", since: end), now: end + .seconds(99))
        #expect(machine.operation?.phase == .failed && machine.operation?.message == "not healthy in time: w")
    }

    @Test("has failed where it still waits at its deadline, which attempts that succeed one another have of their own")
    func deadline() {
        var machine = OperationMachine(nil)
        _ = begin(&machine, target(), timeout: .seconds(30))
        #expect(machine.operation?.runningUntil == Self.start + .seconds(30))
        wrote(&machine, deletions: 1)
        #expect(!compared(&machine, remainder(deletions: 1), at: 29))
        #expect(compared(&machine, remainder(deletions: 1, isSynced: false), at: 30))
        #expect(machine.operation?.phase == .failed && machine.operation?.runningUntil == nil)
        #expect(machine.operation?.message == "did not end in time: one is not")
        #expect(!compared(&machine, remainder(), at: 31), "what ends later has failed all the same")
        _ = begin(&machine, target(), at: 60, timeout: .seconds(30))
        #expect(machine.operation?.attempt == 2 && machine.operation?.deadline == Self.start + .seconds(90))
        _ = machine.handle(.time, now: Self.start + .seconds(89))
        #expect(machine.operation?.phase == .running)
        _ = machine.handle(.time, now: Self.start + .seconds(90))
        #expect(machine.operation?.phase == .failed && machine.operation?.message == "did not end in time")
        _ = begin(&machine, target("main@2"), at: 100)
        #expect(machine.operation?.deadline == nil)
    }

    @Test("without any operation nothing that is found makes one")
    func none() {
        var machine = OperationMachine(nil)
        #expect(!compared(&machine, remainder()))
        wrote(&machine)
        #expect(machine.operation == nil)
    }

    @Test(
        "what still runs when an attempt fails is over; the next one keeps checks that have passed and hooks that have succeeded"
    )
    func nextAttempt() throws {
        var machine = OperationMachine(nil)
        _ = begin(&machine, target())
        let pace = Operation.CheckPace(
            interval: .seconds(1), timeout: .seconds(60), initialDelay: .zero, successes: 1, failures: 1)
        var checks = ["good", "bad", "open"].map {
            Operation.CheckRun(phase: .before, name: $0, definition: "", now: Self.start)
        }
        checks[0].note(.asWished, pace, now: Self.start)
        checks[1].note(.otherwise("no"), pace, now: Self.start)
        let hooks = [("a", Operation.HookRun.Status.running), ("b", .succeeded)].map { object, status in
            Operation.HookRun(phase: .before, object: object, status: status, startedAt: Self.start)
        }
        _ = machine.handle(.reached(Operation.Place(phase: .before, wave: 0)), now: Self.start)
        _ = machine.handle(.checks(checks), now: Self.start)
        _ = machine.handle(.hooks(hooks), now: Self.start)
        _ = machine.handle(.broke(why: "bad", retryIn: .seconds(5)), now: Self.start + .seconds(1))
        let failed = try #require(machine.operation)
        #expect(failed.hooks.map(\.status) == [.failed, .succeeded] && failed.checks == checks)
        _ = begin(&machine, target(), at: 6)
        let next = try #require(machine.operation)
        #expect(next.attempt == 2 && next.checks == [checks[0]] && next.hooks.map(\.object) == ["b"])
    }
}
