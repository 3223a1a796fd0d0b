package import KubeModel

/// What status keeps of the last deployment: a change that was brought to the cluster, or is being. With it whoever comes next goes on
/// with the same record.
package struct DeploymentMark: Sendable, Hashable {
    /// How far it has come.
    package enum State: String, Sendable, Hashable, CaseIterable {
        /// It waits for something that comes by itself: a window, another environment, others to be done.
        case pending = "Pending"
        /// What it is to be is made, and judged.
        case validating = "Validating"
        /// What there is to do is found out.
        case planning = "Planning"
        /// Somebody has to approve of it.
        case awaitingApproval = "AwaitingApproval"
        /// The Job that comes before all runs.
        case backingUp = "BackingUp"
        case applying = "Applying"
        /// All is applied, and is to become healthy.
        case postValidating = "PostValidating"
        case completed = "Completed"
        /// It has failed; another attempt may succeed.
        case failed = "Failed"
        /// It has failed, and the application goes back to what was healthy before.
        case rollingBack = "RollingBack"
        case rolledBack = "RolledBack"
        /// Going back has failed as well.
        case rollbackFailed = "RollbackFailed"
        /// Something newer came before it was done.
        case superseded = "Superseded"
        /// Somebody has spoken against it.
        case rejected = "Rejected"
        /// Nobody has approved of it in time.
        case expired = "Expired"

        /// Whether nothing comes after it.
        package var isFinal: Bool {
            switch self {
            case .completed, .rolledBack, .rollbackFailed, .superseded, .rejected, .expired: true
            case .applying, .postValidating, .failed, .rollingBack, .pending, .validating, .planning,
                .awaitingApproval, .backingUp:
                false
            }
        }

        /// Whether nothing of it was applied yet.
        package var isBefore: Bool {
            switch self {
            case .pending, .validating, .planning, .awaitingApproval, .rejected, .expired: true
            case .completed, .rolledBack, .rollbackFailed, .superseded, .applying, .postValidating, .failed,
                .rollingBack, .backingUp:
                false
            }
        }

        /// Whether it stays so for as long as nothing else happens.
        package var isSettled: Bool { isFinal || self == .failed }

        /// Whether something is being done for it.
        package var isUnderWay: Bool { !isSettled && !isBefore }

        /// Whether what was to be deployed is not what runs, or does not run well.
        package var isFailure: Bool {
            switch self {
            case .failed, .rollingBack, .rolledBack, .rollbackFailed: true
            case .applying, .postValidating, .completed, .superseded, .rejected, .expired, .pending, .validating,
                .planning, .awaitingApproval, .backingUp:
                false
            }
        }
    }

    /// What it was begun by.
    package enum Trigger: String, Sendable, Hashable, CaseIterable {
        case commit = "Commit"
        /// A person asked for it.
        case request = "Request"
        /// A person asked for an earlier revision.
        case rollback = "Rollback"
        /// An earlier environment has had it for long enough.
        case promotion = "Promotion"
        /// The application was changed, or something that it names.
        case change = "Change"
    }

    /// Of its record.
    package var name: String
    package var state: State
    /// Of the objects that were deployed last, whether or not that took a deployment.
    package var digest: String
    package var trigger: Trigger
    package var startedAt: KubeTime
    /// The record of what it goes back behind; nil where it does not.
    package var rollbackOf: String?
    /// Our seal on its having been let in by all environments; empty where none has asked for anything.
    package var admission = ""
    /// The records of deployments that have failed since one was completed, the last first.
    package var unrecovered: [String] = []

    package init(name: String, state: State, digest: String, trigger: Trigger, startedAt: KubeTime) {
        self.name = name
        self.state = state
        self.digest = digest
        self.trigger = trigger
        self.startedAt = startedAt
    }

    /// Of failures in a row no more are told that they are over.
    package static let mostUnrecovered = 10
}

extension DeploymentMark {
    /// How an application stands, as far as that says how its deployment goes on.
    package struct Standing: Sendable, Hashable {
        package var operation: Operation?
        package var pin: Pin?
        /// Of the objects that the cluster was compared with.
        package var digest: String
        /// Whether that is the newest, or what the application has gone back to, and not what is kept in repair meanwhile.
        package var isWanted: Bool
        package var isSynced: Bool
        /// Whether all objects are as they should be, and healthy.
        package var isWell: Bool
        /// Whether they had their time to become so.
        package var isOverdue: Bool
        /// Whether the operation is at a Job that comes before all.
        package var isBackingUp = false

        package init(
            operation: Operation?, pin: Pin?, digest: String, isWanted: Bool, isSynced: Bool, isWell: Bool,
            isOverdue: Bool
        ) {
            self.operation = operation
            self.pin = pin
            self.digest = digest
            self.isWanted = isWanted
            self.isSynced = isSynced
            self.isWell = isWell
            self.isOverdue = isOverdue
        }
    }

    /// Goes on by how the application stands.
    package mutating func advance(_ standing: Standing) {
        if !state.isFinal { state = next(standing) }
        // What is deployed by now without a deployment: there was nothing to do for it.
        if standing.isWanted, standing.isSynced, standing.pin == nil, digest != standing.digest {
            if !state.isFinal, !state.isFailure { state = .superseded }
            digest = standing.digest
        }
        if state == .completed { unrecovered.removeAll { $0 == name } }
    }

    private func next(_ standing: Standing) -> State {
        if let pin = standing.pin, pin.cause == .failure, pin.skipped.digest == digest {
            return goingBack(to: pin, standing)
        }
        guard !state.isBefore, let operation = standing.operation, operation.target.digest == digest else {
            guard standing.digest == digest, standing.isSynced else { return state }
            return standing.isWell ? .completed : .postValidating
        }
        switch operation.phase {
        case .running: return state == .failed ? .failed : standing.isBackingUp ? .backingUp : .applying
        case .failed, .terminated: return .failed
        case .succeeded:
            guard standing.digest == digest else { return state }
            if standing.isWell { return .completed }
            if standing.isOverdue { return .failed }
            return standing.isSynced ? .postValidating : state
        }
    }

    private func goingBack(to pin: Pin, _ standing: Standing) -> State {
        guard let operation = standing.operation, operation.target.revision == pin.revision else {
            // There may have been nothing to do for it.
            return standing.isWanted && standing.isWell && standing.digest != digest ? .rolledBack : .rollingBack
        }
        if operation.phase == .failed, operation.retryAt == nil { return .rollbackFailed }
        return operation.phase == .succeeded && standing.isWell && standing.digest == operation.target.digest
            ? .rolledBack : .rollingBack
    }

    /// The mark of the deployment that comes after this one.
    package func followed(by next: DeploymentMark) -> DeploymentMark {
        var next = next
        next.unrecovered = unrecovered
        if state.isFailure { next.unrecovered.insert(name, at: 0) }
        next.unrecovered = Array(next.unrecovered.prefix(Self.mostUnrecovered))
        return next
    }
}
