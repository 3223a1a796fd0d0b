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

    func sendKeeping(
        _ object: PreparedObject, _ planned: PlannedObject, isRepair: Bool
    ) async throws(KubeError) -> (live: Value, opponents: [ObjectPacing.Opponent]) {
        var refusal: (error: KubeError, version: String?)?
        for reading in 1... {
            let live = object.ignored.isEmpty ? nil : try await live(object)
            // It was not for being changed.
            if let refusal, refusal.version == live?.resourceVersion { throw refusal.error }
            var order = Order(manifest: try manifest(of: object, keeping: live), object: object, planned: planned)
            let isOfVersion = live != nil && reading <= Applier.readings
            if isOfVersion { order.manifest.setResourceVersion(live?.resourceVersion) }
            do {
                return isRepair ? try await repair(order) : (try await send(order), [])
            } catch let error where error.code == .conflict && error.causes.isEmpty && isOfVersion {
                refusal = (error, live?.resourceVersion)
            }
        }
        throw KubeError(.conflict, "others change it all the time")
    }

    private func manifest(of object: PreparedObject, keeping live: Value?) throws(KubeError) -> Value {
        guard let live else { return object.manifest }
        do throws(JQError) {
            return try object.ignored.keeping(live, in: object.manifest, manager: index.fieldManager)
        } catch {
            throw KubeError(.other, "an expression of ignoreDifferences \(error.message)")
        }
    }

    private func live(_ object: PreparedObject) async throws(KubeError) -> Value? {
        do {
            return try await client.get(object.type, object.key)
        } catch let error where error.code == .notFound {
            return nil
        }
    }
}
