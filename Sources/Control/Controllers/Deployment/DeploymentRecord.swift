internal import Digests
internal import Documents
internal import Git
internal import GitOpsAPI
internal import KubeModel
internal import Operating

/// What a deployment's record tells, from how the application stands. Pure: whoever makes it from the same makes the same.
extension GitOpsDeployment {
    /// What there is to tell from.
    struct Occasion: Sendable {
        var mark: DeploymentMark
        var application: ResourceMetadata
        var status: GitOpsApplication.Status
        /// Nil where it is not known any more.
        var cargo: DeploymentCargo?
        /// Those that bind the application.
        var environments: [EnvironmentDemand] = []
        var now: KubeTime
    }

    /// A new record.
    init(_ occasion: Occasion) {
        let mark = occasion.mark
        let cargo = occasion.cargo.flatMap { $0.digest == mark.digest ? $0 : nil }
        var spec = Spec(
            application: Application(name: occasion.application.key.name, uid: occasion.application.uid),
            trigger: mark.trigger, revision: cargo?.revision ?? occasion.operation?.target.revision ?? "")
        spec.rollbackOf = mark.rollbackOf
        if mark.trigger == .rollback, let reason = occasion.status.pin?.reason, !reason.isEmpty { spec.reason = reason }
        // Without cargo the newest of history is this one.
        spec.previousRevision = cargo?.previousRevision ?? occasion.status.history.dropFirst().first?.revision
        spec.commits = cargo?.commits ?? []
        if let news = cargo?.news, !news.isEmpty {
            spec.commitCount = news.count
            spec.oldestCommitTime = news.map(\.time).min().map { KubeTime($0).wholeSeconds }
        }
        spec.environment = occasion.environments.map(\.name).joined(separator: ",")
        var status = Status(state: .planning, renderedDigest: mark.digest, startedAt: mark.startedAt)
        status.states = [.pending, .validating, .planning].map {
            Transition(state: $0, at: mark.startedAt, message: "")
        }
        status.images = cargo?.images ?? []
        self.init(
            key: ObjectKey(namespace: occasion.application.key.namespace, name: mark.name), spec: spec, status: status)
    }

    /// Takes over how it stands.
    mutating func advance(_ occasion: Occasion) {
        let mark = occasion.mark
        if let operation = occasion.operation {
            status.planDigest = operation.target.planDigest
            status.counts = operation.counts
            status.checks = Array(operation.checks.prefix(Status.checkLimit))
            if mark.state == .postValidating || mark.state == .completed {
                status.appliedAt = status.appliedAt ?? operation.finishedAt
            }
        }
        if !occasion.status.decisions.isEmpty { status.approvals = occasion.status.decisions }
        if !occasion.environments.isEmpty { status.policyDigest = occasion.environments.policyDigest }
        if status.state.isBefore, !mark.state.isBefore, mark.state != .backingUp {
            enter(.applying, message: "", now: occasion.operation?.startedAt ?? occasion.now)
        }
        if status.state == .applying, mark.state == .completed { enter(.postValidating, occasion) }
        enter(mark.state, occasion)
    }

    /// Something newer came.
    mutating func supersede(by revision: String, now: KubeTime) {
        let message = "\(RevisionText.short(revision)) came before it was done"
        enter(.superseded, message: message, now: now)
        status.supersededBy = revision
    }

    private mutating func enter(_ state: DeploymentMark.State, _ occasion: Occasion) {
        let now = occasion.now.wholeSeconds
        switch state {
        case .postValidating, .completed: status.appliedAt = status.appliedAt ?? now
        case .failed, .rollingBack, .rolledBack, .rollbackFailed:
            status.failureDetectedAt = status.failureDetectedAt ?? now
        case .applying, .superseded, .backingUp, .pending, .validating, .planning, .awaitingApproval, .rejected,
            .expired:
            break
        }
        if state == .completed { status.healthyAt = status.healthyAt ?? now }
        if state == .rolledBack { status.rolledBackTo = occasion.status.pin?.revision }
        if state == .superseded { status.supersededBy = occasion.status.sync?.revision }
        enter(state, message: occasion.message(for: state), now: now)
    }

    private mutating func enter(_ state: DeploymentMark.State, message: String, now: KubeTime) {
        guard status.state != state else { return }
        let message = message.cut(to: Status.mostMessageBytes)
        (status.state, status.message) = (state, message)
        status.endedAt = state.isSettled ? now.wholeSeconds : nil
        // The first ones are kept: of what fails again and again the middle tells least.
        if status.states.count >= Status.stateLimit { status.states.remove(at: Status.stateLimit / 2) }
        status.states.append(Transition(state: state, at: now.wholeSeconds, message: message))
    }
}

extension [EnvironmentDemand] {
    /// Of the rules that hold in all of them.
    fileprivate var policyDigest: String { Digest.of(.array(map { .string($0.digest) })).hex }
}

extension GitOpsDeployment.Occasion {
    /// The operation that brings it; nil where status has another.
    var operation: Operation? {
        status.operation.flatMap { $0.target.digest == mark.digest ? $0 : nil }
    }

    fileprivate func message(for state: DeploymentMark.State) -> String {
        switch state {
        case .applying, .postValidating, .superseded, .validating, .planning, .backingUp: ""
        case .pending, .awaitingApproval, .rejected, .expired:
            status.gates.first { [Gates.environmentGate, Gates.windowGate].contains($0.name) }?.message ?? ""
        case .completed: operation?.message ?? ""
        case .failed:
            operation.flatMap { $0.phase == .failed || $0.phase == .terminated ? $0.message : nil }
                ?? "not healthy in time: \(status.health?.message ?? "")"
        case .rollingBack, .rolledBack: status.pin?.reason ?? ""
        case .rollbackFailed: status.operation?.message ?? ""
        }
    }
}
