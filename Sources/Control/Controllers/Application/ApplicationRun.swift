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
    let trigger: Trigger
    let startedAt = KubeTime.now()
    /// As the server has it, as far as we know; follows what the run writes.
    var written: Value
    var status: GitOpsApplication.Status
    var memory: ApplicationMemory
    var result = ReconcileResult.unchanged

    init(
        services: Services, publisher: StatusPublisher, application: GitOpsApplication,
        status: (value: Value, status: GitOpsApplication.Status), memory: ApplicationMemory, trigger: Trigger
    ) {
        self.services = services
        self.publisher = publisher
        self.application = application
        self.trigger = trigger
        self.memory = memory
        written = status.value
        self.status = status.status
    }

    var key: ObjectKey { application.metadata.key }
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
            return try await publish(.halted(.stalls(error.finding)), spec: nil)
        }
        try await ensureFinalizer()
        if spec.suspend { return try await publish(.halted(.suspended), spec: spec) }
        switch try await aim(spec) {
        case .wait(let completion):
            result = .waiting
            return completion
        case .halt(let report): return try await publish(report, spec: spec)
        case .target(let target): return try await pursue(target, spec)
        }
    }

    private struct Invalid: Error {
        var finding: ApplicationReport.Finding
    }

    private func validSpec() throws(Invalid) -> GitOpsApplication.Spec {
        func invalid(_ reason: String, _ message: String) -> Invalid {
            Invalid(finding: ApplicationReport.Finding(reason: reason, message: message))
        }
        switch application.spec {
        case .failure(let error): throw invalid("InvalidSpec", error.description)
        case .success(let spec):
            if let problem = spec.validate(for: key).first { throw invalid("InvalidSpec", problem.description) }
            guard services.settings.allowCrossNamespace else {
                let references = [spec.source.repositoryRef] + spec.dependsOn
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

    private func ensureFinalizer() async throws(KubeError) {
        guard !application.metadata.hasFinalizer else { return }
        _ = try await finalizer.add(to: application.metadata.object)
    }

    var finalizer: Finalizer {
        Finalizer(APIGroup.finalizer, client: services.client, type: GitOpsApplication.resource)
    }

    // MARK: Publishing

    /// Writes status if it says something new, and says when to come back.
    mutating func publish(
        _ report: ApplicationReport, spec: GitOpsApplication.Spec?
    ) async throws(KubeError) -> Completion {
        let now = KubeTime.now()
        let new = report.status(after: status, spec: spec, metadata: application.metadata, now: now)
        announce(report, new)
        try await write(new)
        result = report.result
        return next(report, spec, now: now)
    }

    mutating func write(_ new: GitOpsApplication.Status) async throws(KubeError) {
        let value = new.value
        try await publisher.publish(application.metadata, from: written, to: value)
        written = value
        status = new
    }

    private func announce(_ report: ApplicationReport, _ new: GitOpsApplication.Status) {
        guard let ready = new.conditions[ConditionType.ready] else { return }
        let before = status.conditions[ConditionType.ready]
        let hasWorked = report.operation.map { !$0.changes.isEmpty } ?? false
        let isNews = before?.status != ready.status || before?.reason != ready.reason
            || (ready.status == .false && before?.message != ready.message)
        guard isNews || hasWorked else { return }
        var metadata: Logger.Metadata = [
            "application": "\(key)", "ready": "\(ready.status.rawValue)", "reason": "\(ready.reason)",
            "detail": "\(ready.message)", "trigger": "\(trigger.rawValue)",
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
        if isNews {
            services.record(
                ready.status == .false && ready.reason != "Progressing" ? .warning : .normal, ready.reason,
                action: "Reconcile", ready.message, on: GitOpsApplication.resource, application.metadata)
        }
    }

    /// The earliest of: the next retry, the end of the time for health, the next resync. Everything else is an event.
    private func next(_ report: ApplicationReport, _ spec: GitOpsApplication.Spec?, now: KubeTime) -> Completion {
        guard let spec, report.compared != nil else { return .settled }
        var waits: [Duration] = []
        if let retry = report.operation?.retryIn { waits.append(retry) }
        if let deadline = report.healthDeadline(status, spec, now: now), deadline >= now {
            waits.append(deadline - now + .seconds(1))
        }
        if let resync = memory.resyncAt { waits.append(.seconds(max(resync - services.monotonicSeconds(), 0))) }
        guard let wait = waits.min() else { return .settled }
        return .again(after: wait, priority: report.operation?.retryIn == wait ? .normal : .low)
    }
}

extension ApplicationReport {
    var result: ReconcileResult {
        switch verdict {
        case .waits: .waiting
        case .fails, .stalls: .failed
        case .suspended: .unchanged
        case .proceeds:
            if let operation, !operation.changes.isEmpty {
                operation.changes.problems.isEmpty ? .applied : .failed
            } else {
                .unchanged
            }
        }
    }
}
