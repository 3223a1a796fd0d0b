package import KubeModel

/// A condition whose status or reason is another than before: what is worth an event or a line in the log.
package struct ConditionChange: Sendable, Hashable {
    package var type: String
    /// Nil where the condition is new.
    package var old: Condition?
    /// Nil where the condition is gone.
    package var new: Condition?
}

extension Conditions {
    /// What changed since, by type. A message that alone has changed is no change: messages hold counts and times.
    package func changes(since old: Conditions) -> [ConditionChange] {
        Set((all + old.all).map(\.type)).sorted().compactMap { type in
            let change = ConditionChange(type: type, old: old[type], new: self[type])
            let isSame = change.old?.status == change.new?.status && change.old?.reason == change.new?.reason
            return isSame ? nil : change
        }
    }
}
