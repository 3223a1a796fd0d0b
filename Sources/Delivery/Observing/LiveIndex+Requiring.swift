package import Documents
package import KubeModel
internal import KubeRuntime
internal import Synchronization

/// The watch of one kind, for as long as somebody requires it.
struct KindWatch {
    /// Tells it from earlier watches of the kind, of which something may still be on its way.
    let turn: Int
    let end = Doorbell()
    var requirers: Set<String> = []
    var isRunning = false
    /// Who waits for it to come into step.
    var waiting: Set<String> = []
    /// Who was told that it came into step with its list, until it has told anything more: it may be refused.
    var told: Set<String> = []
    /// What it last failed with, while it is failing.
    var trouble: String?
    /// Whether that is a missing right: only a person mends those.
    var isRefused = false

    mutating func forgetTrouble() {
        trouble = nil
        isRefused = false
    }

    /// Takes out who waits.
    mutating func comeIntoStep() -> Set<String> {
        forgetTrouble()
        defer { waiting = [] }
        return waiting
    }
}

/// Which kinds are watched, and for whom.
extension LiveIndex {
    /// Says all the kinds that an application has to do with from now on, and returns whether the index is in step with
    /// the server for them. Where it is not, `owner` is notified once it is.
    ///
    /// Watches that nobody requires any more end, and what they told is forgotten. Kinds that the server does not serve
    /// yet are not asked for: there is nothing of them.
    package func require(_ types: Set<ResourceType>, for owner: String) -> Bool {
        let types = types.filter(\.isServed)
        let (ended, isInStep) = state.withLock { state in
            let before = state.required[owner] ?? []
            let ended = before.subtracting(types).compactMap { state.release($0, by: owner) }
            for type in types.subtracting(before) { state.engage(type, for: owner) }
            state.required[owner] = types.isEmpty ? nil : types
            return (ended, state.isInStep(types, for: owner))
        }
        for end in ended { end.ring() }
        wakeUp()
        return isInStep
    }

    /// Requires a kind besides what `owner` has required already; it is notified once the kind is in step.
    package func alsoRequire(_ type: ResourceType, for owner: String) {
        guard type.isServed else { return }
        state.withLock { state in
            state.engage(type, for: owner)
            state.required[owner, default: []].insert(type)
            _ = state.isInStep([type], for: owner)
        }
        wakeUp()
    }

    /// Whether the index is in step for all of these kinds, which `owner` has required. It is notified once it is.
    package func isInStep(_ types: Set<ResourceType>, for owner: String) -> Bool {
        state.withLock { $0.isInStep(types.filter(\.isServed), for: owner) }
    }

    /// Why a kind is not in step.
    package struct Hindrance: Sendable, Hashable {
        /// Whether it is for want of rights: only a person mends that.
        package var isRefusal: Bool
        package var message: String

        package init(isRefusal: Bool, message: String) {
            self.isRefusal = isRefusal
            self.message = message
        }
    }

    /// Of these kinds those that are not in step because they cannot be listed or watched. What may be listed and not
    /// watched is among them: a list is over as soon as it is read.
    package func hindrances(to types: Set<ResourceType>) -> [ResourceType: Hindrance] {
        state.withLock { state in
            types.reduce(into: [:]) { hindrances, type in
                guard let watch = state.watches[type], let trouble = watch.trouble else { return }
                guard watch.isRefused || !state.table.isCurrent(type) else { return }
                hindrances[type] = Hindrance(isRefusal: watch.isRefused, message: trouble)
            }
        }
    }

    /// Whether the server said that it does not serve a kind, when it was last asked to list or watch it.
    package func isAbsent(_ type: ResourceType) -> Bool { state.withLock { $0.table.isAbsent(type) } }

    /// All versions of kinds of which it said so.
    package var absentKinds: Set<GroupVersionKind> { state.withLock { $0.table.absentKinds } }

    /// The kinds that are watched.
    package var watchedTypes: Set<ResourceType> { state.withLock { Set($0.watches.keys) } }
}

extension LiveIndex.State {
    fileprivate mutating func engage(_ type: ResourceType, for owner: String) {
        if watches[type] == nil {
            lastTurn += 1
            watches[type] = KindWatch(turn: lastTurn)
        }
        watches[type]?.requirers.insert(owner)
    }

    /// Returns what ends the watch, where nobody requires it any more.
    fileprivate mutating func release(_ type: ResourceType, by owner: String) -> Doorbell? {
        watches[type]?.requirers.remove(owner)
        watches[type]?.waiting.remove(owner)
        watches[type]?.told.remove(owner)
        guard let watch = watches[type], watch.requirers.isEmpty else { return nil }
        watches[type] = nil
        table.forget(type)
        return watch.end
    }

    fileprivate mutating func isInStep(_ types: Set<ResourceType>, for owner: String) -> Bool {
        let missing = types.filter { !table.isCurrent($0) || watches[$0]?.isRefused ?? true }
        for type in missing { watches[type]?.waiting.insert(owner) }
        return missing.isEmpty
    }

    /// Those that do not run yet; from now on they count as running.
    mutating func startWatches() -> [(ResourceType, KindWatch)] {
        let new = watches.filter { !$0.value.isRunning }
        for type in new.keys { watches[type]?.isRunning = true }
        return new.map { ($0.key, $0.value) }
    }
}
