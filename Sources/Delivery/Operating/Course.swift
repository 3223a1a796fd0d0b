package import Directives

/// What an operation of several steps does next, from how far everything is.
///
/// Phases go one after the other, and inside a phase waves, the least first. A step is over once its hooks have succeeded and, where
/// something comes after it, its objects are healthy. Whatever fails keeps all that comes after it from being done; then the hooks
/// for that have their turn, unless nothing was done yet: that is so where a check before has failed. Pure: the same state gives
/// the same answer, so nothing is lost between two questions.
package struct Course: Sendable {
    /// One object to be there.
    package struct Part: Sendable, Hashable {
        /// How it is.
        package enum State: Sendable, Hashable {
            /// To be applied.
            case due
            /// Applied, and not healthy yet; why.
            case settling(String)
            /// It could not be applied, or is ill; why.
            case failing(String)
            case settled
        }

        package var place: Operation.Place
        /// Whether hooks of its step cannot be without it: then it goes before them.
        package var isNeeded = false
        package var state: State

        package init(wave: Int32, state: State) {
            place = Operation.Place(phase: .sync, wave: wave)
            self.state = state
        }

        /// - Parameter place: the step of the first hooks that cannot be without it.
        package init(neededAt place: Operation.Place, state: State) {
            self.place = place
            isNeeded = true
            self.state = state
        }
    }

    /// One hook, or one check, in one of its phases.
    package struct HookPart: Sendable, Hashable {
        /// How far it is.
        package enum State: Sendable, Hashable {
            case due
            case running(String)
            case succeeded
            case failed(String)
        }

        package var phase: SyncPhase
        package var wave: Int32
        /// Whether no other runs beside it.
        package var isAlone: Bool
        package var state: State

        package init(phase: SyncPhase, wave: Int32, isAlone: Bool, state: State) {
            self.phase = phase
            self.wave = wave
            self.isAlone = isAlone
            self.state = state
        }
    }

    /// What to carry out.
    package struct Stage: Sendable, Hashable {
        package var place: Operation.Place
        /// Which hooks to begin, by their place in `hooks`.
        package var hooks: [Int] = []
        /// Whether to apply the objects of this step.
        package var applies = false
        /// Whether to delete what is no longer wanted.
        package var prunes = false
        /// Whether to delete what goes last.
        package var prunesLast = false
        /// Why the attempt has failed, where the hooks are for that.
        package var failure: String?
    }

    /// What follows.
    package enum Next: Sendable, Hashable {
        case carryOut(Stage)
        /// For hooks that run, or objects that are not healthy yet; why, in words.
        case wait(Operation.Place, String)
        /// The attempt has failed, and the hooks for that have ended.
        case fail(Operation.Place, String)
        case end
    }

    package var parts: [Part]
    /// In the order in which those that are alone run in one wave.
    package var hooks: [HookPart]
    /// Whether there is something to delete.
    package var hasPrunes: Bool
    /// Whether there is something to delete once all the rest is done.
    package var hasLastPrunes = false
    /// What is on its way out and goes before that, in words; nil for nothing.
    package var leaving: String?
    /// Why the attempt has failed already, where the hooks for that are under way.
    package var failure: String?
    /// In their order.
    package var phases: [SyncPhase] = [.before, .preSync, .sync, .postSync, .after]

    package init(parts: [Part], hooks: [HookPart], hasPrunes: Bool, failure: String?) {
        self.parts = parts
        self.hooks = hooks
        self.hasPrunes = hasPrunes
        self.failure = failure
    }

    package var next: Next {
        if let failure { return clean(after: failure, at: Operation.Place(phase: .syncFail, wave: 0)) }
        for phase in phases {
            for wave in waves(of: phase) {
                switch step(Operation.Place(phase: phase, wave: wave)) {
                case .end: continue
                case .fail(let place, let why): return clean(after: why, at: place)
                case let next: return next
                }
            }
            if phase == .sync, let next = pruning { return next }
        }
        return .end
    }

    /// After all waves.
    private var pruning: Next? {
        let place = Operation.Place(phase: .sync, wave: lastWave)
        if hasPrunes { return .carryOut(Stage(place: place, prunes: true)) }
        guard hasLastPrunes else { return nil }
        return leaving.map { .wait(place, $0) } ?? .carryOut(Stage(place: place, prunesLast: true))
    }

    private func waves(of phase: SyncPhase) -> [Int32] {
        Set(hooks.lazy.filter { $0.phase == phase }.map(\.wave))
            .union(parts.lazy.map(\.place).filter { $0.phase == phase }.map(\.wave)).sorted()
    }

    private var lastWave: Int32 { waves(of: .sync).last ?? 0 }

    private func step(_ place: Operation.Place) -> Next {
        let here = parts.filter { $0.place == place }
        let standing = hooks(at: place)
        if let why = standing.failure { return .fail(place, why) }
        let applies = here.contains { $0.state == .due }
        let needed = here.filter(\.isNeeded)
        if needed.contains(where: { $0.state == .due }) { return .carryOut(Stage(place: place, applies: true)) }
        if !standing.due.isEmpty, let why = needed.lazy.compactMap(\.failure).first { return .fail(place, why) }
        if !standing.due.isEmpty, let why = needed.lazy.compactMap(\.delay).first { return .wait(place, why) }
        if applies || !standing.due.isEmpty {
            return .carryOut(Stage(place: place, hooks: standing.due, applies: applies))
        }
        if let why = standing.running { return .wait(place, why) }
        guard hasMore(after: place) else { return .end }
        if let why = here.lazy.compactMap(\.failure).first { return .fail(place, why) }
        if let why = here.lazy.compactMap(\.delay).first { return .wait(place, why) }
        return .end
    }

    /// Whether anything is still to be done behind a step, or would have to be if it failed.
    private func hasMore(after place: Operation.Place) -> Bool {
        func isBehind(_ phase: SyncPhase, _ wave: Int32) -> Bool {
            phase == place.phase ? wave > place.wave : phase > place.phase
        }
        if hasPrunes && place.phase <= .sync && place.wave < lastWave { return true }
        if hasLastPrunes && place.phase <= .sync { return true }
        return parts.contains { $0.state == .due && isBehind($0.place.phase, $0.place.wave) }
            || hooks.contains { $0.state != .succeeded && isBehind($0.phase, $0.wave) && $0.phase <= .syncFail }
    }

    private typealias Standing = (due: [Int], running: String?, failure: String?)

    /// The hooks of a step: which to begin now, what runs, and what has failed.
    private func hooks(at place: Operation.Place) -> Standing {
        var standing: Standing = ([], nil, nil)
        var isOccupied = false
        for (index, hook) in hooks.enumerated() where hook.phase == place.phase && hook.wave == place.wave {
            switch hook.state {
            case .due where hook.isAlone && isOccupied: continue
            case .due:
                standing.due.append(index)
                isOccupied = isOccupied || hook.isAlone
            case .running(let why):
                standing.running = standing.running ?? why
                isOccupied = isOccupied || hook.isAlone
            case .failed(let why): standing.failure = standing.failure ?? why
            case .succeeded: continue
            }
        }
        return standing
    }

    /// The hooks for a failure run whatever becomes of one of them.
    private func clean(after why: String, at place: Operation.Place) -> Next {
        if place.phase == .before { return .fail(place, why) }
        for wave in waves(of: .syncFail) {
            let here = Operation.Place(phase: .syncFail, wave: wave)
            let standing = hooks(at: here)
            if !standing.due.isEmpty { return .carryOut(Stage(place: here, hooks: standing.due, failure: why)) }
            if let running = standing.running { return .wait(here, running) }
        }
        return .fail(place, why)
    }
}

extension Course.Part {
    fileprivate var failure: String? { if case .failing(let why) = state { why } else { nil } }
    fileprivate var delay: String? { if case .settling(let why) = state { why } else { nil } }
}
