internal import Applying
internal import Directives
internal import Documents
internal import GitOpsAPI
internal import KubeClient
internal import KubeModel
internal import KubeRuntime
internal import Observing
internal import Planning
internal import Rendering
internal import Sourcing
internal import Surroundings

/// The destination's namespace, where the specification says what it is to carry: an object like others, merged into what is
/// there, and never deleted.
extension RunContext {
    /// Nil for none. Who is confined makes no namespace.
    func namespaceToMake(_ spec: GitOpsApplication.Spec) -> String? {
        guard spec.destination.createNamespace, services.settings.reach.confinement == nil else { return nil }
        return spec.destination.namespace(from: key.namespace)
    }

    /// Nil where nothing is said of it.
    func backdrop(_ spec: GitOpsApplication.Spec) -> Manifest? {
        namespaceToMake(spec).flatMap { spec.destination.backdrop(named: $0) }
    }

    /// With the namespace, unless the source has it itself, or another application says the same of it and looks after it.
    func withBackdrop(_ set: ManifestSet, _ spec: GitOpsApplication.Spec) -> ManifestSet {
        guard let backdrop = backdrop(spec), !isShared(backdrop.id, spec) else { return set }
        return set.with(backdrop: backdrop)
    }

    private func isShared(_ id: ObjectID, _ spec: GitOpsApplication.Spec) -> Bool {
        guard let owner = services.destination.index.owner(of: id), owner != key,
            let other = try? services.applications.latest(owner)?.spec.get().destination
        else { return false }
        return other.namespace(from: owner.namespace) == id.name && other.createNamespace
            && other.namespaceMetadata == spec.destination.namespaceMetadata
    }
}

extension GitOpsApplication.Destination {
    /// The namespace with what it is to carry; nil where nothing is said of that.
    func backdrop(named name: String) -> Manifest? {
        guard let namespaceMetadata else { return nil }
        var annotations = namespaceMetadata.annotations
        annotations[Annotations.namespaceMetadata] = "true"
        annotations[Annotation.options] = "Apply=merge,Prune=false,Delete=false"
        let object: Value = [
            "apiVersion": "v1", "kind": "Namespace",
            "metadata": [
                "name": .string(name), "labels": Value(texts: namespaceMetadata.labels),
                "annotations": Value(texts: annotations),
            ],
        ]
        return Manifest(object, id: .namespace(name), place: "spec.destination.namespaceMetadata")
    }
}

extension ManifestSet {
    /// The source's own word on the namespace counts more.
    func with(backdrop: Manifest) -> ManifestSet {
        manifests.contains { $0.id == backdrop.id } ? self : adding(backdrop)
    }
}

extension ApplicationRun {
    /// Takes from namespaces what the specification said of them once and does not any more. Returns what is left then.
    func lettingGoOfNamespaces(
        _ left: Plan, _ premises: inout Premises, _ options: PlanOptions, _ spec: GitOpsApplication.Spec,
        _ state: inout RunState
    ) async throws(KubeError) -> Plan {
        var hasLetGo = false
        for object in left.kept where object.live?.isBackdrop == true {
            guard let row = object.live, let type = premises.types[object.id],
                object.id.groupKind == ObjectID.namespace("").groupKind
            else { continue }
            if let problem = try await executor(spec, &state).applier.letGo(of: object.id, type, row) {
                state.memory.problems[object.id] = problem
                state.wake.within(Pauses.unanswered)
            } else {
                hasLetGo = true
            }
        }
        guard hasLetGo else { return left }
        let plan = context.comparer.makePlan(premises, options)
        _ = try await context.comparer.forget(plan, &premises, tell: context.announcer.tell)
        return plan
    }
}

extension Value {
    fileprivate init(texts: [String: String]) {
        self = .object(Object(texts.sorted { $0.key < $1.key }.map { ($0.key, .string($0.value)) }))
    }
}

extension ObjectID {
    static func namespace(_ name: String) -> ObjectID {
        ObjectID(group: "", kind: "Namespace", namespace: "", name: name)
    }
}
