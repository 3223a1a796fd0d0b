package import KubeModel

/// What a window can hold back.
package enum WindowAction: String, Sendable, Hashable, CaseIterable {
    /// What is new in a source, or in a specification.
    case deploy = "Deploy"
    /// Of that, only what comes from an earlier environment.
    case promote = "Promote"
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
    /// How many times it is looked whether it is over.
    private static let mostLooks = 500

    /// Whether and until when an action is held.
    ///
    /// One that denies it and is open holds it, and so do all that would allow it where none of these is open.
    ///
    /// - Parameter groups: the windows of one place each; each place is asked for itself, so that what is allowed in one is not
    ///   thereby in another.
    package init?(of action: WindowAction, by groups: [[WindowRule]], at now: KubeTime) {
        // Who holds all that is new holds what comes from elsewhere, too.
        let holding: Set<WindowAction> = action == .promote ? [.promote, .deploy] : [action]
        let groups = groups.map { $0.filter { !$0.actions.isDisjoint(with: holding) } }
        let found = groups.compactMap { Obstacle(in: $0, at: now) }
        guard !found.isEmpty else { return nil }
        var names: Set<String> = []
        rules = found.flatMap(\.rules).filter { names.insert($0.name).inserted }
        mayEnd = groups.joined().contains(where: \.times.mayChange)
        var (obstacles, instant) = (found, now)
        for _ in 0..<Self.mostLooks {
            guard let next = Self.end(of: obstacles), next > instant else { return }
            instant = next
            obstacles = groups.compactMap { Obstacle(in: $0, at: instant) }
            guard !obstacles.isEmpty else {
                until = instant
                return
            }
        }
    }

    /// Before when none of the places is free; nil where that is not known of one.
    private static func end(of obstacles: [Obstacle]) -> KubeTime? {
        var latest: KubeTime?
        for obstacle in obstacles {
            guard let end = obstacle.end else { return nil }
            latest = max(end, latest ?? end)
        }
        return latest
    }

    /// What holds in one place at an instant.
    private struct Obstacle {
        var rules: [WindowRule]
        /// Before when that is certainly so; nil where it is not known.
        var end: KubeTime?

        init?(in group: [WindowRule], at instant: KubeTime) {
            let spans = group.map { (rule: $0, span: $0.times.span(at: instant)) }
            let denying = spans.filter { $0.rule.effect == .deny && $0.span.isOpen }
            let allowing = spans.filter { $0.rule.effect == .allow }
            guard denying.isEmpty else {
                rules = denying.map(\.rule)
                let ends = denying.compactMap(\.span.until)
                end = ends.count == denying.count ? ends.max() : nil
                return
            }
            guard !allowing.isEmpty, !allowing.contains(where: \.span.isOpen) else { return nil }
            rules = allowing.map(\.rule)
            end = allowing.compactMap(\.span.until).min()
        }
    }
}
