internal import Costs
package import Documents

/// What would be done with one object.
package enum PreviewAction: Sendable, Hashable {
    case create
    case update
    case delete
    /// Deleted and made again, because the server does not change it.
    case replace
    /// Left as it is, and why.
    case keep(String)
    /// Cannot be done now, and why.
    case blocked(String)

    /// `create`, …
    package var word: String {
        switch self {
        case .create: "create"
        case .update: "update"
        case .delete: "delete"
        case .replace: "replace"
        case .keep: "keep"
        case .blocked: "blocked"
        }
    }

    /// Whether something would be written.
    package var isChange: Bool {
        switch self {
        case .create, .update, .delete, .replace: true
        case .keep, .blocked: false
        }
    }
}

/// Where it is known from how an object would be.
package enum Prediction: Sendable, Hashable {
    /// What the server answered to a dry run.
    case answer(Value)
    /// The same, where what tools and people hold of the object is taken over first, which no dry run shows: what of that the
    /// manifest does not have goes.
    case takingOver(answer: Value, manifest: Value)
    /// Only the manifest is known: what the server would make of it is foreseen as far as that is possible.
    case manifest(Value)

    fileprivate func document(onto live: Value?, _ circumstances: ForeseenApply.Circumstances) -> Value {
        switch self {
        case .answer(let answer): return answer
        case .takingOver(var answer, let manifest):
            guard let live else { return answer }
            answer["metadata"]?["managedFields"] = live.at("metadata", "managedFields")
            return ForeseenApply.document(manifest, onto: answer, circumstances)
        case .manifest(let manifest):
            return live.map { ForeseenApply.document(manifest, onto: $0, circumstances) } ?? manifest
        }
    }
}

/// One object of a plan with what is known of it: what a preview is made of.
package struct PreviewedObject: Sendable {
    package var id: ObjectID
    package let action: PreviewAction
    /// As the server has it, with its `managedFields`; nil where there is none.
    package let live: Value?
    /// As it would be; nil where it would be gone.
    package let predicted: Value?
    /// As the source writes it: the API version there is what is judged. Nil where the source does not have it.
    package var apiVersion: String?
    /// What the server warned of in a dry run.
    package var warnings: [String]
    /// Why the server refused a dry run; nil where it did not.
    package var refusal: String?
    package var standing: Standing
    /// The field manager that applies it.
    package var manager: String
    /// Why policies of the controller refuse it.
    package var denials: [String] = []
    /// Why its change is graver than rules of impact say.
    package var demands: [ImpactReason] = []
    /// What is known of the objects that it defines; nil where nobody has looked.
    package var stored: StoredObjects?

    package init(
        id: ObjectID, action: PreviewAction, live: Value?, prediction: Prediction?, apiVersion: String?,
        warnings: [String],
        refusal: String?, standing: Standing, manager: String
    ) {
        self.id = id
        self.action = action
        self.live = live
        let circumstances = ForeseenApply.Circumstances(
            manager: manager, isAdoption: standing == .unowned, isFresh: action == .replace)
        predicted = prediction?.document(onto: live, circumstances)
        self.apiVersion = apiVersion
        self.warnings = warnings
        self.refusal = refusal
        self.standing = standing
        self.manager = manager
    }
}

extension PreviewedObject {
    /// For what it costs.
    var compared: ComparedObject {
        let isUnseen =
            switch action {
            case .create: predicted == nil
            case .delete: live == nil
            default: live == nil || predicted == nil
            }
        return ComparedObject(
            id: id, before: live, after: action == .delete ? nil : predicted, isUnseen: isUnseen,
            isReplaced: action == .replace)
    }
}
