internal import Applying
internal import Documents
internal import GitOpsAPI
internal import Health
internal import Operating
internal import Planning
internal import Sourcing

/// What one run on an application came to. `status` is a pure function of this and of the status before.
struct ApplicationReport: Sendable {
    enum Verdict: Sendable, Hashable {
        /// Nothing stands in the way.
        case proceeds
        case suspended
        /// Something else has to come first; it is expected to come.
        case waits(Finding)
        /// Something failed; it is tried again, or a new revision mends it.
        case fails(Finding)
        /// Nothing will happen before a person changes something.
        case stalls(Finding)

        var message: String {
            switch self {
            case .waits(let finding), .fails(let finding), .stalls(let finding): finding.message
            case .suspended: "the application is suspended"
            case .proceeds: "nothing stands in the way"
            }
        }
    }

    var verdict: Verdict
    /// All that holds something back.
    var gates: [GateVerdict] = []
    /// What of which objects policies refuse.
    var refused: [ObjectProblem] = []
    /// What the cluster was compared with: the newest revision, or the last good one while the newest cannot be used.
    var compared: Comparison?
    var operation: Work?
    /// Of an operation of several steps.
    var standing: SteppedSync.Standing?
    /// What is held back.
    var held = HeldChange.nothing
    /// The checks that are backups of environments.
    var backups: Set<String> = []
    /// What of other repositories the newest revision was rendered with; nil where that is not what the cluster is to be.
    var bases: [GitOpsApplication.Base]?
    /// The request for some objects that this run was for; nil where it was for all of them.
    var chosen: ObjectRequest?

    struct Comparison: Sendable {
        var revision: String
        var isNewest: Bool
        /// Of the rendered manifests.
        var digest: String
        /// What is left to do, after everything that was done.
        var plan: Plan
        var inventory: Inventory
        var problems: [ObjectProblem]
        /// Objects that were applied where the controller goes no more, and that are not desired any more.
        var remnants: [ObjectProblem] = []
        /// Objects of ours that other applications want too.
        var disputes: [ObjectProblem]
        /// What is as it should be, and is changed by others again and again.
        var fights: [ObjectProblem] = []
        /// What the server takes and does not like, such as versions that will go.
        var warnings: [ObjectProblem] = []
        /// What policies do not like, and let pass.
        var objections: [ObjectProblem] = []
        var health: HealthSummary
        /// Whether what is left to do waits for a person, because `automatic` is off.
        var isManual: Bool
        /// How many hooks are to run at the application's end; nil for none.
        var endHooks: Int?
        /// Objects on their way out, each with what holds it: the first few.
        var leaving: [String] = []
        /// Objects of the application that it lives by, and that are therefore never deleted with it.
        var holders: [ObjectID] = []
    }

    /// What was written in this run.
    struct Work: Sendable {
        /// What it belongs to; nil where nothing was written, because all objects are left alone for now.
        var begun: Operation?
        var changes: ChangeSet
        /// When objects that failed are due again; nil: not before something changes.
        var retryIn: Duration?
        /// Whether a person asked for it.
        var isAsked = false
        /// What it came to, in place of what the counts say.
        var message: String?
        /// Why nothing at all was done for what a person asked for.
        var refusal: String?

        /// Whether there is something to tell of it. That everything was found right, as a resync does, is no news.
        var isNotable: Bool {
            changes.created + changes.updated + changes.deleted + changes.problems.count > 0
                || (isAsked && !changes.isEmpty) || refusal != nil
        }
    }

    /// Whether a requested sync is done with: it was tried, and what failed is not tried again by itself. One that waits
    /// for something else is still to come.
    var handlesSync: Bool {
        guard chosen == nil else { return false }
        return switch verdict {
        case .waits, .suspended: false
        case .fails(let finding): !finding.isTransient
        case .stalls: true
        case .proceeds: compared != nil && retryIn == nil && !isInStep
        }
    }

    /// Whether nothing but repairs may be done.
    var isHeldBack: Bool { gates.allowance <= .repairs }

    /// When something that failed is due again.
    var retryIn: Duration? { operation?.retryIn ?? standing?.retryIn }

    /// Whether steps are still to come that do not wait for another attempt.
    var isInStep: Bool { standing?.delay != nil }

    static func halted(_ verdict: Verdict) -> ApplicationReport {
        ApplicationReport(verdict: verdict, compared: nil, operation: nil)
    }

    /// Nothing was compared, because these gates hold back what there might be.
    ///
    /// - Parameter problems: what of which objects it is.
    static func halted(at gates: [GateVerdict], besides problems: [ObjectProblem] = []) -> ApplicationReport {
        ApplicationReport(verdict: gates.verdict, gates: gates, refused: problems, compared: nil, operation: nil)
    }
}
