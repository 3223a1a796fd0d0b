internal import GitOpsAPI
internal import KubeModel
internal import Operating

/// What status tells of the environments that bind an application.
extension RunState {
    mutating func noteEnvironments(
        _ compared: ApplicationReport.Comparison, _ spec: GitOpsApplication.Spec,
        _ new: inout GitOpsApplication.Status, now: KubeTime
    ) {
        guard compared.isNewest || !approvals.isEmpty else { return }
        // As long as nobody knows which bind it, what is known of them stays.
        guard environments.flaw == nil || !environments.demands.isEmpty else { return }
        new.environments = environments.names
        // Decisions stay to be read until what they were about is done.
        let isUnderWay = new.deployment?.state.isUnderWay ?? false
        if !approvals.isEmpty || !isUnderWay { new.approvals = approvals }
        if environments.flaw == nil { new.noteStay(compared, environments.names, context.seals(spec), now: now) }
        if approvals.isEmpty { context.services.witnesses.ask([], context.key) }
    }

    /// Lets others have their turn, unless the application is being deployed.
    func releaseTurn(_ report: ApplicationReport, _ new: GitOpsApplication.Status) {
        let isDeploying = new.deployment?.state.isUnderWay ?? false
        guard !isDeploying || !(report.compared?.isNewest ?? false) else { return }
        context.services.call(context.services.environments.end(context.key), for: .environment)
    }
}

extension GitOpsApplication.Status {
    /// Keeps the list of what the application was completed with.
    fileprivate mutating func noteStay(
        _ compared: ApplicationReport.Comparison, _ environments: [String], _ seals: Seals, now: KubeTime
    ) {
        guard !environments.isEmpty else {
            stays = []
            return
        }
        if let pin, pin.cause == .failure, let first = stays.first, first.until == nil,
            first.digest == pin.skipped.digest
        {
            close(until: pin.since, hasFailed: true, seals)
        }
        guard compared.isNewest, compared.isWell, sync?.status == .synced, pin?.cause != .failure,
            deployment.map({ $0.digest != compared.digest || $0.state == .completed }) ?? true
        else { return }
        if let first = stays.first, first.until == nil, first.digest == compared.digest, seals.isGenuine(first) {
            guard first.revision != compared.revision || first.environments != environments else { return }
            stays[0].revision = compared.revision
            stays[0].environments = environments
            stays[0].seal = seals.seal(stays[0])
            return
        }
        stays.removeAll { !seals.isGenuine($0) }
        if stays.first?.until == nil, !stays.isEmpty {
            close(until: deployment?.startedAt ?? now, hasFailed: false, seals)
        }
        var stay = GitOpsApplication.Stay(
            revision: compared.revision, digest: compared.digest, since: now.wholeSeconds)
        stay.environments = environments
        stay.seal = seals.seal(stay)
        stays.insert(stay, at: 0)
        stays = Array(stays.prefix(GitOpsApplication.Stay.limit))
    }

    private mutating func close(until end: KubeTime, hasFailed: Bool, _ seals: Seals) {
        guard seals.isGenuine(stays[0]) else { return }
        stays[0].until = max(end, stays[0].since).wholeSeconds
        stays[0].failed = hasFailed
        stays[0].seal = seals.seal(stays[0])
    }
}
