package import Documents
package import KubeModel
internal import KubeRuntime
internal import Surroundings
internal import Synchronization

/// Which kinds are watched, and for whom.
extension LiveIndex {
    /// Says all the kinds that an application has to do with from now on, and returns whether the index is in step with
    /// the server for them. Where it is not, `owner` is notified once it is.
    ///
    /// Watches that nobody has required for a while end, and what they told is forgotten. Kinds that the server does not serve
    /// yet are not asked for: there is nothing of them.
    package func require(_ types: Set<ResourceType>, for owner: ObjectKey) -> Bool {
        let types = types.filter(\.isServed)
        let now = time.now
        let isInStep = state.withLock { state in
            state.table.require(types, for: owner, now: now)
            return state.table.isInStep(types, for: owner)
        }
        wake.ring()
        return isInStep
    }

    /// Requires a kind besides what `owner` has required already; it is notified once the kind is in step.
    package func alsoRequire(_ type: ResourceType, for owner: ObjectKey) {
        guard type.isServed else { return }
        state.withLock { state in
            state.table.alsoRequire(type, for: owner)
            _ = state.table.isInStep([type], for: owner)
        }
        wake.ring()
    }

    /// Whether the index is in step for all of these kinds, which `owner` has required. It is notified once it is.
    package func isInStep(_ types: Set<ResourceType>, for owner: ObjectKey) -> Bool {
        state.withLock { $0.table.isInStep(types.filter(\.isServed), for: owner) }
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
                guard let kind = state.table.kinds[type], let trouble = kind.hindrance else { return }
                hindrances[type] = Hindrance(isRefusal: kind.isRefused, message: trouble.message)
            }
        }
    }

    /// Whether the server said that it does not serve a kind, when it was last asked to list or watch it.
    package func isAbsent(_ type: ResourceType) -> Bool { state.withLock { $0.table.kinds[type]?.isAbsent ?? false } }

    /// All versions of kinds of which it said so.
    package var absentKinds: Set<GroupVersionKind> {
        state.withLock { Set($0.table.kinds.lazy.filter(\.value.isAbsent).map(\.key.gvk)) }
    }
}
