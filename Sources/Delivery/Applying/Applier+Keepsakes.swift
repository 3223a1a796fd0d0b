internal import Documents
internal import KubeClient
internal import KubeModel
internal import Observing
internal import Planning

/// Keeping objects right before they are taken away.
extension Applier {
    /// What is known of objects that are about to go.
    struct Kept: Sendable {
        var keepsakes: [ObjectID: Keepsake] = [:]
        /// What has to stay, and why.
        var refused: [ObjectID: KubeError] = [:]
    }

    /// Keeps objects as they are now. What is not there needs none of that.
    ///
    /// - Parameter heldUntil: the time before which an object is left alone.
    func keep(
        _ objects: [PlannedObject], _ types: [ObjectID: ResourceType], _ heldUntil: (PlannedObject) -> Double?
    ) async -> Kept {
        guard let keeper else { return Kept() }
        var (kept, unread) = (Kept(), [ObjectID: KubeError]())
        let reader = index.client
        await withTaskGroup(of: (ObjectID, Result<Value?, KubeError>).self) { group in
            var running = 0
            for planned in objects where heldUntil(planned) == nil {
                guard let type = types[planned.id] else { continue }
                if running >= Applier.concurrency, let (id, found) = await group.next() {
                    kept.note(found, id, &unread)
                }
                running += 1
                group.addTask(name: "read \(planned.id)") {
                    do throws(KubeError) {
                        return (planned.id, .success(try await reader.find(type, planned.key)))
                    } catch {
                        return (planned.id, .failure(error))
                    }
                }
            }
            for await (id, found) in group { kept.note(found, id, &unread) }
        }
        guard !kept.keepsakes.isEmpty || !unread.isEmpty else { return kept }
        kept.refused = await keeper.secure(Array(kept.keepsakes.values), unread: unread)
        return kept
    }

    /// Keeps one object as it is now.
    ///
    /// - Parameter known: as it was kept before; the same again is not kept anew.
    /// - Throws: why it has to stay.
    func keep(_ live: Value, besides known: Keepsake? = nil) async throws(KubeError) {
        guard let keeper, let keepsake = Keepsake(of: live), keepsake != known else { return }
        if let refusal = await keeper.secure([keepsake])[keepsake.id] { throw refusal }
    }
}

extension Applier.Kept {
    fileprivate mutating func note(
        _ found: Result<Value?, KubeError>, _ id: ObjectID, _ unread: inout [ObjectID: KubeError]
    ) {
        switch found {
        case .success(let live): keepsakes[id] = live.flatMap(Keepsake.init)
        case .failure(let error): unread[id] = error
        }
    }
}

extension PlannedObject {
    var key: ObjectKey { ObjectKey(namespace: id.namespace, name: id.name) }
}
