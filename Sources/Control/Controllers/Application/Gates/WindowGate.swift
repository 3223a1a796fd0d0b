internal import GitOpsAPI
internal import KubeModel
internal import Planning
internal import Sourcing
internal import Windows

/// What windows hold of what there is to do for an application.
struct WindowHolds: Sendable, Hashable {
    /// What they choose it by.
    var subject: WindowSubject
    /// What applying something new is: a deployment, or going back.
    var action = WindowAction.deploy
    var holds: [WindowAction: WindowHold] = [:]
    /// Why nobody knows; nil where it is known.
    var unknown: String?
    /// Whether what is desired was let in before, so that what is not there yet, or there still, is left of that.
    var isAdmitted = false
    /// Whether an operation for it goes on.
    var isUnderWay = false
    /// Whether one has failed that is to be tried again.
    var isRetried = false
}

extension Gates {
    static let windowGate = "Window"

    /// Windows hold what they are about: first of all what is new, then deletions, then repairs.
    static func windows(_ request: GateRequest) -> GateVerdict? {
        guard let windows = request.windows, let planned = request.planned else { return nil }
        if windows.hasNews(planned, isAsked: request.isAsked) {
            if let unknown = windows.unknown {
                let message = "nothing new is applied while windows are not known: they \(unknown)"
                return GateVerdict(
                    gate: windowGate, allows: .repairs,
                    verdict: .waits(Finding(reason: "WindowsUnknown", message: message, isTransient: true)))
            }
            if let hold = windows.holds[windows.action], !windows.isUnderWay || hold.stops {
                return verdict(hold, windows.action, allows: .repairs, tells: true)
            }
        }
        if planned.plan.wouldDelete, windows.unknown == nil, let hold = windows.holds[.prune],
            !windows.isUnderWay || hold.stops
        {
            return verdict(hold, .prune, allows: .applies, tells: false)
        }
        guard request.spec.sync.selfHeal, let hold = windows.holds[.selfHeal],
            planned.plan.kept.contains(where: \.isNotRepaired)
        else { return nil }
        return verdict(hold, .selfHeal, allows: .everything, tells: false)
    }

    /// - Parameter tells: whether conditions take their reason from it.
    private static func verdict(
        _ hold: WindowHold, _ action: WindowAction, allows: GateVerdict.Allowance, tells: Bool
    ) -> GateVerdict {
        GateVerdict(
            gate: windowGate, allows: allows,
            verdict: .waits(Finding(reason: "HeldByWindow", message: "\(action.loss) \(hold.description)")),
            until: hold.until, leavesReasonToComparison: !tells)
    }
}

extension WindowHolds {
    /// Whether something would come into the cluster that was not let in before.
    fileprivate func hasNews(_ planned: GateRequest.Planned, isAsked: Bool) -> Bool {
        if isAsked || isUnderWay || isRetried || planned.plan.appliesNews { return true }
        return !isAdmitted && (planned.plan.wouldDelete || !planned.premises.hooks.isEmpty)
    }
}

extension WindowHold {
    /// How many windows a sentence names.
    private static let mostNames = 3

    /// Which windows hold it, and until when.
    var description: String {
        let named = rules.prefix(Self.mostNames).map(\.description).joined(separator: " and ")
        let more = rules.count > Self.mostNames ? " and \(rules.count - Self.mostNames) more" : ""
        let end = until.map { "until \($0)" } ?? (mayEnd ? "until further notice" : "until somebody changes that")
        return "\(end), because of \(named)\(more)"
    }
}

extension WindowRule {
    fileprivate var description: String {
        let why =
            problem.isEmpty
            ? effect == .deny ? "which denies it" : "which allows it only while open"
            : "which cannot be used: \(problem)"
        return "the GitOpsWindow \(name), \(why)"
    }
}

extension WindowAction {
    /// What is not done.
    fileprivate var loss: String {
        switch self {
        case .deploy, .promote: "nothing new is applied"
        case .prune: "nothing is deleted"
        case .selfHeal: "what others changed is not put right"
        case .rollback: "the application does not go back"
        }
    }
}

extension PlannedObject {
    fileprivate var isNotRepaired: Bool { action == .keep(.driftNotRepaired) || action == .keep(.deletionNotRepaired) }
}

extension GateVerdict {
    var isOfWindows: Bool { gate == Gates.windowGate }
}
