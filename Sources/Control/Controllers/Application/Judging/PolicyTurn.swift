internal import Digests
internal import Documents
internal import GitOpsAPI
internal import KubeClient
internal import KubeModel
internal import Observing
internal import Policies
internal import Previewing
internal import Rendering
internal import Sourcing
internal import Surroundings

/// Asks policies about all that an application is to be, before anything of it is applied.
///
/// Only what is new is judged. No evaluation takes longer than its bound of cost, and others have their turn between two.
struct PolicyTurn: Sendable {
    let context: RunContext
    let spec: GitOpsApplication.Spec
    /// What was found last.
    let before: JudgedRender?

    func judge(_ target: Target) async -> PolicyAnswer {
        let policies: PolicySet
        switch context.services.policies.knowledge {
        case .unknown(let why): return wait(why)
        case .known(let all): policies = all.applying(toApplicationWith: context.application.metadata.labels)
        }
        guard !policies.isEmpty else { return PolicyAnswer() }
        let book = context.services.environments
        if policies.looksAtEnvironments, case .unknown(let why) = book.answer(for: EnvironmentSubject()) {
            return wait("policies look at environments, which \(why)")
        }
        var whole = target
        whole.rendered.manifests = context.withBackdrop(target.manifests, spec)
        whole = whole.adding(spec.checks, of: context.key)
        let seen = context.application.seenByPolicies(spec)
        let basis = PolicyCourt.basis(policies, seen, environments: policies.looksAtEnvironments ? book.version : 0)
        let known = before.flatMap { $0.basis == basis && $0.counts(now: context.now) && !isAsked ? $0 : nil }
        if let known, known.set == whole.manifests.digest { return answer(known) }
        var court = PolicyCourt(
            policies: policies, application: seen, client: context.services.destination.client,
            namespace: spec.destination.namespace(from: context.key.namespace),
            mask: Mask(
                key: context.services.destination.digestKey.derived(
                    for: "policies \(context.application.metadata.uid)"), texts: SecretTexts()))
        if policies.looksAtEnvironments {
            let expected = whole.manifests.expectedLabels
            court.environments = { book.names(binding: $0, expected: expected) }
        }
        do throws(KubeError) {
            let verdict = try await court.judge(whole.manifests, besides: known?.clean ?? [])
            return answer(
                JudgedRender(
                    basis: basis, set: whole.manifests.digest, clean: verdict.clean, findings: verdict.findings,
                    looksOutside: policies.looksAtOldObjects || policies.needsNamespaceLabels
                        || policies.looksAtEnvironments, time: context.now))
        } catch {
            return wait("policies need what cannot be read now: \(error.message)")
        }
    }

    /// Who asks wants what is so now.
    private var isAsked: Bool { (before?.looksOutside ?? false) && context.causes.contains(.request) }

    private func answer(_ judged: JudgedRender) -> PolicyAnswer {
        var answer = PolicyAnswer(
            findings: judged.findings, obstacle: PolicyObstacle(judged.findings), judged: judged)
        if judged.looksOutside { answer.wake.within(.seconds(JudgedRender.validity)) }
        return answer
    }

    private func wait(_ why: String) -> PolicyAnswer {
        var answer = PolicyAnswer(judged: before)
        answer.obstacle = PolicyObstacle(
            verdict: .waits(
                Finding(reason: "PoliciesUnknown", message: "nothing new is applied: \(why)", isTransient: true)),
            problems: [])
        answer.wake.within(Pauses.unanswered)
        return answer
    }
}
