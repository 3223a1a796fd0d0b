internal import Approvals
internal import Documents
internal import GitOpsAPI
internal import KubeClient
internal import KubeModel
internal import KubeRuntime
internal import Operating
internal import Planning
internal import Sourcing

/// Deployments of an application, and their records.
///
/// A deployment's name is with the server before anything of it is done, in the journal or in status. Its record is written before
/// status tells of the state, so whoever comes next finds one record for it, or makes it.
extension RunState {
    /// Whether the server knows of the deployment that status speaks of.
    var hasDurableDeployment: Bool { status.deployment?.identity == memory.durableDeployment }

    mutating func noteDurable() {
        memory.durableDeployment = status.deployment?.identity
        // What has come to rest is read again should it go on.
        if written.status.deployment?.state.isSettled ?? false { memory.record = nil }
    }

    /// Forgets a deployment whose name is none of the application's: whoever may write status may write anything there.
    mutating func dropForeignDeployment() {
        guard let mark = status.deployment else { return }
        let names = [mark.name] + mark.unrecovered
        guard !names.allSatisfy({ GitOpsDeployment.isName($0, of: context.key.name) }) else { return }
        status.deployment = nil
    }

    /// What comes of a plan.
    enum Decision: Sendable {
        /// This may be carried out of it.
        case goes(Plan)
        /// All of it waits; how the record tells it.
        case waits(DeploymentMark.State, Plan)
    }

    /// Begins a deployment, where what is about to be done, or waits to be, is one: something new, and not a repair or another attempt.
    mutating func deploy(
        _ decision: Decision, _ target: Target, _ gates: [GateVerdict], _ occasion: Occasion, _ causes: Causes
    ) async throws(KubeError) {
        guard target.isNewest else { return }
        let (state, plan): (DeploymentMark.State, Plan) =
            switch decision {
            case .goes(let allowed): (.applying, allowed)
            case .waits(let waiting, let whole): (waiting, whole)
            }
        // Mostly nothing is new, and nothing is under way.
        guard state.isBefore || gates.allowance > .repairs,
            plan.hasNews || !(status.deployment?.state.isSettled ?? true)
        else { return }
        let digest = context.services.destination.digest(of: target.manifests)
        defer { takeCargo(of: target, digest) }
        guard plan.hasNews else { return }
        // One that has waited goes on; what was rejected or has expired stays that until something else is decided.
        if let mark = status.deployment, mark.digest == digest, mark.state.isBefore,
            !mark.state.isFinal || mark.state == state
        {
            status.deployment?.state = state
            status.deployment?.admission = state.isBefore ? "" : admission
            return
        }
        try await begin(as: state, digest, target, occasion, causes)
    }

    /// Begins another deployment, where what is to be is not what the last one brought.
    private mutating func begin(
        as state: DeploymentMark.State, _ digest: String, _ target: Target, _ occasion: Occasion, _ causes: Causes
    ) async throws(KubeError) {
        // Going back by itself is part of the deployment that has failed.
        guard status.isNews(digest), !(target.isRollback && status.pin?.cause == .failure) else { return }
        let earlier = status.deployment
        var time = KubeTime(context.services.surroundings).wholeSeconds
        if let last = earlier?.startedAt, time <= last { time = last + .seconds(1) }
        var trigger = occasion.deploymentTrigger(causes, isNewRevision: target.revision != status.sync?.revision)
        if trigger == .commit, environments.demands.contains(where: { !$0.rules.after.isEmpty }) {
            trigger = .promotion
        }
        var mark = DeploymentMark(
            name: GitOpsDeployment.name(of: context.key.name, at: time, digest: digest), state: state,
            digest: digest, trigger: trigger, startedAt: time)
        mark.rollbackOf = trigger == .rollback ? earlier?.name : nil
        mark.admission = state.isBefore ? "" : admission
        if let earlier, !earlier.state.isSettled {
            // A record that the server refuses for good keeps nothing else from going on.
            do throws(KubeError) { try await supersede(earlier, by: target.revision) } catch {
                if error.isTransient { throw error }
            }
        }
        status.deployment = earlier?.followed(by: mark) ?? mark
        memory.record = nil
    }

    /// What is deployed, for its record: while there is something to be written of it.
    private mutating func takeCargo(of target: Target, _ digest: String) {
        guard let mark = status.deployment, !mark.state.isSettled, mark.digest == digest, memory.cargo?.digest != digest
        else { return }
        let discretion = discretion
        memory.cargo = DeploymentCargo(
            target, digest: digest, after: status.sync?.revision, plan: status.plan,
            mirrors: context.services.sources.mirrors, told: discretion.told)
    }

    // MARK: Records

    /// The status that is to be written, once the record says what it says of the deployment. Where the record cannot be written,
    /// status does not say it yet, and it is tried again with the next.
    mutating func recorded(_ new: GitOpsApplication.Status) async -> GitOpsApplication.Status {
        guard let mark = new.deployment, context.services.records.areKept(in: context.key.namespace),
            isNews(mark, new)
        else { return new }
        guard hasDurableDeployment else {
            wake.within(Pauses.unfinished)
            return new
        }
        var new = new
        do throws(KubeError) {
            let occasion = GitOpsDeployment.Occasion(
                mark: mark, application: context.application.metadata, status: new, cargo: memory.cargo,
                environments: environments.demands, now: KubeTime(context.services.surroundings))
            let state = try await write(occasion) { $0.advance(occasion) } ?? mark.state
            new.deployment?.state = state
            if state == .completed { try await tellRecovery(&new) }
        } catch {
            if let told = written.status.deployment, told.name == mark.name {
                new.deployment = told
            } else {
                new.deployment?.state = .applying
            }
            wake.within(Pauses.unanswered)
        }
        if new.deployment?.state.isSettled ?? true { memory.cargo = nil }
        return new
    }

    /// Whether a record says something else than a mark, or may do so.
    private func isNews(_ mark: DeploymentMark, _ new: GitOpsApplication.Status) -> Bool {
        if let record = memory.record, record.key.name == mark.name, !mark.state.isFinal, !new.decisions.isEmpty,
            record.status.approvals != new.decisions
        {
            return true
        }
        if mark.state == .completed, !mark.unrecovered.isEmpty { return true }
        guard let known = known(mark.name) else { return true }
        return known != mark.state
    }

    /// What the record of a name says for sure; nil where that is not known.
    private func known(_ name: String) -> DeploymentMark.State? {
        if let record = memory.record, record.key.name == name { return record.status.state }
        // Status says of a deployment that it has ended only once its record does.
        guard let told = written.status.deployment, told.name == name, told.state.isSettled else { return nil }
        return told.state
    }

    /// Brings the record up to date, and returns what it says then: what has ended stays as it is. Nil where the name is another's record.
    ///
    /// - Parameter change: what is new.
    @discardableResult private mutating func write(
        _ occasion: GitOpsDeployment.Occasion, _ change: (inout GitOpsDeployment) -> Void
    ) async throws(KubeError) -> DeploymentMark.State? {
        let records = context.services.records
        let key = ObjectKey(namespace: context.key.namespace, name: occasion.mark.name)
        if memory.record?.key != key {
            var record = GitOpsDeployment(occasion)
            change(&record)
            if try await records.create(record) {
                context.services.figures.observe(record)
                memory.record = record
                return record.status.state
            }
            memory.record = try await records.find(key, of: context.application.metadata.uid)
        }
        guard let known = memory.record else { return nil }
        guard !known.status.state.isFinal else { return known.status.state }
        var record = known
        change(&record)
        guard record.status.state != known.status.state || record.status.approvals != known.status.approvals else {
            return known.status.state
        }
        try await records.update(record)
        context.services.figures.observe(record)
        memory.record = record
        return record.status.state
    }

    /// Says of those that have failed before that what they had broken is mended.
    private mutating func tellRecovery(_ new: inout GitOpsApplication.Status) async throws(KubeError) {
        guard let mark = new.deployment else { return }
        let records = context.services.records
        for name in mark.unrecovered {
            let key = ObjectKey(namespace: context.key.namespace, name: name)
            guard try await records.find(key, of: context.application.metadata.uid) != nil else { continue }
            try await records.note(recoveredBy: mark.name, on: key)
        }
        new.deployment?.unrecovered = []
    }

    private mutating func supersede(_ mark: DeploymentMark, by revision: String) async throws(KubeError) {
        guard context.services.records.areKept(in: context.key.namespace) else { return }
        let now = context.startedAt
        let occasion = GitOpsDeployment.Occasion(
            mark: mark, application: context.application.metadata, status: status, cargo: memory.cargo,
            environments: environments.demands, now: now)
        try await write(occasion) { $0.supersede(by: revision, now: now) }
    }
}

extension DeploymentMark {
    /// What the server has to know of it before anything is done.
    var identity: String { "\(name) \(admission)" }
}

extension GitOpsApplication.Status {
    /// What was decided of what is deployed.
    var decisions: [ApprovalDecision] { approvals.flatMap(\.decisions) }

    /// Whether objects of this digest are another deployment than the last. Of what the application has gone back from another attempt
    /// is one.
    fileprivate func isNews(_ digest: String) -> Bool {
        guard let deployment else { return digest != history.first?.digest }
        return digest != deployment.digest || (deployment.state.isFinal && deployment.state != .completed)
    }
}

extension Occasion {
    /// What a deployment is begun by.
    fileprivate func deploymentTrigger(_ causes: Causes, isNewRevision: Bool) -> DeploymentMark.Trigger {
        switch trigger(causes) {
        case .rollback: .rollback
        case .request: .request
        case _ where isNewRevision: .commit
        default: .change
        }
    }
}
