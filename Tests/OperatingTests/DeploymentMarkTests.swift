import KubeModel
import Operating
import Testing

@Suite("how a deployment goes on") struct DeploymentMarkTests {
    private typealias State = DeploymentMark.State
    private static let start = KubeTime(seconds: 1_800_000_000)

    private func mark(_ state: State = .applying, digest: String = "d") -> DeploymentMark {
        DeploymentMark(name: "a-1", state: state, digest: digest, trigger: .commit, startedAt: Self.start)
    }

    private func operation(
        _ phase: Operation.Phase, digest: String = "d", revision: String = "main@2", retries: Bool = false
    ) -> Operation {
        Operation(
            id: "o", target: Operation.Target(revision: revision, digest: digest, planDigest: "p"), trigger: "t",
            startedAt: Self.start, retryAt: retries ? Self.start : nil, phase: phase)
    }

    private func standing(
        _ operation: Operation?, digest: String = "d", pin: Pin? = nil, isWanted: Bool = true, isSynced: Bool = true,
        isWell: Bool = true, isOverdue: Bool = false
    ) -> DeploymentMark.Standing {
        DeploymentMark.Standing(
            operation: operation, pin: pin, digest: digest, isWanted: isWanted, isSynced: isSynced,
            isWell: isSynced && isWell, isOverdue: isOverdue)
    }

    private func state(_ from: State, _ standing: DeploymentMark.Standing) -> State {
        var mark = mark(from)
        mark.advance(standing)
        return mark.state
    }

    @Test("it is applied, becomes healthy, and is completed; what has ended stays so")
    func course() {
        #expect(state(.applying, standing(operation(.running), isSynced: false)) == .applying)
        #expect(state(.applying, standing(operation(.succeeded), isWell: false)) == .postValidating)
        #expect(state(.postValidating, standing(operation(.succeeded))) == .completed)
        #expect(state(.applying, standing(operation(.succeeded))) == .completed)
        for ended in State.allCases where ended.isFinal {
            #expect(state(ended, standing(operation(.failed), isSynced: false)) == ended)
        }
    }

    @Test("what fails has failed until another attempt succeeds")
    func failures() {
        #expect(state(.applying, standing(operation(.failed), isSynced: false)) == .failed)
        #expect(state(.applying, standing(operation(.terminated), isSynced: false)) == .failed)
        #expect(state(.failed, standing(operation(.running), isSynced: false)) == .failed)
        #expect(state(.failed, standing(operation(.succeeded))) == .completed)
        #expect(state(.postValidating, standing(operation(.succeeded), isWell: false, isOverdue: true)) == .failed)
    }

    @Test("an operation that a process did not live to tell of is told by what there is")
    func untold() {
        #expect(state(.applying, standing(nil)) == .completed)
        #expect(state(.applying, standing(operation(.succeeded, digest: "old"))) == .completed)
        #expect(state(.applying, standing(nil, isWell: false)) == .postValidating)
        #expect(state(.applying, standing(nil, isSynced: false)) == .applying)
    }

    @Test("the application goes back by itself, or cannot")
    func goingBack() {
        let pin = Pin(
            revision: "main@1", cause: .failure, reason: "r", since: Self.start,
            skipped: Pin.Skipped(revision: "main@2", digest: "d"))
        func back(_ operation: Operation, isWell: Bool = true) -> State {
            state(.failed, standing(operation, digest: "c", pin: pin, isWell: isWell))
        }
        #expect(state(.failed, standing(operation(.failed), pin: pin, isSynced: false)) == .rollingBack)
        #expect(back(operation(.running, digest: "c", revision: "main@1"), isWell: false) == .rollingBack)
        #expect(back(operation(.succeeded, digest: "c", revision: "main@1")) == .rolledBack)
        #expect(back(operation(.failed, digest: "c", revision: "main@1", retries: true), isWell: false) == .rollingBack)
        #expect(back(operation(.failed, digest: "c", revision: "main@1"), isWell: false) == .rollbackFailed)
    }

    @Test("what is there without having been deployed supersedes what was under way, and is what was deployed last")
    func overtaken() {
        for (before, after) in [(State.applying, State.superseded), (.failed, .failed), (.completed, .completed)] {
            var mark = mark(before)
            mark.advance(standing(nil, digest: "other"))
            #expect(mark.state == after && mark.digest == "other")
        }
        var kept = mark(.failed)
        kept.advance(standing(operation(.failed), digest: "other", isWanted: false))
        #expect(kept.digest == "d")
    }

    @Test("those that have failed are known to the next, up to a number")
    func unrecovered() {
        var last = mark(.failed)
        for number in 2..<20 {
            var next = mark(.failed)
            next.name = "a-\(number)"
            last = last.followed(by: next)
        }
        #expect(last.unrecovered.first == "a-18" && last.unrecovered.count == DeploymentMark.mostUnrecovered)
        #expect(mark(.completed).followed(by: mark()).unrecovered.isEmpty)
    }
}
