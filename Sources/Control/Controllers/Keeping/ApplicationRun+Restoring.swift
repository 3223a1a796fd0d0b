internal import Applying
internal import Documents
internal import GitOpsAPI
internal import KubeClient
internal import KubeModel
internal import Planning
internal import Sourcing
internal import Windows

/// Bringing back what a deployment has deleted, where a person asks for it. The source is not looked at: it may be what is broken.
extension ApplicationRun {
    /// One attempt, whatever comes of it. A process that does not know of the first finds what has come back by that.
    func restoreIfAsked(_ spec: GitOpsApplication.Spec, _ state: inout RunState) async throws(KubeError) {
        guard let request = state.requestedRestore else { return }
        try? await state.flush()
        var restore = GitOpsApplication.Restore(
            deployment: request.deployment, at: context.startedAt.wholeSeconds, message: "")
        restore.dryRun = request.isTrial
        switch try await chosen(request, spec, state) {
        case .failure(let refused):
            restore.isDone = false
            restore.message = "nothing is restored: \(refused.why)"
        case .success(let keepsakes):
            restore.note(try await bringBack(keepsakes, request, spec, &state))
        }
        restore.message = state.discretion.told(restore.message)
        state.status.lastHandledRestore = request.key
        state.status.restore = restore
        _ = try await state.write(state.status)
    }

    /// What of all that is kept is to come back, or why none of it does.
    private func chosen(
        _ request: RestoreRequest, _ spec: GitOpsApplication.Spec, _ state: RunState
    ) async throws(KubeError) -> Result<[Keepsake], ObjectRequest.Refused> {
        let place = KeepsakePlace(owner: state.owner, deployment: request.deployment)
        let kept: (objects: [Keepsake], broken: [KeepsakeSeal.Broken])
        do throws(KubeError) { kept = try await services.keepsakes.load(place) } catch {
            guard !error.isTransient, error.code != .cancelled else { throw error }
            return .failure(ObjectRequest.Refused(error.message))
        }
        return Result { () throws(ObjectRequest.Refused) in
            let names = try request.names()
            guard !kept.objects.isEmpty else {
                guard let first = kept.broken.first else { throw Self.nothingKept(request.deployment) }
                throw ObjectRequest.Refused("what is kept of it cannot be read: \(first.message)")
            }
            let chosen = try RestoreRequest.choose(names, from: kept.objects)
            if !request.isTrial, let hold = hold(of: chosen, spec) {
                throw ObjectRequest.Refused("\(hold); ask again then")
            }
            return chosen
        }
    }

    private static func nothingKept(_ deployment: String) -> ObjectRequest.Refused {
        ObjectRequest.Refused(
            "nothing is kept of a deployment \(deployment) of this application: it has deleted and replaced nothing that is kept, or it "
                + "is too long ago; `kubectl martlet restore --list` shows those of which something is")
    }

    /// Why windows stand against it: what comes back changes the cluster, as a deployment does.
    private func hold(of keepsakes: [Keepsake], _ spec: GitOpsApplication.Spec) -> String? {
        guard !services.windows.isEmpty else { return nil }
        var subject = WindowSubject(labels: context.application.metadata.labels)
        subject.namespaces = Set(keepsakes.map(\.id.namespace)).subtracting([""])
        subject.namespaces.formUnion([key.namespace, spec.destination.namespace(from: key.namespace)])
        switch services.environments.answer(for: EnvironmentSubject(namespaces: subject.namespaces)) {
        case .unknown(let why): return "environments are not known: they \(why)"
        case .bound(let rulings): subject.environments = Set(rulings.map(\.name))
        }
        switch services.windows.answer(for: subject) {
        case .unknown(let why): return "windows are not known: they \(why)"
        case .rules(let groups):
            return WindowHold(of: .deploy, by: groups, at: context.startedAt)?.description
        }
    }

    private func bringBack(
        _ keepsakes: [Keepsake], _ request: RestoreRequest, _ spec: GitOpsApplication.Spec, _ state: inout RunState
    ) async throws(KubeError) -> [GitOpsApplication.RestoredObject] {
        await state.learnSecrets()
        state.memory.secrets.learn(
            keepsakes.filter { $0.id.kind == "Secret" && $0.id.group.isEmpty }.map { ($0.uid, .secret($0.manifest)) })
        let applier = try await executor(spec, &state).applier
        let (objects, problems) = try await context.preparation(spec).prepare(
            keepsakes.map { (value: $0.manifest, place: request.deployment) },
            definitions: keepsakes.map(\.manifest).filter { $0.kind == "CustomResourceDefinition" })
        let homecoming = Applier.Homecoming(
            annotation: Annotations.restoredFrom, origin: request.deployment, isTrial: request.isTrial,
            coming: Set(objects.map(\.desired.id).filter { $0 == .namespace($0.name) }.map(\.name)))
        var told = problems.map { problem in
            GitOpsApplication.RestoredObject(problem.id, .failed, state.discretion.told(problem).message)
        }
        for object in objects.sorted(by: { applyRank($0.desired.id.groupKind) < applyRank($1.desired.id.groupKind) }) {
            let id = object.desired.id
            switch await applier.bringBack(object, homecoming) {
            case .restored: told.append(GitOpsApplication.RestoredObject(id, .restored, ""))
            case .present:
                told.append(
                    GitOpsApplication.RestoredObject(id, .present, "there is one already, which is left as it is"))
            case .failed(let problem):
                told.append(GitOpsApplication.RestoredObject(id, .failed, problem.message))
            }
        }
        return told
    }
}

extension RunState {
    /// What a person wants back and has not been given yet.
    fileprivate var requestedRestore: RestoreRequest? {
        context.application.metadata.requestedRestore.map(RestoreRequest.init).flatMap {
            $0.key == status.lastHandledRestore ? nil : $0
        }
    }
}

extension GitOpsApplication.RestoredObject {
    fileprivate init(_ id: ObjectID, _ result: Outcome, _ message: String) {
        self.init(object: id.words, result: result, message: message.cut(to: Self.longestMessage))
    }
}

extension GitOpsApplication.Restore {
    fileprivate mutating func note(_ all: [GitOpsApplication.RestoredObject]) {
        let failed = all.filter { $0.result == .failed }
        let present = all.filter { $0.result == .present }
        let restored = all.filter { $0.result == .restored }
        objects = Array((failed + present + restored).prefix(Self.objectLimit))
        isDone = failed.isEmpty
        func count(_ some: [GitOpsApplication.RestoredObject]) -> String {
            some.count == 1 ? "1 object" : "\(some.count) objects"
        }
        let verb = dryRun ? "would be restored" : restored.count == 1 ? "is restored" : "are restored"
        var parts = ["\(count(restored)) of \(deployment) \(verb)"]
        if !present.isEmpty { parts.append("\(count(present)) left as \(present.count == 1 ? "it is" : "they are")") }
        if let first = failed.first { parts.append("\(count(failed)) failed: \(first.object): \(first.message)") }
        message = parts.joined(separator: ", ")
    }
}
