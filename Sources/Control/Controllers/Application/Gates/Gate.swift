internal import GitOpsAPI
internal import KubeModel
internal import Operating
internal import Planning
internal import Sourcing

/// What a gate looks at, before anything is written.
struct GateRequest: Sendable {
    var spec: GitOpsApplication.Spec
    /// Nil where the application is not suspended.
    var suspension: Suspension?
    /// Whether a person asked for this change.
    var isAsked: Bool
    /// What keeps the newest revision from being used; nil where nothing does, as far as is known yet.
    var obstacle: TargetObstacle?
    /// Why the application cannot go back to where it is asked to.
    var refusedRollback: Finding?
    /// Why the application is at an earlier revision than the newest; nil where it is not.
    var pin: Pin?
    /// Why environments do not let pass what is new; nil where they do.
    var environments: EnvironmentHold?
    /// Why the newest revision is not the one to be deployed; nil where it is.
    var promotion: Finding?
    /// What windows hold; nil while it is not known for what they are to be asked.
    var windows: WindowHolds?
    /// What there is to do; nil while it is not known.
    var planned: Planned?

    struct Planned: Sendable {
        var plan: Plan
        var premises: Premises
    }
}

/// What a gate says, where it does not let everything pass.
struct GateVerdict: Sendable, Hashable {
    /// How much of a plan may be carried out, the least first.
    enum Allowance: Int, Sendable, Comparable {
        case nothing
        /// What puts right what somebody else did, and nothing that would be new.
        case repairs
        /// All but deletions.
        case applies
        case everything

        static func < (left: Allowance, right: Allowance) -> Bool { left.rawValue < right.rawValue }
    }

    /// The gate's name.
    var gate: String
    var allows: Allowance
    /// Why, and what would release it.
    var verdict: ApplicationReport.Verdict
    /// What there is to say besides the verdict.
    var remark = ""
    /// When it changes by itself; nil where that is not known.
    var until: KubeTime?
    /// Whether the comparison names the objects that are left undone, so that conditions take their reason from it.
    var leavesReasonToComparison = false
}

/// What can hold a change back: a pure function each, asked in this order. They are asked before sources are looked at, when no
/// target is found, and when there is a plan; each says what it can by what is known then. A change passes where all let it
/// pass; the first that does not gives the condition its reason.
enum Gates {
    typealias Gate = @Sendable (GateRequest) -> GateVerdict?

    static let all: [Gate] = [
        suspension, source, dependencies, policies, rollback, irreversibleRollback, manualMode, environments, windows,
        inventorySize, promotion, emptiness, unknownKinds, partialKnowledge,
    ]

    /// What those say that hold something back.
    static func verdicts(_ request: GateRequest) -> [GateVerdict] { all.compactMap { $0(request) } }
}

extension GateVerdict {
    /// As status tells it; nil where nothing is held back.
    var result: GitOpsApplication.Gate? {
        func make(_ verdict: GitOpsApplication.Gate.Verdict, _ finding: Finding) -> GitOpsApplication.Gate {
            var told = GitOpsApplication.Gate(
                name: gate, verdict: verdict, reason: finding.reason, message: finding.message)
            told.until = until
            return told
        }
        switch verdict {
        case .proceeds: return nil
        case .suspended:
            return make(.hold, Finding(reason: "Suspended", message: remark))
        case .waits(let finding), .fails(let finding): return make(.hold, finding)
        case .stalls(let finding): return make(.refuse, finding)
        }
    }
}

extension [GateVerdict] {
    /// How much may be carried out: what the strictest allows.
    var allowance: GateVerdict.Allowance { map(\.allows).min() ?? .everything }

    /// What the application's conditions say of them.
    var verdict: ApplicationReport.Verdict {
        first { !$0.leavesReasonToComparison }?.verdict ?? .proceeds
    }
}

extension Plan {
    /// What of it may be carried out.
    ///
    /// - Parameter inventory: what is known now. Repairs apply what it has, so it needs no change beforehand.
    func limited(to allowance: GateVerdict.Allowance, _ inventory: Inventory) -> Plan {
        var plan = self
        switch allowance {
        case .everything: return plan
        case .applies: break
        case .repairs:
            plan.applies = applies.map { $0.filter(\.isRepair) }.filter { !$0.isEmpty }
            plan.inventoryDuring = inventory
        case .nothing:
            plan.applies = []
            plan.inventoryDuring = inventory
        }
        (plan.deletes, plan.postponed) = ([], [])
        return plan
    }
}
