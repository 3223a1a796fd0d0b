internal import Applying
internal import Documents
internal import GitOpsAPI
internal import KubeModel
internal import Planning

/// What an application lives by, and which applications hold it: what of its objects is never deleted, or not waited for. Where
/// its objects are in another cluster than the application it lives by none of them, and none of them holds it.
struct Lifelines: Sendable {
    let key: ObjectKey
    private let own: Set<ObjectID>
    /// The application itself and all that hold it, as objects.
    let circle: Set<ObjectID>
    private let isHome: Bool

    /// - Parameter home: the controller's own namespace; nil where it is in another cluster than the objects.
    init(_ containment: Containment, home: String?) {
        key = containment.key
        own = home.map { containment.lifelines(home: $0) } ?? []
        circle = home == nil ? [] : containment.circle
        isHome = home != nil
    }

    /// What is not deleted because it is no longer desired. With an application that goes its repositories may go, too, and
    /// those that hold it: they would make it anew.
    func kept(_ spec: GitOpsApplication.Spec) -> Set<ObjectID> {
        guard isHome else { return [] }
        let repositories = spec.sources.compactMap(\.repositoryRef).map {
            ObjectID(GitOpsRepository.resource, $0.key(from: key.namespace))
        }
        return own.union(circle).union(repositories)
    }

    /// For the end of the application.
    var deletionOptions: PlanOptions {
        var options = PlanOptions(
            owner: key, prune: true, selfHeal: false, allowEmpty: true, forceAll: false)
        options.holders = own
        options.isEnd = true
        options.unawaited = circle.subtracting(options.holders)
        return options
    }

    /// Whether a write is to be held back where it happens again and again. An application that changes itself, or one that
    /// holds it, may never come to rest: each change may ask for another.
    func isPaced(_ planned: PlannedObject) -> Bool {
        planned.isRepair || (planned.id.group == APIGroup.name && circle.contains(planned.id))
    }

    /// What of the application's objects is never deleted with it, besides itself.
    func lasting(_ ids: Set<ObjectID>) -> [ObjectID] {
        own.intersection(ids).subtracting([Containment.application(key)]).sorted { "\($0)" < "\($1)" }
    }
}
