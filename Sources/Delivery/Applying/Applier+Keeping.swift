internal import Documents
internal import JQPaths
internal import KubeClient
internal import KubeModel
internal import Observing
internal import Planning

/// Fields that others may change are applied as they are, which changes none of them.
extension Applier {
    /// How often an object is read anew that somebody changes right after it was read. After that it is applied whatever it is
    /// by then: who changes it all the time must not keep a commit from being applied.
    private static let readings = 3

    /// What came of an apply.
    struct Sent {
        var live: Value
        /// Whose changes it undid, where the server was asked.
        var opponents: [ObjectPacing.Opponent] = []
        /// What others had changed before, where that was asked for.
        var lost: [LostField] = []
    }

    /// - Parameters:
    ///   - isRepair: whether to learn from the server whose changes are undone.
    ///   - isTold: whether to learn what others have changed.
    func sendKeeping(
        _ object: PreparedObject, _ planned: PlannedObject, isRepair: Bool, isTold: Bool
    ) async throws(KubeError) -> Sent {
        let lost = isTold ? await lost(object) : []
        var refusal: (error: KubeError, version: String?)?
        for reading in 1... {
            let live = object.ignored.isEmpty ? nil : try await live(object)
            // It was not for being changed.
            if let refusal, refusal.version == live?.resourceVersion { throw refusal.error }
            var order = Order(manifest: try manifest(of: object, keeping: live), object: object, planned: planned)
            let isOfVersion = live != nil && reading <= Applier.readings
            if isOfVersion { order.manifest.setResourceVersion(live?.resourceVersion) }
            do {
                guard isRepair else { return Sent(live: try await send(order), lost: lost) }
                let (live, opponents) = try await repair(order)
                return Sent(live: live, opponents: opponents, lost: lost)
            } catch let error where error.code == .conflict && error.causes.isEmpty && isOfVersion {
                refusal = (error, live?.resourceVersion)
            }
        }
        throw KubeError(.conflict, "others change it all the time")
    }

    func manifest(of object: PreparedObject, keeping live: Value?) throws(KubeError) -> Value {
        guard let live else { return object.manifest }
        do throws(JQError) {
            return try object.ignored.keeping(live, in: object.manifest, manager: index.fieldManager)
        } catch {
            throw KubeError(.other, "an expression of ignoreDifferences \(error.message)")
        }
    }

    private func lost(_ object: PreparedObject) async -> [LostField] {
        guard let live = try? await index.client.find(object.type, object.key) else { return [] }
        return LostField.all(
            of: object.ignored.removed(from: object.manifest), in: live, manager: index.fieldManager)
    }

    private func live(_ object: PreparedObject) async throws(KubeError) -> Value? {
        do {
            return try await client.get(object.type, object.key)
        } catch let error where error.code == .notFound {
            return nil
        }
    }
}
