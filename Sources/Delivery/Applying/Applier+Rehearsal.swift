package import Documents
internal import KubeClient
internal import KubeModel
internal import Observing
package import Planning

/// A hook that is about to be made.
package struct HookTrial: Sendable {
    package var object: PreparedObject
    /// What its name begins with, where it is generated.
    package var generateName: String?

    package init(object: PreparedObject, generateName: String?) {
        self.object = object
        self.generateName = generateName
    }
}

/// Trying out all that a plan applies, before anything of it is written.
extension Applier {
    /// What the server would refuse, or cannot be asked about just now.
    ///
    /// What depends on something that the plan brings is not known before, and is left out: an object whose namespace or definition
    /// comes or changes, and a missing right or account where rights or accounts come.
    ///
    /// - Parameter hooks: those that are to run, once each.
    package func rehearse(
        _ plan: Plan, objects: [ObjectID: PreparedObject], hooks: [HookTrial]
    ) async -> [ObjectResult] {
        let applied = plan.applies.flatMap(\.self)
        let trials = Dictionary(hooks.map { ($0.object.desired.id, $0) }) { first, _ in first }
        let made = trials.values.map { PlannedObject(making: $0.object.desired.id, version: $0.object.desired.version) }
        let coming = Coming((applied + made).map(\.id))
        let tried = applied.filter { planned in objects[planned.id].map { !coming.defines($0) } ?? true }
        let results = await inParallel(tried + made, { _ in nil }) { planned in
            let problem =
                if let trial = trials[planned.id] {
                    await refusal(of: trial, coming)
                } else {
                    await refusal(of: planned, objects[planned.id], coming)
                }
            return ObjectResult(planned: planned, outcome: problem.map { .failed($0) } ?? .unchanged)
        }
        return results.filter { if case .failed = $0.outcome { true } else { false } }
            .sorted { $0.planned.id.description < $1.planned.id.description }
    }

    private func refusal(of hook: HookTrial, _ coming: Coming) async -> ObjectProblem? {
        let object = hook.object
        guard object.type.isServed, !coming.defines(object), let error = await refusal(of: hook), !error.isOfDryRun
        else { return nil }
        let namespace = object.key.namespace
        // It is there by the hook's turn.
        if error.code == .notFound, namespace == createNamespace || coming.namespaces.contains(namespace) { return nil }
        let problem = ObjectProblem(object.desired.id, error)
        return coming.mayMend(problem) ? nil : problem
    }

    private func refusal(
        of planned: PlannedObject, _ object: PreparedObject?, _ coming: Coming
    ) async -> ObjectProblem? {
        guard let object else { return nil }
        var live: Value?
        // What others may change is sent as the cluster has it.
        if planned.live != nil, !object.ignored.isEmpty { live = try? await index.client.find(object.type, object.key) }
        var answer = await tryOut(planned, object, live: live, coming: coming.namespaces)
        // Something of what is there may be what is refused, and would be taken away.
        if case .refused = answer.outcome, planned.live != nil, live == nil {
            live = try? await index.client.find(object.type, object.key)
            answer = await tryOut(planned, object, live: live, coming: coming.namespaces)
        }
        switch answer.outcome {
        case .accepted, .replaced, .unknown: return nil
        case .unanswered(let problem): return problem
        case .refused(let problem): return coming.mayMend(problem) ? nil : problem
        }
    }
}

/// What a plan brings that others of it may need.
private struct Coming {
    private static let lookedUp: Set = [
        "ServiceAccount", "Role", "ClusterRole", "RoleBinding", "ClusterRoleBinding", "PriorityClass", "RuntimeClass",
    ]

    private(set) var namespaces: Set<String> = []
    private var definitions: Set<String> = []
    private var bringsRights = false

    init(_ ids: [ObjectID]) {
        for id in ids {
            switch id.kind {
            case "Namespace" where id.group.isEmpty: namespaces.insert(id.name)
            case "CustomResourceDefinition": definitions.insert(id.name)
            default: bringsRights = bringsRights || Coming.lookedUp.contains(id.kind)
            }
        }
    }

    func defines(_ object: PreparedObject) -> Bool {
        definitions.contains(object.type.definition)
    }

    func mayMend(_ problem: ObjectProblem) -> Bool {
        bringsRights && (problem.reason == "Forbidden" || problem.reason == "NotFound")
    }
}
