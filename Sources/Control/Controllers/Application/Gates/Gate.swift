internal import GitOpsAPI
internal import Planning
internal import Sourcing

/// What a gate looks at: the plan for a target, before anything of it is written.
struct GateRequest: Sendable {
    var spec: GitOpsApplication.Spec
    /// Whether a person asked for this change.
    var isAsked: Bool
    /// Why the newest revision cannot be used; nil where it can.
    var obstacle: GateVerdict?
    var plan: Plan
    var premises: Premises
}

/// What a gate says, where it does not let everything pass.
struct GateVerdict: Sendable, Hashable {
    /// How much of a plan may be carried out, the least first.
    enum Allowance: Int, Sendable, Comparable {
        case nothing
        /// What puts right what somebody else did, and nothing that would be new.
        case repairs
        case everything

        static func < (left: Allowance, right: Allowance) -> Bool { left.rawValue < right.rawValue }
    }

    /// The gate's name.
    var gate: String
    var allows: Allowance
    /// Why, and what would release it, as conditions tell it.
    var verdict: ApplicationReport.Verdict
}

/// What can hold a change back once there is a plan: a pure function each, asked in this order before anything is written. A change
/// passes where all let it pass; the first that does not gives the condition its reason.
enum Gates {
    typealias Gate = @Sendable (GateRequest) -> GateVerdict?

    static let all: [Gate] = [newestRevision, manualMode, inventorySize]

    /// What those say that hold something back.
    static func verdicts(_ request: GateRequest) -> [GateVerdict] { all.compactMap { $0(request) } }
}

extension GateVerdict {
    /// As status tells it; nil where nothing is held back.
    var result: GitOpsApplication.Gate? {
        func make(_ verdict: GitOpsApplication.Gate.Verdict, _ finding: Finding) -> GitOpsApplication.Gate {
            GitOpsApplication.Gate(name: gate, verdict: verdict, reason: finding.reason, message: finding.message)
        }
        switch verdict {
        case .proceeds: return nil
        case .suspended:
            return make(.hold, Finding(reason: "Suspended", message: "spec.suspend is on; turn it off to go on"))
        case .waits(let finding), .fails(let finding): return make(.hold, finding)
        case .stalls(let finding): return make(.refuse, finding)
        }
    }
}

extension [GateVerdict] {
    /// Whether anything at all may be written.
    var letSomethingPass: Bool { allSatisfy { $0.allows > .nothing } }

    /// Whether nothing may be written that would be new.
    var allowRepairsOnly: Bool { contains { $0.allows == .repairs } }

    /// What the application's conditions say of them. A change that merely waits for a person to ask for it is out of sync,
    /// which the comparison says.
    var verdict: ApplicationReport.Verdict {
        guard let first, first.gate != Gates.manualModeName else { return .proceeds }
        return first.verdict
    }
}
