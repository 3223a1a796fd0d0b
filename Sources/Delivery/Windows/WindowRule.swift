package import KubeModel

/// What a window can hold back.
package enum WindowAction: String, Sendable, Hashable, CaseIterable {
    /// What is new in a source, or in a specification.
    case deploy = "Deploy"
    /// The deletion of what is no longer desired.
    case prune = "Prune"
    /// Putting right what others did.
    case selfHeal = "SelfHeal"
    /// Going back to an earlier revision.
    case rollback = "Rollback"
}

/// What holds while a window is open.
package enum WindowEffect: String, Sendable, Hashable, CaseIterable {
    case allow = "Allow"
    case deny = "Deny"
}

/// What becomes of an operation that began before a window holds it.
package enum WindowEnd: String, Sendable, Hashable, CaseIterable {
    case finish = "Finish"
    case stop = "Stop"
}

/// A window, as far as it decides.
package struct WindowRule: Sendable, Hashable {
    package var name: String
    package var effect: WindowEffect
    package var times: WindowTimes
    package var actions: Set<WindowAction>
    package var end: WindowEnd
    /// Why it cannot be used as it is; empty where it can.
    package var problem = ""

    package init(
        name: String, effect: WindowEffect, times: WindowTimes, actions: Set<WindowAction>, end: WindowEnd
    ) {
        self.name = name
        self.effect = effect
        self.times = times
        self.actions = actions
        self.end = end
    }

    /// The same, where nobody knows when it is open: it holds for good.
    package func failing(_ problem: String) -> WindowRule {
        var rule = self
        rule.problem = problem
        rule.times = .fixed(isOpen: effect == .deny)
        return rule
    }
}

/// That something has to wait.
package struct WindowHold: Sendable, Hashable {
    /// Those that hold it.
    package var rules: [WindowRule]
    /// When none does any more; nil where that is not known.
    package var until: KubeTime?
    /// Whether it is worth looking again although that is not known.
    package var mayEnd: Bool

    /// Whether what began before goes no further.
    package var stops: Bool { rules.contains { $0.end == .stop } }
}

extension WindowHold {
    /// How many transitions of windows are gone through in search of the end.
    private static let mostTransitions = 500

    /// Whether and until when an action is held.
    ///
    /// One that denies it and is open holds it, and so do all that would allow it where none of these is open.
    ///
    /// - Parameter groups: the windows of one place each; each place is asked for itself, so that what is allowed in one is not
    ///   thereby in another.
    package init?(of action: WindowAction, by groups: [[WindowRule]], at now: KubeTime) {
        let groups = groups.map { $0.filter { $0.actions.contains(action) } }
        rules = Self.holders(groups, at: now)
        guard !rules.isEmpty else { return nil }
        let all = groups.joined()
        mayEnd = all.contains(where: \.times.mayChange)
        var instant = now
        for _ in 0..<Self.mostTransitions {
            guard let next = all.compactMap({ $0.times.span(at: instant).until }).min() else { break }
            instant = next
            guard Self.holders(groups, at: instant).isEmpty else { continue }
            until = instant
            return
        }
    }

    private static func holders(_ groups: [[WindowRule]], at instant: KubeTime) -> [WindowRule] {
        var found: [WindowRule] = []
        for group in groups {
            let open = group.filter { $0.times.span(at: instant).isOpen }
            let denying = open.filter { $0.effect == .deny }
            if !denying.isEmpty {
                found += denying
            } else if !open.contains(where: { $0.effect == .allow }) {
                found += group.filter { $0.effect == .allow }
            }
        }
        var names: Set<String> = []
        return found.filter { names.insert($0.name).inserted }
    }
}
