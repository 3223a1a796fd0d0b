import GitOpsAPI
import KubeModel
import Operating
import TestKit
import Testing

@testable import Controllers

@Suite("What a change of status says") struct HappeningTests {
    private func status(_ operation: Operation? = nil) -> GitOpsApplication.Status {
        var status = GitOpsApplication.Status()
        status.conditions.set(
            ConditionType.ready, .true, reason: "Healthy", message: "well", generation: 1, now: start)
        status.operation = operation
        return status
    }

    private func operation(_ id: String, _ phase: Operation.Phase, attempt: Int = 1) -> Operation {
        var operation = begun()
        operation.id = id
        operation.phase = phase
        operation.attempt = attempt
        return operation
    }

    /// What is told, in a word each.
    private func told(_ before: GitOpsApplication.Status, _ after: GitOpsApplication.Status) -> [String] {
        Happening.changes(from: before, to: after).map { happening in
            switch happening {
            case .created: "created"
            case .operationBegan(let operation): "began \(operation.id)"
            case .operationEnded(let operation): "ended \(operation.id)"
            case .healthChanged(let from, let to): "\(from?.rawValue ?? "none") to \(to.status.rawValue)"
            case .pinned(let pin): "pinned \(pin?.revision ?? "no more")"
            case .gatesChanged(let gates): "gates \(gates.map(\.name))"
            case .policiesWarn(let problems): "policies warn of \(problems.map(\.name))"
            case .restored(let restore): "restored \(restore.deployment)"
            case .assessed, .released, .takenOver, .repaired, .notKept, .adoptedLifeline, .letGo: "not of a status"
            }
        }
    }

    @Test("the first says that the application is new; one that changes nothing says nothing")
    func first() {
        #expect(told(GitOpsApplication.Status(), status()) == ["created"])
        #expect(told(status(), status()) == [])
    }

    @Test("each attempt begins and ends once, whether or not it was written down in between")
    func operations() {
        let running = status(operation("a", .running))
        #expect(told(status(), running) == ["began a"])
        #expect(told(running, status(operation("a", .failed))) == ["ended a"])
        #expect(told(status(operation("a", .failed)), status(operation("a", .running, attempt: 2))) == ["began a"])
        #expect(told(status(), status(operation("a", .succeeded))) == ["began a", "ended a"])
        #expect(told(status(operation("a", .succeeded)), status(operation("a", .failed))) == [])
    }

    @Test("one that is given up for another has ended")
    func superseded() {
        let (before, after) = (status(operation("a", .running)), status(operation("b", .running)))
        #expect(told(before, after) == ["ended a", "began b"])
    }

    @Test("another health, and other gates")
    func healthAndGates() {
        var after = status()
        after.health = GitOpsApplication.HealthSummary(status: .degraded, message: "one is not")
        after.gates = [GitOpsApplication.Gate(name: "Manual", verdict: .hold, reason: "Manual", message: "waits")]
        #expect(told(status(), after) == ["none to Degraded", "gates [\"Manual\"]"])
        #expect(told(after, status()) == ["gates []"])
    }
}
