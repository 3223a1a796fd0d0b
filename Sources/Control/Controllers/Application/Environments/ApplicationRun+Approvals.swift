internal import Approvals
internal import Documents
internal import Git
internal import GitOpsAPI
internal import KubeClient
internal import KubeModel
internal import KubeRuntime
internal import Operating
internal import Sourcing
internal import Surroundings

/// Asking for approvals, and counting them.
extension ApplicationRun {
    func ask(
        _ basis: PlanBasis, _ stakes: Stakes?, _ bound: BoundEnvironments, _ promotion: Promotions.Answer,
        _ target: Target,
        _ spec: GitOpsApplication.Spec, _ state: inout RunState
    ) async throws(KubeError) -> EnvironmentHold? {
        var holds: [EnvironmentHold] = []
        var pending: [GitOpsApplication.PendingApproval] = []
        for demand in bound.demands {
            let digest = basis.digest(for: demand)
            let rules = demand.rules.approval.rules.filter { $0.isAbout(basis.impact, stakes) }
            let isAwaited = !demand.rules.after.isEmpty && promotion != .passes
            guard !rules.isEmpty || isAwaited else { continue }
            let known = state.status.approvals.first { $0.environment == demand.name && $0.digest == digest }
            var asked =
                known
                ?? GitOpsApplication.PendingApproval(
                    environment: demand.name, digest: digest, impact: basis.impact, needs: "")
            asked.signerName = Witness.signer(
                .approve, Witness.Subject(namespace: key.namespace, environment: demand.name, digest: digest))
            let refused = try await learn(&asked, spec, &state)
            let ballot = try await ballot(asked, rules, target, &state)
            let hold = hold(asked, ballot, refused, isAwaited ? promotion : .passes)
            note(hold, ballot, &asked, &state)
            if let hold { holds.append(hold) }
            pending.append(asked)
        }
        let isWritten = pending == state.written.status.approvals
        state.approvals = pending
        services.witnesses.ask(pending.map(\.digest), key)
        if let first = holds.first {
            var hold = first
            hold.environments = holds.flatMap(\.environments)
            return hold
        }
        // What lets it pass is written down before anything is done because of it.
        guard isWritten else {
            state.wake.within(.zero)
            return EnvironmentHold(
                finding: Finding(
                    reason: "Approved", message: "all that has to be approved is, and is about to be applied"),
                state: .awaitingApproval, environments: bound.names)
        }
        return nil
    }

    /// Takes in what was witnessed since, with our seal on it. Returns those who had no right to it.
    private func learn(
        _ asked: inout GitOpsApplication.PendingApproval, _ spec: GitOpsApplication.Spec, _ state: inout RunState
    ) async throws(KubeError) -> [ApprovalDecision] {
        let (seals, digest) = (context.seals(spec), asked.digest)
        asked.decisions.removeAll { !seals.isGenuine($0, on: digest) }
        let subject = Witness.Subject(namespace: key.namespace, environment: asked.environment, digest: digest)
        var known = Set(asked.decisions.map(\.witness))
        var refused: [ApprovalDecision] = []
        for decision in services.witnesses.decisions(about: subject) where known.insert(decision.witness).inserted {
            // What came after nobody waited any more is asked for anew.
            if let end = asked.expiresAt, decision.at > end { (asked.decisions, asked.expiresAt) = ([], nil) }
            guard asked.decisions.count < GitOpsApplication.PendingApproval.decisionLimit else { break }
            // Who directs the controller by what it applies is nobody who decides.
            guard !services.settings.accounts.include(decision.user) else { continue }
            if state.memory.isRefused(decision, now: context.now) {
                refused.append(decision)
            } else if try await isEntitled(decision) {
                asked.decisions.append(seals.sealed(decision, on: digest))
            } else {
                refused.append(decision)
                state.memory.refuse(decision, now: context.now)
            }
        }
        if !refused.isEmpty { state.wake.within(Pauses.unentitled) }
        return refused
    }

    private func ballot(
        _ asked: GitOpsApplication.PendingApproval, _ rules: [GitOpsEnvironment.Rule], _ target: Target,
        _ state: inout RunState
    ) async throws(KubeError) -> Ballot {
        var rights: [ApprovalDecision: Bool] = [:]
        for decision in asked.decisions { rights[decision] = try await isEntitled(decision) }
        let authors = rules.contains(where: \.preventSelfApproval) ? authors(of: target, state) : Authors()
        return Ballot(
            rules: rules.map {
                ApprovalRule(
                    count: $0.count, groups: $0.groups, preventsSelfApproval: $0.preventSelfApproval,
                    expires: $0.expires.duration)
            }, decisions: asked.decisions, authors: authors, rights: rights, now: context.startedAt)
    }

    /// Nil where the environment lets it pass.
    private func hold(
        _ asked: GitOpsApplication.PendingApproval, _ ballot: Ballot, _ refused: [ApprovalDecision],
        _ promotion: Promotions.Answer
    ) -> EnvironmentHold? {
        let name = asked.environment
        func hold(_ reason: String, _ message: String, _ state: DeploymentMark.State) -> EnvironmentHold {
            EnvironmentHold(
                finding: Finding(reason: reason, message: message), state: state, environments: [name],
                isFinal: state == .rejected)
        }
        let outcome = ballot.outcome
        if case .bypassed = outcome { return nil }
        if case .rejected(let by) = outcome {
            let why = by.reason.isEmpty ? "" : ": \(by.reason)"
            return hold("Rejected", "\(by.user.visible) has rejected it for \(name)\(why)", .rejected)
        }
        if case .waits(let why, let until) = promotion {
            var wait = hold("AwaitingPromotion", "may not come into \(name) yet: \(why)", .pending)
            wait.until = until
            return wait
        }
        guard case .waits(let shortages) = outcome else { return nil }
        if let end = asked.expiresAt, context.startedAt >= end {
            return hold(
                "ApprovalExpired", "nobody has approved of it for \(name) in time; it goes on once somebody does",
                .expired)
        }
        let missing = shortages.map(\.description).joined(separator: ", and ")
        return hold(
            "AwaitingApproval",
            "waits for \(name): \(missing)\(remarks(ballot, refused)); `kubectl martlet approve \(key.name) -n "
                + "\(key.namespace)` shows what it is about",
            .awaitingApproval)
    }

    /// Takes down what a hold means for what is asked, and when to look again.
    private func note(
        _ hold: EnvironmentHold?, _ ballot: Ballot, _ asked: inout GitOpsApplication.PendingApproval,
        _ state: inout RunState
    ) {
        asked.needs = hold?.finding.message ?? ""
        switch hold?.state {
        case .awaitingApproval:
            let longest = ballot.rules.map(\.expires).max() ?? .zero
            asked.expiresAt = asked.expiresAt ?? (context.startedAt + longest).wholeSeconds
        case .expired: asked.decisions = []
        default: break
        }
        for end in [hold?.until, ballot.end, hold?.state == .awaitingApproval ? asked.expiresAt : nil] {
            if let end { state.wake.within(max(end - context.startedAt, .zero) + .seconds(1)) }
        }
    }

    /// What there is to say of decisions that do not count.
    private func remarks(_ ballot: Ballot, _ refused: [ApprovalDecision]) -> String {
        let objections = ballot.decisions.compactMap { decision in
            ballot.objection(to: decision).map { "\(decision.user.visible) \($0.description)" }
        }
        var remarks: [String] = []
        if case .failing(let error) = services.witnesses.store.health {
            remarks.append("CertificateSigningRequests cannot be read: \(error.message)")
        }
        remarks += objections + refused.map { "\($0.user.visible) \(Ballot.Objection.notAllowed.description)" }
        return remarks.isEmpty ? "" : " (\(remarks.prefix(3).joined(separator: "; ")))"
    }

    // MARK: Rights

    /// Whether somebody may decide that, by what the API server's authorizers say now.
    private func isEntitled(_ decision: ApprovalDecision) async throws(KubeError) -> Bool {
        try await AccessReview(client: services.home.client).allows(decision, in: key.namespace)
    }

    /// Who has written what is deployed and was not before, as far as that is known.
    private func authors(of target: Target, _ state: RunState) -> Authors {
        var authors = Authors()
        for source in target.resolved.sources {
            guard let origin = source.origin.commitAndRemote else { continue }
            let before = state.status.stays.first.flatMap {
                RevisionText.revision(of: source.source.name, in: $0.revision).flatMap(GitRevision.init(text:))
            }
            for commit in services.sources.mirrors.commits(
                origin.remote, from: origin.revision.commit, after: before?.commit)
            {
                authors.add(name: commit.author, email: commit.email)
            }
        }
        return authors
    }
}

extension ApplicationMemory {
    /// Whether somebody was found to have no right a moment ago.
    fileprivate func isRefused(_ decision: ApprovalDecision, now: Double) -> Bool {
        refusedDecisions[decision.witness].map { $0 > now } ?? false
    }

    fileprivate mutating func refuse(_ decision: ApprovalDecision, now: Double) {
        refusedDecisions = refusedDecisions.filter { $0.value > now }
        refusedDecisions[decision.witness] = now + Pauses.unentitled.inSeconds
    }
}
