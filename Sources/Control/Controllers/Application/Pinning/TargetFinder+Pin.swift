internal import GitOpsAPI
internal import KubeModel
internal import Operating
internal import Rendering
internal import Sourcing

/// An application that stays at an earlier revision than the newest.
extension TargetFinder {
    /// What a run decides about that.
    enum PinDecision: Sendable {
        /// As before.
        case none
        case stays(Pin)
        /// A person's wish is met.
        case begins(Pin)
        /// The same, where the wish is for the newest.
        case follows
        /// There is something newer than what was passed over.
        case released
    }

    /// - Parameter newest: of all sources.
    func find(_ spec: GitOpsApplication.Spec, at newest: ResolvedSources) async -> TargetOutcome {
        var refusal = wish.refusal
        if let request = wish.request {
            guard request.revision != newest.revision else {
                var outcome = await render(spec, newest)
                outcome.pin = .follows
                return outcome
            }
            let begun = await begin(request, skipping: await skipped(newest), from: newest)
            switch begun.result {
            case .target, .wait: return begun
            case .halt(let obstacle):
                refusal = Finding(
                    reason: "RollbackRefused", message: "cannot go back: \(obstacle.message)")
            }
        }
        var outcome: TargetOutcome
        if let current = wish.current {
            outcome = await stay(at: current, spec, newest)
        } else {
            outcome = await render(spec, newest)
        }
        outcome.refusal = refusal
        return outcome
    }

    /// The newest revision of a source cannot be had, so nothing is known that would end it.
    ///
    /// - Parameter known: what was applied last.
    /// - Returns: nil where there is nothing to stay at.
    func stay(whileHeldAt known: ResolvedSources) async -> TargetOutcome? {
        if let request = wish.request {
            let skipped = wish.current?.skipped ?? Pin.Skipped(revision: known.revision, digest: "")
            let begun = await begin(request, skipping: skipped, from: known)
            if case .target = begun.result { return begun }
        }
        guard let current = wish.current else { return nil }
        return await goBack(to: current, from: known)
    }

    private func begin(
        _ request: PinWish.Request, skipping skipped: Pin.Skipped, from newest: ResolvedSources
    ) async -> TargetOutcome {
        let pin = Pin(
            revision: request.revision, cause: .request, reason: request.reason, since: startedAt, skipped: skipped)
        var outcome = await goBack(to: pin, from: newest)
        if case .target = outcome.result { outcome.pin = .begins(pin) }
        return outcome
    }

    private func skipped(_ newest: ResolvedSources) async -> Pin.Skipped {
        let rendered = try? await renderer.render(newest, isForRepair: false)
        return Pin.Skipped(revision: newest.revision, digest: rendered.map { digest($0.manifests) } ?? "")
    }

    private func stay(
        at pin: Pin, _ spec: GitOpsApplication.Spec, _ newest: ResolvedSources
    ) async -> TargetOutcome {
        var pin = pin
        if newest.revision != pin.skipped.revision {
            let found = await skipped(newest)
            // One that does not render says so; what is there stays as it is.
            guard !found.digest.isEmpty else { return await render(spec, newest) }
            guard found.digest == pin.skipped.digest else {
                var outcome = await render(spec, newest)
                outcome.pin = .released
                return outcome
            }
            pin.skipped = found
        }
        let outcome = await goBack(to: pin, from: newest)
        guard case .halt(let obstacle) = outcome.result else { return outcome }
        var held = await hold(obstacle, newest)
        held.judged = outcome.judged
        held.wake.merge(outcome.wake)
        return held
    }

    private func goBack(to pin: Pin, from newest: ResolvedSources) async -> TargetOutcome {
        let earlier: ResolvedSources
        do throws(Unresolved) {
            switch try sources.resolve(newest, at: pin.revision) {
            case .held(let finding, _): return TargetOutcome(result: .halt(.source(.fails(finding))))
            case .found(let found): earlier = found
            }
        } catch {
            return stopped(error) { .fails($0) }
        }
        do throws(RenderFailure) {
            let rendered = log(.render, try await renderer.render(earlier, isForRepair: false))
            var target = Target(earlier, rendered, isRollback: true)
            target.revision = pin.revision
            var outcome = TargetOutcome(result: .target(target), wake: rendered.wake, uses: sources.settle())
            outcome.pin = .stays(pin)
            return await judged(outcome)
        } catch {
            return failed(error)
        }
    }
}

extension RunState {
    /// Whether the application is still to be taken where it is pinned.
    var isGoingBack: Bool { status.pin?.isPending(after: status.operation) ?? false }

    /// Takes over what was decided; status has it before anything is done about it.
    mutating func note(_ decision: TargetFinder.PinDecision, _ wish: PinWish) {
        status.lastHandledRollback = wish.handled
        switch decision {
        case .none: status.pin = wish.current
        case .stays(let pin): status.pin = pin
        case .released: status.pin = nil
        case .begins, .follows:
            status.pin = if case .begins(let pin) = decision { pin } else { nil }
            status.lastHandledRollback = wish.request?.key ?? wish.handled
        }
    }
}
