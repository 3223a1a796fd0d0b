package import Documents

/// The conditions of one object, one of each type, sorted by type so that equal sets have equal bytes.
package struct Conditions: Sendable, Hashable {
    package private(set) var all: [Condition]

    /// Of two conditions of one type the later wins.
    package init(_ conditions: [Condition] = []) {
        all = []
        for condition in conditions { insert(condition) }
    }

    /// Reads `status.conditions`; what is no condition is left out.
    package init(_ value: Value?) { self.init((value?.array ?? []).compactMap(Condition.init)) }

    package var value: Value { .array(all.map(\.value)) }

    /// The condition of a type; nil where nobody has stated it.
    package subscript(type: String) -> Condition? { all.first { $0.type == type } }

    /// Whether a condition is stated, and true: unknown is not.
    package func isTrue(_ type: String) -> Bool { self[type]?.status == .true }

    /// States a condition. `lastTransitionTime` changes only where the status does.
    package mutating func set(
        _ type: String, _ status: Condition.Status, reason: String, message: String, generation: Int?, now: KubeTime
    ) {
        let old = self[type]
        let since = old?.status == status ? old?.lastTransitionTime : nil
        insert(
            Condition(
                type: type, status: status, reason: reason, message: message, observedGeneration: generation,
                lastTransitionTime: since ?? now))
    }

    /// Takes a statement back, without stating the opposite.
    package mutating func remove(_ type: String) { all.removeAll { $0.type == type } }

    private mutating func insert(_ condition: Condition) {
        let place = all.firstIndex { $0.type >= condition.type } ?? all.endIndex
        if place < all.endIndex, all[place].type == condition.type {
            all[place] = condition
        } else {
            all.insert(condition, at: place)
        }
    }
}
