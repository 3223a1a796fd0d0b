internal import Documents
internal import GitOpsAPI
internal import KubeModel
internal import KubeRuntime
internal import Logging
internal import Operating

/// Tells people what happens with one application: in the log, by Events on it, and in figures.
struct Announcer: Sendable {
    let services: Services
    let application: ResourceMetadata

    func tell(_ happening: Happening) {
        switch happening {
        case .assessed(let assessment): tell(assessment)
        case .created: note("application is new")
        case .operationBegan(let operation):
            note("operation begins", ["operation": operation.id, "revision": operation.target.revision])
        case .operationEnded(let operation): services.figures.observe(operation)
        case .healthChanged(let before, let health):
            note("health changed", ["from": before?.rawValue ?? "", "to": health.status.rawValue])
        case .gatesChanged(let gates): note("gates changed", ["held by": gates.map(\.name).joined(separator: ", ")])
        case .policiesWarn(let problems): record(.warning, "PolicyWarning", action: "Sync", Report.warnings(problems))
        case .pinned(let pin): tell(pin)
        case .released(let ids, let why): changeHands("Released", "\(why): \(Report.names(ids))")
        case .takenOver(let ids):
            changeHands("TakenOver", "was there, and belongs to this application now: \(Report.names(ids))")
        case .repaired(let objects):
            let message = objects.map(Report.repair).joined(separator: "; ")
            services.logger.info(
                "drift is repaired", metadata: ["application": "\(application.key)", "detail": "\(message)"])
            record(.normal, "Repaired", action: "Sync", message)
        case .notKept(let objects):
            let why = objects.values.map(\.message).min() ?? ""
            let names = Report.names(objects.keys.sorted { $0.description < $1.description })
            services.logger.warning(
                "objects go without having been kept",
                metadata: ["application": "\(application.key)", "objects": "\(names)", "error": "\(why)"])
            record(.warning, "NotKept", action: "Sync", "gone without having been kept: \(names): \(why)")
        case .restored(let restore):
            services.logger.info(
                "restore", metadata: ["application": "\(application.key)", "detail": "\(restore.message)"])
            record(restore.isDone ? .normal : .warning, "Restore", action: "Restore", restore.message)
        case .adoptedLifeline(let id):
            record(
                .warning, "Adopted", action: "Sync",
                "\(id) was there before and is kept as the source says from now on; the application lives by it, so it is "
                    + "never deleted with the application")
        case .letGo(let why, let isLoss):
            services.logger.info(
                "application is let go", metadata: ["application": "\(application.key)", "detail": "\(why)"])
            record(isLoss ? .warning : .normal, "Released", action: "Delete", why)
        }
    }

    private func tell(_ assessment: Happening.Assessment) {
        let (ready, operation) = (assessment.ready, assessment.operation)
        var metadata: Logger.Metadata = [
            "application": "\(application.key)", "ready": "\(ready.status.rawValue)", "reason": "\(ready.reason)",
            "detail": "\(ready.message)", "trigger": "\(assessment.trigger.rawValue)",
        ]
        if let revision = assessment.revision { metadata["revision"] = "\(RevisionText.short(revision))" }
        if let operation { metadata["operation"] = "\(operation.message)" }
        services.logger.info(operation == nil ? "condition changed" : "applied", metadata: metadata)
        // What is under way has neither failed nor succeeded.
        if let operation, operation.phase != .running {
            let hasFailed = operation.phase != .succeeded
            record(
                hasFailed ? .warning : .normal, hasFailed ? "SyncFailed" : "Synced", action: "Sync",
                "\(RevisionText.short(operation.target.revision)): \(operation.message)")
        }
        // Where the work did what it was to do, or is on the way there, its own event says enough.
        if assessment.isNews, operation == nil || assessment.isComplaint || !assessment.isOfObjects {
            record(assessment.isComplaint ? .warning : .normal, ready.reason, action: "Reconcile", ready.message)
        }
    }

    private func tell(_ pin: Pin?) {
        let message = pin.map(Report.rolledBack) ?? "follows its source again"
        services.logger.info(
            "rollback", metadata: ["application": "\(application.key)", "detail": "\(message)"])
        record(
            pin?.cause == .failure ? .warning : .normal, pin == nil ? "RollbackEnded" : "Rollback", action: "Sync",
            message)
    }

    /// Logs details, at the level debug.
    private func note(_ message: String, _ details: [String: String] = [:]) {
        var metadata: Logger.Metadata = ["application": "\(application.key)"]
        for (name, value) in details { metadata[name] = "\(value)" }
        services.logger.debug("\(message)", metadata: metadata)
    }

    private func changeHands(_ reason: String, _ message: String) {
        services.logger.info(
            "objects change hands", metadata: ["application": "\(application.key)", "detail": "\(message)"])
        record(.normal, reason, action: "Sync", message)
    }

    private func record(_ kind: EventRecord.Kind, _ reason: String, action: String, _ note: String) {
        services.record(kind, reason, action: action, note, on: GitOpsApplication.resource, application)
    }
}
