package import Applying
package import Documents
internal import KubeClient
package import KubeModel
package import Observing
package import Planning
internal import Previewing

/// Learns what would come of a plan, by dry runs, and makes of it what previews are made of. Changes nothing.
///
/// Guarantees: what cannot be learnt of one object keeps nothing from being learnt of others; the number of requests, and of
/// those under way, is bounded; a server that does not answer is not asked on and on.
package struct Forecaster: Sendable {
    /// Requests under way: fewer than an apply has, which goes before.
    private static let concurrency = 8
    /// A server that has left so many questions open has enough to do.
    private static let patience = 3

    private let applier: Applier
    private let index: LiveIndex
    private let most: Int
    private let isOnBehalf: Bool

    /// - Parameters:
    ///   - applier: what would carry the plan out.
    ///   - index: that of the applier; its client reads objects.
    ///   - most: of how many objects it is asked what they are and would be.
    ///   - isOnBehalf: whether it is asked as somebody else than who would apply: that this one may not is no refusal then.
    package init(_ applier: Applier, _ index: LiveIndex, most: Int, isOnBehalf: Bool) {
        self.applier = applier
        self.index = index
        self.most = most
        self.isOnBehalf = isOnBehalf
    }

    /// - Parameters:
    ///   - objects: the manifests of what the plan applies.
    ///   - types: of all that it writes.
    package func forecast(
        _ plan: Plan, objects: [ObjectID: PreparedObject], types: [ObjectID: ResourceType]
    ) async -> Forecast {
        let writes = Array(plan.applies.joined()) + Array(plan.deletes.joined())
        let looks = await looks(at: writes, objects, types)
        var written = writes.map { planned in
            ForecastObject(
                planned: planned, object: objects[planned.id], look: looks[planned.id], manager: index.fieldManager,
                installation: index.installation
            ).previewed
        }
        let unseen = await noteStored(in: &written)
        let others = (plan.kept + plan.blocked).compactMap {
            ForecastObject.undone($0, manager: index.fieldManager)
        }
        let asked = min(writes.count, most)
        return Forecast(
            objects: written + others,
            isPartial: looks.count < asked || unseen.isUnanswered
                || looks.values.contains { $0.isUnanswered || $0.isForbidden },
            hasPassingRefusals: (unseen.isForbidden && !isOnBehalf)
                || looks.values.contains(where: \.isRefusedForNow))
    }

    /// As who would apply, or as whom it is asked.
    var client: KubeClient { applier.client }

    private func looks(
        at writes: [PlannedObject], _ objects: [ObjectID: PreparedObject], _ types: [ObjectID: ResourceType]
    ) async -> [ObjectID: Look] {
        let coming = Set(
            writes.lazy.filter { $0.id.isNamespace && $0.desiredIndex != nil }.map(\.id.name))
        var looks: [ObjectID: Look] = [:]
        await withTaskGroup(of: (ObjectID, Look).self) { group in
            var unanswered = 0
            func note(_ id: ObjectID, _ look: Look) {
                looks[id] = look
                if look.isUnanswered { unanswered += 1 }
            }
            for (number, planned) in writes.prefix(most).enumerated() {
                if number >= Self.concurrency, let (id, look) = await group.next() { note(id, look) }
                guard unanswered < Self.patience, !Task.isCancelled else { break }
                group.addTask(name: "try \(planned.id)") {
                    (planned.id, await look(at: planned, objects[planned.id], types[planned.id], coming))
                }
            }
            for await (id, look) in group { note(id, look) }
        }
        return looks
    }

    private func look(
        at planned: PlannedObject, _ object: PreparedObject?, _ type: ResourceType?, _ coming: Set<String>
    ) async -> Look {
        var look = Look()
        if let type = object?.type ?? type, type.isServed {
            do throws(KubeError) {
                look.live = try await index.client.find(
                    type, ObjectKey(namespace: planned.id.namespace, name: planned.id.name))
                look.isLiveKnown = true
            } catch {
                look.isUnanswered = error.isTransient || error.code == .cancelled
                look.isLiveKnown = error.code == .notFound
            }
        } else {
            look.isLiveKnown = true
        }
        guard let object, !look.isUnanswered else { return look }
        let trial = await applier.tryOut(planned, object, live: look.live, coming: coming)
        if case .unanswered = trial.outcome { look.isUnanswered = true }
        look.trial = trial
        let forecast = ForecastObject(
            planned: planned, object: object, look: look, manager: index.fieldManager,
            installation: index.installation)
        if let live = look.live, let foreseen = forecast.withoutTheirs {
            look.takenOver = await applier.tryTakingOver(object, from: live, to: foreseen)
        }
        if isOnBehalf, case .refused(let problem) = trial.outcome, problem.isOfRights {
            look.trial?.outcome = .unknown
            look.isForbidden = true
        }
        if !isOnBehalf { look.hideWhatIsNotToBeSeen(by: object) }
        return look
    }
}

/// What was learnt of one object.
struct Look: Sendable {
    /// As it is; nil where there is none, or that is not known.
    var live: Value?
    var isLiveKnown = false
    var trial: TrialAnswer?
    /// As it would be once it is taken over; nil where it is not, or that is not known.
    var takenOver: Value?
    /// Whether the server could not be asked just now.
    var isUnanswered = false
    /// Whether who asks may not ask.
    var isForbidden = false

    /// An object is read with the controller's rights, and shown to whoever may see the application. Nobody is to learn by its name
    /// what it holds: its account has shown that it may change the object, and with that see it, or it is the application's own.
    mutating func hideWhatIsNotToBeSeen(by object: PreparedObject) {
        if case .accepted? = trial?.outcome { return }
        guard let live, Marks.owner(of: live) != Marks.owner(of: object.manifest) else { return }
        self.live = nil
        isLiveKnown = false
    }

    /// Whether the server refuses it for what may pass.
    var isRefusedForNow: Bool { if case .refused(let problem)? = trial?.outcome { problem.isTransient } else { false } }
}

extension ObjectID {
    fileprivate var isNamespace: Bool { kind == "Namespace" && group.isEmpty }
}
