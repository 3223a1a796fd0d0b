internal import Applying
internal import Digests
internal import Documents
internal import GitOpsAPI
internal import Health
internal import KubeClient
internal import KubeModel
internal import KubeRuntime
internal import Operating
internal import Planning
internal import Rendering
internal import Sourcing
internal import Surroundings

/// What changes while a run lasts: status, what is remembered, and when to look again.
struct RunState {
    let context: RunContext
    /// What is known and told, or about to be.
    var status: GitOpsApplication.Status
    /// As the server has it, as far as we know.
    private(set) var written: (value: Value, status: GitOpsApplication.Status)
    var memory: ApplicationMemory
    var wake = Wake()
    var sources: SourceSession
    /// Why the application cannot go back to where it is asked to.
    var refusedRollback: Finding?
    /// The environments that bind the application.
    var environments = BoundEnvironments.none
    /// What has to be approved of; empty where nothing has.
    var approvals: [GitOpsApplication.PendingApproval] = []
    /// Our seal on what is about to be applied, should environments let it pass; empty where none binds the application.
    var admission = ""
    /// That the newest revision has not passed earlier environments; nil where it has.
    var promotion: Finding?
    /// What the newest revision has, where it waits for another application and others want what this one has.
    var successor: RenderedSources?
    /// Whether this run has come to a status, written or not.
    private var hasReported = false
    /// Whether all that messages must not hold is known.
    var knowsSecrets = true
    /// What status, and what is open in the journal, have of the inventory.
    var stored = Inventory()
    /// Whether something could not be done about the objects of hooks that have ended.
    var cannotTidy = false
    /// Whether `status` speaks of all that is open in the journal.
    private(set) var coversIntent = false

    init(
        _ context: RunContext, status: (value: Value, status: GitOpsApplication.Status), memory: ApplicationMemory
    ) {
        self.context = context
        let metadata = context.application.metadata
        let isKnown = memory.uid == metadata.uid
        self.memory = memory
        // Whatever somebody else wrote counts, and not what was to come upon what it was.
        if !isKnown || memory.postponed?.written != status.value { self.memory.postponed = nil }
        written = status
        self.status = self.memory.postponed?.status ?? status.status
        sources = SourceSession(
            context.services.sources, for: metadata, self.status, remembered: isKnown ? memory.remotes : SourceUses())
        coversIntent = self.memory.postponed != nil || takeIntentOver()
        dropForeignDeployment()
        if self.memory.postponed == nil { noteDurable() }
    }

    var owner: KeptSecret.Owner { KeptSecret.Owner(context.application.metadata) }

    /// Takes into status what the application was about to apply when it was last written. False where that cannot be read.
    private mutating func takeIntentOver() -> Bool {
        let key = IntentKey(owner, over: written.status)
        guard let intent = context.services.journal.intent(key) else { return true }
        guard let known = try? memory.readInventory(status.inventory) else { return false }
        status.inventory = known.union(intent.inventory).value
        status.deployment = intent.deployment ?? status.deployment
        return true
    }

    /// What a person asked for by annotation and has not been given yet.
    var requestedSync: String? {
        context.application.metadata.requestedSync.flatMap { $0 == status.lastHandledSync ? nil : $0 }
    }

    /// Some objects that a person asked for by annotation and has not been given yet.
    var requestedObjects: ObjectRequest? {
        context.application.metadata.requestedObjects.map(ObjectRequest.init).flatMap {
            $0.key == status.lastHandledSyncObjects ? nil : $0
        }
    }

    /// Whether a person waits for something to be applied.
    var isAsked: Bool { requestedSync != nil || requestedObjects != nil }

    /// What was applied last, as status and memory have it.
    ///
    /// - Parameter hint: what becomes of the application while it cannot be read.
    mutating func readInventory(hint: String) -> Result<Inventory, Flaw> {
        do {
            stored = try memory.readInventory(status.inventory)
            return .success(memory.settled(stored))
        } catch {
            return .failure(Flaw("InventoryUnreadable", "\(error.message); mend status.inventory\(hint)"))
        }
    }

    // MARK: Status

    /// Writes status if it says something new, and says when to come back.
    mutating func publish(
        _ report: ApplicationReport, spec: GitOpsApplication.Spec?
    ) async throws(KubeError) -> RunOutcome {
        hasReported = true
        let now = KubeTime(context.services.surroundings)
        await learnSecrets()
        let report = report.told(by: discretion)
        var new = report.status(after: status, spec: spec, metadata: context.application.metadata, now: now)
        if let spec, let compared = report.compared { noteEnvironments(compared, spec, &new, now: now) }
        releaseTurn(report, new)
        new = context.log(.report, new)
        let untold = memory.postponed?.assessment
        let assessment = report.assessment(
            before: written.status, after: new, hasWorked: untold?.operation != nil,
            trigger: untold?.trigger ?? context.causes.leading)
        let until = report.isUnderWay ? memory.postponed?.until ?? context.now + report.patience : context.now
        memory.postponed = ApplicationMemory.Postponed(
            written: written.value, status: new, until: until, assessment: assessment)
        // Going back begins at once.
        if new.pin != status.pin { wake.within(.zero) }
        status = new
        try await flushIfDue()
        let completion = next(report, spec, now: now)
        memory.unanswered = []
        return RunOutcome(result: report.result, completion: completion)
    }

    /// Writes and tells a status that was kept back.
    mutating func flush() async throws(KubeError) {
        guard let postponed = memory.postponed else { return }
        guard try await write(await recorded(postponed.status)) else {
            memory.postponed = nil
            return
        }
        if let assessment = postponed.assessment { context.announcer.tell(.assessed(assessment)) }
        await tellKept()
    }

    /// Does so where it was kept back for long enough and this run has come to no other: then the next run tries again.
    mutating func flushIfLeft() async {
        guard !hasReported else { return }
        try? await flushIfDue()
    }

    private mutating func flushIfDue() async throws(KubeError) {
        if let postponed = memory.postponed, postponed.until <= context.now { try await flush() }
    }

    /// Says in status, if it can be written, what keeps the whole run from its end. What passes by itself is for the log,
    /// unless it lasts, or the application has no status yet.
    mutating func reportFailure(_ error: KubeError) async {
        let isFirstWord = status.conditions.all.isEmpty
        guard error.isWorthTelling(failures: memory.failures, isFirstWord: isFirstWord) else { return }
        let isFinal = error.code == .tooLarge
        let finding = Finding(reason: isFinal ? "StatusTooLarge" : "ReconcileFailed", message: error.message)
        _ = try? await publish(.halted(isFinal ? .stalls(finding) : .fails(finding)), spec: nil)
    }

    /// False where the application is gone.
    mutating func write(_ new: GitOpsApplication.Status) async throws(KubeError) -> Bool {
        let value = new.value
        do {
            let metadata = context.application.metadata
            guard try await context.publisher.publish(metadata, from: written.value, to: value) else { return false }
        } catch let error where error.code == .tooLarge {
            memory.postponed = nil
            status = written.status
            throw KubeError(
                .tooLarge,
                "the status cannot be written beside the specification: \(error.message); make the specification "
                    + "smaller, or divide the objects over several applications", status: error.status)
        }
        noteWritten(new)
        status = new
        memory.unwritten = nil
        memory.postponed = nil
        return true
    }

    mutating func noteWritten(_ new: GitOpsApplication.Status) {
        for happening in Happening.changes(from: written.status, to: new) { context.announcer.tell(happening) }
        written = (new.value, new)
        if new.deployment?.identity == status.deployment?.identity { noteDurable() }
        if coversIntent { context.services.journal.close(owner) }
    }

    /// The earliest of: the next retry, the end of the time for the operation or for health, the next resync. Everything
    /// else is an event.
    private func next(
        _ report: ApplicationReport, _ spec: GitOpsApplication.Spec?, now: KubeTime
    ) -> WorkQueue<ObjectKey>.Completion {
        var waits = [wake.after].compactMap(\.self)
        func wait(until deadline: KubeTime?) {
            if let deadline, deadline >= now { waits.append(deadline - now + .seconds(1)) }
        }
        wait(until: status.operation?.runningUntil)
        guard let spec, report.compared != nil else {
            if report.verdict.isPassing { waits.append(Pauses.halted) }
            return waits.min().map { .again(after: $0, priority: .low) } ?? .settled
        }
        if let retry = report.retryIn { waits.append(retry) }
        wait(until: report.healthDeadline(status, spec, now: now))
        if let resync = memory.resyncAt { waits.append(.seconds(max(resync - context.now, 0))) }
        guard let wait = waits.min() else { return .settled }
        return .again(after: wait, priority: report.retryIn == wait ? .normal : .low)
    }
}

extension KubeError {
    /// Failures in a row; by then some five seconds have passed.
    private static let lasting = 4

    /// Whether the owner of an application should hear that a run failed with it.
    func isWorthTelling(failures: Int, isFirstWord: Bool) -> Bool {
        switch code {
        case .cancelled: false
        case .conflict: failures >= Self.lasting
        default: !isTransient || isFirstWord || failures >= Self.lasting
        }
    }
}

extension ApplicationReport.Verdict {
    /// Whether it is expected to be another without anybody changing the application.
    fileprivate var isPassing: Bool {
        switch self {
        case .waits, .fails: true
        case .proceeds, .suspended, .stalls: false
        }
    }
}

extension ApplicationReport {
    /// How long to say nothing of objects that were just written and are not well yet, in seconds: mostly they are a moment
    /// later, and that is what people wait for. That a request was done is told at once, or it might be done again.
    fileprivate var patience: Double { operation.map { $0.isNotable && !$0.isAsked } ?? false ? 1 : 0 }

    /// Whether all is applied, and nothing is left but that objects become well.
    fileprivate var isUnderWay: Bool {
        guard case .proceeds = verdict, let compared, compared.isSynced, compared.deletions == 0 else { return false }
        guard operation?.changes.problems.isEmpty ?? true, retryIn == nil, !isInStep else { return false }
        return compared.health.status == .progressing || compared.health.status == .missing
    }

    fileprivate var result: ReconcileResult {
        switch verdict {
        case .waits: .waiting
        case .fails, .stalls: .failed
        case .suspended: .unchanged
        case .proceeds:
            if let operation, operation.isNotable {
                operation.changes.problems.isEmpty && operation.refusal == nil ? .applied : .failed
            } else {
                .unchanged
            }
        }
    }
}
