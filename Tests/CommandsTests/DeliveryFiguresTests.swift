import Documents
import GitOpsAPI
import KubeModel
import Operating
import Testing

@testable import Commands

@Suite("figures of delivery") struct DeliveryFiguresTests {
    private static let start = KubeTime(seconds: 1_800_000_000)

    /// A deployment that began so many minutes after the start, of a commit two minutes before that.
    private func record(
        _ minute: Int, _ state: DeploymentMark.State, trigger: DeploymentMark.Trigger = .commit,
        _ change: (inout GitOpsDeployment.Status) -> Void = { _ in }
    ) -> GitOpsDeployment {
        let began = Self.start + .seconds(60 * minute)
        var spec = GitOpsDeployment.Spec(application: .init(name: "a", uid: "1"), trigger: trigger, revision: "main@1")
        spec.commits = [
            GitOpsDeployment.Commit(source: "", sha: "1", committerTime: began + .seconds(-120), subject: "")
        ]
        var status = GitOpsDeployment.Status(state: state, renderedDigest: "\(minute)", startedAt: began)
        if state == .completed { status.healthyAt = began + .seconds(30) }
        status.counts.updated = 1
        change(&status)
        return GitOpsDeployment(
            key: ObjectKey(namespace: "shop", name: "a-\(minute)"), spec: spec, status: status)
    }

    private func at(_ minute: Int) -> KubeTime { Self.start + .seconds(60 * minute) }

    @Test("deployments, and how long they take from the commit on")
    func leadTimes() {
        let records = [
            record(-1, .completed), record(0, .completed), record(1, .completed) { $0.healthyAt = at(2) },
            record(3, .completed, trigger: .change), record(4, .applying), record(5, .superseded),
        ]
        let figures = DeliveryFigures(records, since: Self.start)
        #expect(figures.deployments == 5 && figures.completed == 3 && figures.failed == 0)
        #expect(figures.leadTimes == [150, 180] && figures.failureRate == 0)
    }

    @Test("what waits, or has only waited, is no deployment")
    func waiting() {
        let waited: [GitOpsDeployment.Transition] = [
            .init(state: .pending, at: Self.start, message: ""),
            .init(state: .awaitingApproval, at: Self.start, message: ""),
            .init(state: .superseded, at: Self.start, message: ""),
        ]
        let records = [
            record(0, .awaitingApproval), record(1, .rejected), record(2, .expired), record(3, .pending),
            record(4, .superseded) { $0.states = waited },
            record(5, .superseded) { $0.states = waited + [.init(state: .applying, at: Self.start, message: "")] },
        ]
        #expect(DeliveryFigures(records, since: Self.start).deployments == 1)
    }

    @Test("what broke something has failed, and is mended by another attempt, by going back, or by a later deployment")
    func failures() {
        let records = [
            record(0, .completed) { ($0.failureDetectedAt, $0.healthyAt) = (at(1), at(3)) },
            record(10, .rolledBack) { ($0.failureDetectedAt, $0.endedAt) = (at(11), at(12)) },
            record(20, .failed) { ($0.failureDetectedAt, $0.recoveredBy) = (at(21), "a-25") },
            record(25, .completed) { $0.healthyAt = at(26) },
            record(30, .failed) { $0.failureDetectedAt = at(31) },
            // It was refused before anything was changed.
            record(40, .failed) { ($0.failureDetectedAt, $0.counts.updated) = (at(41), 0) },
        ]
        let figures = DeliveryFigures(records, since: Self.start)
        #expect(figures.failed == 4 && figures.recoveryTimes == [60, 120, 300])
        #expect(figures.failureRate == 4.0 / 6)
    }

    @Test("quantiles are values that occurred")
    func quantiles() {
        #expect(DeliveryFigures.quantile(0.5, of: []) == nil)
        #expect(DeliveryFigures.quantile(0.5, of: [7]) == 7 && DeliveryFigures.quantile(0.9, of: [7]) == 7)
        let values = Array(1...10)
        #expect(DeliveryFigures.quantile(0.5, of: values) == 5 && DeliveryFigures.quantile(0.9, of: values) == 9)
    }
}
