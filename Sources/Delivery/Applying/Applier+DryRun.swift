package import Documents
internal import KubeClient
internal import KubeModel
internal import Observing
package import Planning

/// What a server says to an apply that it does not carry out.
package struct TrialAnswer: Sendable {
    /// What would come of it.
    package enum Outcome: Sendable {
        /// The object as it would be.
        case accepted(Value)
        /// It would be deleted and made anew: it cannot be changed so, and that is what is to be done then.
        case replaced
        case refused(ObjectProblem)
        /// Nobody can say: something has to be there first, or is taken away first, or whoever is asked takes no part in dry
        /// runs.
        case unknown
        /// The server could not be asked just now.
        case unanswered(ObjectProblem)
    }

    package var outcome: Outcome
    /// What the server said besides.
    package var warnings: [String]

    package init(_ outcome: Outcome, warnings: [String] = []) {
        self.outcome = outcome
        self.warnings = warnings
    }
}

/// Asking without writing, with the rights, the field manager and the force that the apply itself has.
extension Applier {
    /// What would come of applying an object now. Changes nothing.
    ///
    /// - Parameters:
    ///   - live: the object as it is, as far as the caller knows.
    ///   - coming: namespaces that are made before.
    package func tryOut(
        _ planned: PlannedObject, _ object: PreparedObject, live: Value?, coming: Set<String>
    ) async -> TrialAnswer {
        // Its definition has to be applied first.
        guard object.type.isServed else { return TrialAnswer(.unknown) }
        let heard = HeardWarnings()
        do throws(KubeError) {
            let answer = try await hearing(heard).answer(to: planned, object, live)
            return TrialAnswer(.accepted(answer), warnings: heard.texts)
        } catch {
            return TrialAnswer(outcome(of: error, planned, object, live, coming), warnings: heard.texts)
        }
    }

    /// What becomes of an object once what tools held of it is taken over, and goes where the manifest does not have it: a server
    /// puts in again what it had put in, so that nothing of that goes in truth. Changes nothing.
    ///
    /// - Parameter foreseen: the object without all that.
    /// - Returns: nil where it could not be asked.
    package func tryTakingOver(_ object: PreparedObject, from live: Value, to foreseen: Value) async -> Value? {
        let places =
            [["metadata", "labels"], ["metadata", "annotations"]] + Self.members(of: live, foreseen).map { [$0] }
        let patch = places.compactMap { place -> Value? in
            let pointer = Pointer(tokens: place)
            let (now, then) = (live[pointer], foreseen[pointer])
            guard now != then else { return nil }
            guard let then else { return ["op": "remove", "path": .string(pointer.description)] }
            return ["op": "add", "path": .string(pointer.description), "value": then]
        }
        guard !patch.isEmpty else { return foreseen }
        return try? await client.tryOut(object.type, object.key, patch: .array(patch))
    }

    private static func members(of live: Value, _ foreseen: Value) -> Set<String> {
        Set((live.object?.keys ?? []) + (foreseen.object?.keys ?? [])).subtracting([
            "apiVersion", "kind", "metadata", "status",
        ])
    }

    private func answer(
        to planned: PlannedObject, _ object: PreparedObject, _ live: Value?
    ) async throws(KubeError) -> Value {
        let manifest = try manifest(of: object, keeping: object.ignored.isEmpty ? nil : live)
        if planned.live?.managedByUs ?? false {
            return try await write(manifest, object, force: true, dryRun: true)
        }
        do {
            return try await write(manifest, object, force: false, dryRun: true)
        } catch let error where error.code == .conflict {
            let there = if let live { live } else { try await index.client.find(object.type, object.key) }
            if let other = there?.label(Marks.label), !other.isEmpty, other != index.installation {
                throw KubeError(.conflict, Applier.managedByAnother(other))
            }
            return try await write(manifest, object, force: true, dryRun: true)
        }
    }

    private func outcome(
        of error: KubeError, _ planned: PlannedObject, _ object: PreparedObject, _ live: Value?, _ coming: Set<String>
    ) -> TrialAnswer.Outcome {
        let problem = ObjectProblem(planned.id, error)
        if error.code == .cancelled || error.isTransient { return .unanswered(problem) }
        if error.isOfDryRun { return .unknown }
        let namespace = object.key.namespace
        switch error.code {
        // What is to be there first is not there yet.
        case .notFound where namespace == createNamespace || coming.contains(namespace): return .unknown
        case .notFound where error.objectName.isEmpty: return .unanswered(problem)
        case .invalid where error.isImmutability && recreates(object): return .replaced
        case .invalid where live.map { mayYield(to: object, $0, error) } ?? false: return .unknown
        default: return .refused(problem)
        }
    }

    /// Whether something of the object would be taken away first, so that it is refused no more.
    private func mayYield(to object: PreparedObject, _ live: Value, _ error: KubeError) -> Bool {
        guard !error.dependsOnOthers else { return false }
        let leftovers = Leftovers(manager: index.fieldManager, manifest: object.manifest)
        return leftovers.managedFields(of: live, refusedFor: error.causes) != nil
            || leftovers.replacements(in: live, refusedFor: error.causes) != nil
    }
}

extension KubeError {
    /// Whether a webhook takes no part in dry runs.
    var isOfDryRun: Bool { message.contains("does not support dry run") }
}
