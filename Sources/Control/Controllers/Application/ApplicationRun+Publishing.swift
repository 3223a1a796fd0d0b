internal import Applying
internal import Documents
internal import GitOpsAPI
internal import KubeClient
internal import KubeModel
internal import KubeRuntime
internal import Sourcing
internal import Surroundings

/// What a run writes into status, and when the next one is due.
extension ApplicationRun {
    /// Writes status if it says something new, and says when to come back.
    mutating func publish(
        _ report: ApplicationReport, spec: GitOpsApplication.Spec?
    ) async throws(KubeError) -> Completion {
        let now = KubeTime(services.surroundings)
        await learnSecrets()
        let report = report.told(by: discretion)
        let new = log(
            .report, report.status(after: status, spec: spec, metadata: application.metadata, now: now))
        if let assessment = report.assessment(before: status, after: new, trigger: causes.leading) {
            announcer.tell(.assessed(assessment))
        }
        _ = try await write(new)
        memory.unanswered = []
        result = report.result
        return next(report, spec, now: now)
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
            guard try await publisher.publish(application.metadata, from: written, to: value) else { return false }
        } catch let error where error.code == .tooLarge {
            throw KubeError(
                .tooLarge,
                "the status cannot be written beside the specification: \(error.message); make the specification "
                    + "smaller, or divide the objects over several applications", status: error.status)
        }
        for happening in Happening.operations(before: status, after: new) { announcer.tell(happening) }
        written = value
        status = new
        memory.unwritten = nil
        return true
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
