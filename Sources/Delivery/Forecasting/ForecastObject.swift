internal import Applying
internal import Directives
internal import Documents
internal import KubeModel
internal import Observing
internal import Planning
internal import Previewing

/// One object of a plan with what was learnt of it, on its way to a preview.
struct ForecastObject {
    let planned: PlannedObject
    /// Nil for what is deleted.
    let object: PreparedObject?
    /// Nil where nothing was learnt.
    let look: Look?
    let manager: String
    let installation: String

    private var live: Value? { look?.live }

    var previewed: PreviewedObject {
        PreviewedObject(
            id: planned.id, action: action, live: live, prediction: prediction,
            apiVersion: object?.manifest.apiVersion, warnings: look?.trial?.warnings ?? [], refusal: refusal,
            standing: standing, manager: manager)
    }

    private var action: PreviewAction {
        if planned.action == .delete { return .delete }
        if case .replaced? = look?.trial?.outcome { return .replace }
        if object?.desired.options.application == .once, live != nil {
            return .keep("is there already, and is left alone, as its annotations say")
        }
        guard let look, look.isLiveKnown else {
            if case .create = planned.action { return .create }
            return .update
        }
        return look.live == nil ? .create : .update
    }

    /// Nil where nothing can be compared.
    private var prediction: Prediction? {
        guard let object, let look, let trial = look.trial else { return nil }
        // Of an object that could not be read everything would seem to be new.
        guard look.isLiveKnown || planned.live == nil else { return nil }
        switch trial.outcome {
        case .accepted(let answer) where isTakenOver:
            return look.takenOver.map { .answer($0) } ?? .takingOver(answer: answer, manifest: object.manifest)
        case .accepted(let answer): return .answer(answer)
        case .replaced, .refused, .unknown, .unanswered: return .manifest(object.manifest)
        }
    }

    /// The object without what would go because it is taken over; nil where nothing is.
    var withoutTheirs: Value? {
        guard case .takingOver? = prediction else { return nil }
        return previewed.predicted
    }

    /// Whether what tools and people hold of it is taken over, which a dry run does not show.
    private var isTakenOver: Bool {
        guard live != nil, object?.desired.options.application != .merged else { return false }
        return standing == .unowned || (planned.live?.isShared ?? false)
    }

    private var refusal: String? {
        if case .refused(let problem)? = look?.trial?.outcome { problem.message } else { nil }
    }

    private var standing: Standing {
        guard let live, let object else { return .own }
        if let other = live.label(Marks.label), !other.isEmpty, other != installation {
            return .owned(by: "the installation \(other)")
        }
        if Marks.owner(of: live) == Marks.owner(of: object.manifest) { return .own }
        // Another application's that would let it go is no conflict.
        return planned.live == nil ? .unowned : .own
    }

    /// What is not as it should be, and is left so; nil where there is nothing to tell.
    static func undone(_ planned: PlannedObject, manager: String) -> PreviewedObject? {
        let words = planned.action.description
        var standing = Standing.own
        let action: PreviewAction
        switch planned.action {
        case .blocked(.ownedByAnother(let owner)):
            standing = .owned(by: owner.description)
            action = .blocked(words)
        case .blocked: action = .blocked(words)
        case .keep(let reason) where reason.isTold: action = .keep(words)
        default: return nil
        }
        return PreviewedObject(
            id: planned.id, action: action, live: nil, prediction: nil, apiVersion: nil, warnings: [], refusal: nil,
            standing: standing, manager: manager)
    }
}

extension KeepReason {
    /// Whether an object would be changed, were it not for that.
    fileprivate var isTold: Bool {
        switch self {
        case .pruneOff, .doubtful, .unconfirmed, .driftNotRepaired, .deletionNotRepaired, .disputed: true
        case .holder, .annotated, .terminating, .hook, .leftAlone, .finished: false
        }
    }
}
