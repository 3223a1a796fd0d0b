import Documents
import GitOpsAPI
import KubeModel
import Planning
import Sourcing
import TestKit
import Testing
import Windows

@testable import Controllers

@Suite("The gate of windows") struct WindowGateTests {
    private let until = KubeTime(seconds: 1_800_000_000)

    private func hold(_ action: WindowAction, end: WindowEnd = .finish) -> WindowHold? {
        let times = WindowTimes.once(from: KubeTime(seconds: 0), to: until)
        let rule = WindowRule(name: "w", effect: .deny, times: times, actions: Set(WindowAction.allCases), end: end)
        return WindowHold(of: action, by: [[rule]], at: KubeTime(seconds: 1))
    }

    private func holds(_ actions: WindowAction..., end: WindowEnd = .finish) -> WindowHolds {
        var holds = WindowHolds(subject: WindowSubject())
        for action in actions { holds.holds[action] = hold(action, end: end) }
        return holds
    }

    /// With a plan for what is desired, of what was applied; what is there is as it was applied, or has drifted.
    private func request(
        _ windows: WindowHolds, isAsked: Bool = false, desired names: [String] = ["one"], applied: [String] = [],
        selfHeal: Bool = true, hasDrifted: Bool = false
    ) throws -> GateRequest {
        let desired = names.map { DesiredObject(id: id($0), version: "v1", digest: 1, place: "a.yaml:1") }
        let inventory = Inventory(
            applied.map { InventoryEntry(id: id($0), version: "v1", settled: .init(manifest: 1, projection: 10)) })
        let options = PlanOptions(owner: owner, prune: true, selfHeal: selfHeal, allowEmpty: true, forceAll: false)
        let made = plan(
            desired: desired, inventory: inventory,
            live: { id in
                guard applied.contains(id.name) else { return nil }
                var row = live()
                row.uid = id.name
                if hasDrifted { row.projection = 11 }
                return row
            }, options: options)
        let premises = Premises(desired: desired, types: [:], inventory: inventory, problems: [])
        var request = GateRequest(
            spec: try spec(["sync": ["automatic": true]]), isAsked: isAsked,
            planned: GateRequest.Planned(plan: made, premises: premises))
        request.windows = windows
        return request
    }

    @Test("lets pass what no window holds, and has nothing to say where there is nothing to do")
    func passing() throws {
        #expect(Gates.windows(try request(holds())) == nil)
        #expect(Gates.windows(try request(holds(.prune, .selfHeal, .rollback))) == nil)
        var settled = holds(.deploy)
        settled.isAdmitted = true
        #expect(Gates.windows(try request(settled, applied: ["one"])) == nil)
    }

    @Test("holds what is new, until the window says; repairs pass")
    func deploy() throws {
        let verdict = try #require(Gates.windows(try request(holds(.deploy))))
        #expect(verdict.allows == .repairs && verdict.until == until && verdict.result?.verdict == .hold)
        #expect(verdict.result?.reason == "HeldByWindow")
        #expect(
            verdict.result?.message
                == "nothing new is applied until 2027-01-15T08:00:00Z, because of the GitOpsWindow w, which denies it")
        let asked = try request(holds(.deploy), isAsked: true, applied: ["one"])
        #expect(Gates.windows(asked)?.allows == .repairs, "what a person asks for, too")
    }

    @Test("holds deletions that are part of what is new with that; what is left of what was let in goes as Prune says")
    func deletions() throws {
        let new = try request(holds(.deploy), applied: ["one", "gone"])
        #expect(Gates.windows(new)?.allows == .repairs)
        var admitted = holds(.deploy)
        admitted.isAdmitted = true
        #expect(Gates.windows(try request(admitted, applied: ["one", "gone"])) == nil)
        var pruning = holds(.prune)
        pruning.isAdmitted = true
        let verdict = try #require(Gates.windows(try request(pruning, applied: ["one", "gone"])))
        #expect(verdict.allows == .applies && verdict.leavesReasonToComparison)
    }

    @Test("lets an operation that has begun finish, unless the window stops it; a failed one is not tried again")
    func running() throws {
        var running = holds(.deploy)
        running.isUnderWay = true
        #expect(Gates.windows(try request(running)) == nil)
        var stopped = holds(.deploy, end: .stop)
        stopped.isUnderWay = true
        #expect(Gates.windows(try request(stopped))?.allows == .repairs)
        var retried = holds(.deploy)
        (retried.isRetried, retried.isAdmitted) = (true, true)
        #expect(Gates.windows(try request(retried, applied: ["one"]))?.allows == .repairs)
    }

    @Test("asks about going back where that is what is to be done")
    func rollback() throws {
        var windows = holds(.deploy)
        windows.action = .rollback
        #expect(Gates.windows(try request(windows)) == nil)
        windows.holds[.rollback] = hold(.rollback)
        #expect(
            Gates.windows(try request(windows))?.result?.message.hasPrefix("the application does not go back") == true)
    }

    @Test("says of drift that it is held")
    func drift() throws {
        let request = try request(holds(.selfHeal), applied: ["one"], selfHeal: false, hasDrifted: true)
        let verdict = try #require(Gates.windows(request))
        #expect(verdict.allows == .everything && verdict.leavesReasonToComparison)
    }

    @Test("lets nothing new pass while nobody knows which windows there are")
    func unknown() throws {
        var windows = holds()
        windows.unknown = "were not listed yet"
        #expect(Gates.windows(try request(windows))?.result?.reason == "WindowsUnknown")
        windows.isAdmitted = true
        #expect(Gates.windows(try request(windows, applied: ["one"])) == nil)
    }

    @Test("a thousand that are released together go on within a minute, some twenty a second")
    func spread() {
        var seconds: [Int: Int] = [:]
        for number in 0..<1_000 {
            let key = ObjectKey(namespace: "team-\(number % 7)", name: "app-\(number)")
            let delay = WindowBoard.delay(of: key, among: 1_000)
            #expect(delay == WindowBoard.delay(of: key, among: 1_000) && delay < .seconds(55))
            seconds[Int(delay.components.seconds), default: 0] += 1
        }
        #expect(seconds.count == 50 && (seconds.values.max() ?? 0) < 45)
        #expect(WindowBoard.delay(of: ObjectKey(namespace: "a", name: "b"), among: 10) <= .milliseconds(500))
    }
}
