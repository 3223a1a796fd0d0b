internal import GitOpsAPI
internal import KubeRuntime
internal import Planning

/// What a run is for beyond the differences that it finds.
struct Occasion: Sendable {
    /// Whether a person asked for a sync.
    var isAsked: Bool
    /// Whether everything is applied for that, also what is as it should be: once for each request, and only of the newest
    /// revision.
    var isForced: Bool
    /// Whether everything is due to be applied again.
    var isResync: Bool
    /// Whether it is still to go back to an earlier revision, which was asked for or follows from a failure.
    var isRollback: Bool
    /// Whether a change waits until a person asks for it.
    var isManual: Bool
    /// Whether what is new waits for a window, so that all that is done is for what was applied before.
    var isHeldBack = false
    /// Whether it has waited for one.
    var wasHeld = false

    init(
        _ spec: GitOpsApplication.Spec, isNewest: Bool, requestedSync: String?, forcedSync: String?, isResync: Bool,
        isRollback: Bool = false
    ) {
        isAsked = requestedSync != nil
        isForced = isAsked && isNewest && forcedSync != requestedSync
        isManual = !spec.sync.automatic && !isAsked && !isRollback
        self.isRollback = isRollback
        self.isResync = isResync
    }

    /// Options for a plan that is to be carried out.
    func options(_ options: PlanOptions) -> PlanOptions {
        var options = options
        options.forceAll = isForced || (isResync && options.selfHeal && !isManual)
        options.rerunFinished = isForced
        return options
    }

    /// Why an operation begins. What else the run is for may have come just before.
    func trigger(_ causes: Causes) -> Trigger {
        if isRollback, !isHeldBack { return .rollback }
        if isForced, !isHeldBack { return .request }
        if isResync, causes.isEmpty { return .resync }
        return wasHeld && causes.isEmpty ? .window : causes.leading
    }
}
