internal import Applying
internal import Documents
internal import Git
internal import GitOpsAPI
internal import Health
internal import KubeClient
internal import KubeModel
internal import KubeRuntime
internal import Logging
internal import Planning
internal import Rendering

/// One run on one application: from its source to its status. A value that lives as long as the run.
struct ApplicationRun {
    typealias Completion = WorkQueue<ObjectKey>.Completion

    let services: Services
    let publisher: StatusPublisher
    let application: GitOpsApplication
    /// All that it is for.
    let causes: Causes
    let startedAt = KubeTime.now()
    /// As the server has it, as far as we know; follows what the run writes.
    var written: Value
    var status: GitOpsApplication.Status
    var memory: ApplicationMemory
    var result = ReconcileResult.unchanged
    var wake = Wake()
    /// What renders have made once.
    let kept: KeptSession
    /// What charts have looked up in the cluster; nil before anything is rendered.
    var lookups: ClusterLookups?
    /// What kustomizations take from elsewhere.
    let remotes: RemoteSession
    /// Whether all that messages must not hold is known.
    var knowsSecrets = true

    init(
        services: Services, publisher: StatusPublisher, application: GitOpsApplication,
        status: (value: Value, status: GitOpsApplication.Status), memory: ApplicationMemory
    ) {
        self.services = services
        self.publisher = publisher
        self.application = application
        causes = memory.unanswered
        self.memory = memory
        kept = KeptSession(services.kept, KeptSecret.Owner(application.metadata))
        written = status.value
        self.status = status.status
        remotes = RemoteSession(
            services, for: application.metadata.key,
            isReportedOn: status.status.speaks(of: application.metadata.generation),
            remembered: memory.uid == application.metadata.uid ? memory.remotes : RemoteUses())
    }

    var key: ObjectKey { application.metadata.key }
    /// What a person asked for by annotation and has not been given yet.
    var requestedSync: String? {
        application.metadata.requestedSync.flatMap { $0 == status.lastHandledSync ? nil : $0 }
    }
    var owner: String { key.description }

    /// From validation to the last status write. Throws what is worth trying the whole run again for.
    mutating func advance() async throws(KubeError) -> Completion {
        memory.turn(
            to: application.metadata.uid,
            ApplicationMemory.Basis(
                generation: application.metadata.generation, request: application.metadata.requestedAt,
                sync: application.metadata.requestedSync))
        let spec: GitOpsApplication.Spec
        do {
            spec = try validSpec()
        } catch {
            services.charts.use([:], by: key)
            return try await publish(.halted(.stalls(error.finding)), spec: nil)
        }
        guard try await ensureFinalizer() else { return .settled }
        if spec.suspend {
            services.charts.use([:], by: key)
            return try await publish(.halted(.suspended), spec: spec)
        }
        switch await findTarget(spec) {
        case .wait(let completion):
            result = .waiting
            return completion
        case .halt(let report): return try await publish(report, spec: spec)
        case .target(let target): return try await pursue(target, spec)
        }
    }

    private struct Invalid: Error {
        var finding: Finding
    }

    private func validSpec() throws(Invalid) -> GitOpsApplication.Spec {
        func invalid(_ reason: String, _ message: String) -> Invalid {
            Invalid(finding: Finding(reason: reason, message: message))
        }
        switch application.spec {
        case .failure(let error): throw invalid("InvalidSpec", error.description)
        case .success(let spec):
            if let problem = spec.validate(for: key).first { throw invalid("InvalidSpec", problem.description) }
            if let problem = accountProblem(spec) { throw Invalid(finding: problem) }
            guard services.settings.allowCrossNamespace else {
                let references = spec.sources.compactMap(\.repositoryRef) + spec.dependsOn
                if let foreign = references.first(where: { $0.key(from: key.namespace).namespace != key.namespace }) {
                    throw invalid(
                        "CrossNamespaceRefused",
                        "refers to \(foreign.key(from: key.namespace)); references to other namespaces are refused "
                            + "unless the controller runs with --allow-cross-namespace")
                }
                return spec
            }
            return spec
        }
    }

    /// False where the application is gone: whatever was made for it now would stay for ever.
    private func ensureFinalizer() async throws(KubeError) -> Bool {
        guard !application.metadata.hasFinalizer else { return true }
        return try await finalizer.add(to: application.metadata.object) != nil
    }

    var finalizer: Finalizer {
        Finalizer(APIGroup.finalizer, client: services.client, type: GitOpsApplication.resource)
    }

    mutating func lookAgain(in wait: Duration) { wake.within(wait) }

    // MARK: Publishing

    /// Writes status if it says something new, and says when to come back.
    mutating func publish(
        _ report: ApplicationReport, spec: GitOpsApplication.Spec?
    ) async throws(KubeError) -> Completion {
        let now = KubeTime.now()
        await learnSecrets()
        let report = report.told(by: discretion)
        let new = report.status(after: status, spec: spec, metadata: application.metadata, now: now)
        announce(report, new)
        _ = try await write(new)
        memory.unanswered = []
        result = report.result
        return next(report, spec, now: now)
    }

    /// Says in status, if it can be written, what keeps the whole run from its end. What passes by itself is for the log,
    /// unless it lasts, or the application has no status yet.
    mutating func confess(_ error: KubeError) async {
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
            guard try await publisher.publish(application.metadata, from: written, to: value) else { return false }
        } catch let error where error.code == .tooLarge {
            throw KubeError(
                .tooLarge,
                "the status cannot be written beside the specification: \(error.message); make the specification "
                    + "smaller, or divide the objects over several applications", status: error.status)
        }
        written = value
        status = new
        memory.unwritten = nil
        return true
    }

    private func announce(_ report: ApplicationReport, _ new: GitOpsApplication.Status) {
        guard let ready = new.conditions[ConditionType.ready] else { return }
        let before = status.conditions[ConditionType.ready]
        let hasWorked = report.operation?.isNotable ?? false
        // While something is under way messages hold counts and change with every object.
        let isSteady = ready.status == .false && !new.conditions.isTrue(ConditionType.reconciling)
        let isNews =
            before?.status != ready.status || before?.reason != ready.reason
            || (isSteady && before?.message != ready.message)
        guard isNews || hasWorked else { return }
        var metadata: Logger.Metadata = [
            "application": "\(key)", "ready": "\(ready.status.rawValue)", "reason": "\(ready.reason)",
            "detail": "\(ready.message)", "trigger": "\(causes.leading.rawValue)",
        ]
        if let revision = report.compared?.revision { metadata["revision"] = "\(RevisionText.short(revision))" }
        if hasWorked, let operation = new.operation { metadata["operation"] = "\(operation.message)" }
        services.logger.info(hasWorked ? "applied" : "condition changed", metadata: metadata)
        if hasWorked, let operation = new.operation {
            services.record(
                operation.phase == .failed ? .warning : .normal, operation.phase == .failed ? "SyncFailed" : "Synced",
                action: "Sync", "\(RevisionText.short(operation.revision)): \(operation.message)",
                on: GitOpsApplication.resource, application.metadata)
        }
        // Of a step on the way after work, the event of the work says enough.
        if isNews, !hasWorked || report.isComplaint(ready) || ready.status == .true {
            services.record(
                report.isComplaint(ready) ? .warning : .normal, ready.reason,
                action: "Reconcile", ready.message, on: GitOpsApplication.resource, application.metadata)
        }
    }

    /// The earliest of: the next retry, the end of the time for health, the next resync. Everything else is an event.
    private func next(_ report: ApplicationReport, _ spec: GitOpsApplication.Spec?, now: KubeTime) -> Completion {
        var waits = [wake.after].compactMap(\.self)
        guard let spec, report.compared != nil else {
            if report.verdict.isPassing { waits.append(Pauses.halted) }
            return waits.min().map { .again(after: $0, priority: .low) } ?? .settled
        }
        if let retry = report.operation?.retryIn { waits.append(retry) }
        if let deadline = report.healthDeadline(status, spec, now: now), deadline >= now {
            waits.append(deadline - now + .seconds(1))
        }
        if let resync = memory.resyncAt { waits.append(.seconds(max(resync - services.monotonicSeconds(), 0))) }
        guard let wait = waits.min() else { return .settled }
        return .again(after: wait, priority: report.operation?.retryIn == wait ? .normal : .low)
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
    var isPassing: Bool {
        switch self {
        case .waits, .fails: true
        case .proceeds, .suspended, .stalls: false
        }
    }
}

extension ApplicationReport {
    /// Whether not being ready is something to warn of, and not just a step on the way.
    func isComplaint(_ ready: Condition) -> Bool {
        guard ready.status == .false else { return false }
        switch verdict {
        case .waits: return false
        case .fails, .stalls: return true
        case .suspended, .proceeds: return !["Progressing", "Missing", "Pruning"].contains(ready.reason)
        }
    }

    var result: ReconcileResult {
        switch verdict {
        case .waits: .waiting
        case .fails, .stalls: .failed
        case .suspended: .unchanged
        case .proceeds:
            if let operation, operation.isNotable {
                operation.changes.problems.isEmpty ? .applied : .failed
            } else {
                .unchanged
            }
        }
    }
}
