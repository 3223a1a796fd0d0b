internal import Applying
internal import Documents
internal import GitOpsAPI
internal import KubeModel
internal import Observing
internal import Operating

/// Something that came to pass with an application: the one stream that the log, Events and metrics are made from.
enum Happening: Sendable {
    /// The first time that anything is said of the application.
    case created
    /// A run has come to its end, and has something new to say.
    case assessed(Assessment)
    /// An operation has begun, or another attempt of it.
    case operationBegan(Operation)
    /// An operation has come to its end, or was given up for another target.
    case operationEnded(Operation)
    case healthChanged(from: GitOpsApplication.HealthSummary.Code?, to: GitOpsApplication.HealthSummary)
    /// What holds changes back is not what it was; empty where nothing does any more.
    case gatesChanged([GitOpsApplication.Gate])
    /// Policies warn of what they did not warn of before.
    case policiesWarn([GitOpsApplication.ObjectProblem])
    /// The application has gone back to an earlier revision, or is on its way; nil where it follows its source again.
    case pinned(Pin?)
    /// Objects have passed to another application.
    case released([ObjectID], why: String)
    /// Objects were there before, and belong to the application from now on.
    case takenOver([ObjectID])
    /// What others had changed was put right: the first few objects, and what of them it was.
    case repaired([(id: ObjectID, lost: [LostField])])
    /// Objects are gone without having been kept before, and why.
    case notKept([ObjectID: KubeError])
    /// What a deployment had deleted was asked for.
    case restored(GitOpsApplication.Restore)
    /// What the application lives by belongs to it from now on, which may not have been meant.
    case adoptedLifeline(ObjectID)
    /// The application has ended.
    case letGo(why: String, isLoss: Bool)

    struct Assessment: Sendable {
        var ready: Condition
        /// What the cluster was compared with; nil where it was not.
        var revision: String?
        var trigger: Trigger
        /// What was written in this run; nil where nothing of note was.
        var operation: Operation?
        /// Whether what `ready` says is new.
        var isNews: Bool
        /// Whether not being ready is something to warn of, and not just a step on the way.
        var isComplaint: Bool
        /// Whether `ready` follows from the objects, and not from what holds them back.
        var isOfObjects: Bool
    }
}

extension Happening {
    /// What a change of status says, by itself: whoever tells it once the change is written tells it once.
    static func changes(from before: GitOpsApplication.Status, to after: GitOpsApplication.Status) -> [Happening] {
        var happenings: [Happening] = before.conditions.all.isEmpty ? [.created] : []
        happenings += operations(before.operation, after.operation)
        if let health = after.health, health.status != before.health?.status {
            happenings.append(.healthChanged(from: before.health?.status, to: health))
        }
        if after.pin?.revision != before.pin?.revision || after.pin?.since != before.pin?.since {
            happenings.append(.pinned(after.pin))
        }
        if let restore = after.restore, after.lastHandledRestore != before.lastHandledRestore {
            happenings.append(.restored(restore))
        }
        if after.gates != before.gates { happenings.append(.gatesChanged(after.gates)) }
        let known = Set(before.problems)
        let warnings = after.problems.filter { $0.reason == ObjectProblem.policyWarning && !known.contains($0) }
        if !warnings.isEmpty { happenings.append(.policiesWarn(warnings)) }
        return happenings
    }

    /// Each attempt begins and ends once, whatever becomes of its objects later.
    private static func operations(_ before: Operation?, _ after: Operation?) -> [Happening] {
        guard let operation = after, operation != before else { return [] }
        let wasRunning = before?.phase == .running
        let isNew = before?.id != operation.id || before?.attempt != operation.attempt
        var happenings: [Happening] = []
        if let before, wasRunning, before.id != operation.id { happenings.append(.operationEnded(before)) }
        if isNew { happenings.append(.operationBegan(operation)) }
        if operation.phase != .running, isNew || wasRunning { happenings.append(.operationEnded(operation)) }
        return happenings
    }
}

extension ApplicationReport {
    /// What is worth telling of a run, by the status before and after; nil where nothing is.
    ///
    /// - Parameter hasWorked: whether objects were written before this run of which nothing was told yet.
    func assessment(
        before: GitOpsApplication.Status, after: GitOpsApplication.Status, hasWorked: Bool, trigger: Trigger
    ) -> Happening.Assessment? {
        guard let ready = after.conditions[ConditionType.ready] else { return nil }
        let earlier = before.conditions[ConditionType.ready]
        let hasEnded =
            before.operation?.phase == .running && [.succeeded, .failed].contains(after.operation?.phase)
        let hasWorked = hasWorked || hasEnded || (operation?.isNotable ?? false)
        // While something is under way messages hold counts and change with every object.
        let isSteady = ready.status == .false && !after.conditions.isTrue(ConditionType.reconciling)
        let isNews =
            earlier?.status != ready.status || earlier?.reason != ready.reason
            || (isSteady && earlier?.message != ready.message)
        guard isNews || hasWorked else { return nil }
        return Happening.Assessment(
            ready: ready, revision: compared?.revision, trigger: trigger, operation: hasWorked ? after.operation : nil,
            isNews: isNews, isComplaint: isComplaint(ready), isOfObjects: verdict == .proceeds)
    }

    private func isComplaint(_ ready: Condition) -> Bool {
        guard ready.status == .false else { return false }
        switch verdict {
        case .waits: return false
        case .fails, .stalls: return true
        case .suspended, .proceeds: return !["Progressing", "Missing", "Pruning", "Syncing"].contains(ready.reason)
        }
    }
}
