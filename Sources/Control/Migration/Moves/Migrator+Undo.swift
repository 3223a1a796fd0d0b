package import Documents
internal import GitOpsAPI
internal import KubeClient
internal import KubeModel

extension Migrator {
    /// Takes ours away, gives back what was taken over, and starts theirs again, their makers last. Nothing is deleted but what
    /// the migration has made.
    /// - Parameter isWanted: which of theirs are to be as they were.
    /// - Returns: those that were migrated.
    package func undo(where isWanted: (ObjectID) -> Bool) async throws(MigrationError) -> [ObjectID] {
        let all = try await records.all(tool)
        let chosen = all.filter { $0.ours != nil && isWanted($0.origin.id) }
        for record in chosen { try await undo(record) }
        let ids = chosen.map(\.origin.id)
        guard all.allSatisfy({ $0.ours == nil || isWanted($0.origin.id) }) else { return ids }
        for record in all.reversed() where record.ours == nil { try await start(record) }
        try await removeMade()
        return ids
    }

    private func undo(_ record: MigrationRecord) async throws(MigrationError) {
        guard let ours = record.ours else { return }
        try await remove(ours, madeOf: record.origin.id)
        for object in record.objects { try await restore(object, from: ours) }
        try await start(record)
        tell("gave \(record.objects.count) objects back to \(record.origin.id)")
    }

    /// Its objects stay.
    private func remove(_ key: ObjectKey, madeOf origin: ObjectID) async throws(MigrationError) {
        let type = GitOpsApplication.resource
        guard let live = try await find(type, key), live.annotation(MigrationMarks.origin) == origin.description else {
            return
        }
        if live.at("metadata", "deletionTimestamp") == nil {
            try await patch(type, key, .merge, ["spec": ["suspend": true, "deletionPolicy": "Orphan"]])
            do throws(KubeError) {
                _ = try await client.delete(
                    type, key, uid: live.at("metadata", "uid")?.string, resourceVersion: nil,
                    propagation: .background)
            } catch {
                guard error.code == .notFound else {
                    throw MigrationError("cannot delete the GitOpsApplication \(key)", error)
                }
            }
        }
        // Its last write may be under way.
        try await wait(for: "the end of the GitOpsApplication \(key)") { () throws(MigrationError) in
            (try await find(type, key) == nil, "the controller has not let it go")
        }
    }

    private func restore(_ object: ObjectState, from ours: ObjectKey) async throws(MigrationError) {
        let type = try await type(of: object.gvk)
        guard let live = try await find(type, object.key), object.isHandedOver(live, to: ours) else { return }
        try await patchVersioned(type, object.key, object.restoringPatch)
        // After all else: it takes away what that has put there.
        try await patchVersioned(type, object.key, object.managersPatch)
    }

    /// Theirs goes on as it did.
    private func start(_ record: MigrationRecord) async throws(MigrationError) {
        let type = try await type(of: record.origin.gvk)
        if let live = try await find(type, record.origin.key), live.at("metadata", "uid")?.string == record.origin.uid {
            // A controller that may begin as soon as it is started has to find all else as it was.
            try await patchVersioned(type, record.origin.key, record.origin.restoringPatch)
            try await patchVersioned(type, record.origin.key, record.origin.managersPatch)
            tell("started \(record.origin.id)")
        }
        try await records.remove(record)
    }

    /// Repositories and credentials that nobody names any more, where no other migration goes on.
    private func removeMade() async throws(MigrationError) {
        do throws(KubeError) {
            let applications = try await client.list(GitOpsApplication.resource, namespace: nil, labelSelector: nil)
            let sources = applications.flatMap { object in
                ((try? GitOpsApplication(object).spec.get().sources) ?? []).map { (object.namespace ?? "", $0) }
            }
            let repositories = Set(sources.compactMap { $1.repositoryRef?.key(from: $0) })
            try await removeMade(GitOpsRepository.resource, besides: repositories)
            let left = try await client.list(GitOpsRepository.resource, namespace: nil, labelSelector: nil)
            let secrets =
                sources.compactMap { namespace, source in
                    source.helm.secretRef.map { ObjectKey(namespace: namespace, name: $0.name) }
                }
                + left.compactMap { object in
                    object.at("spec", "secretRef", "name")?.string.map {
                        ObjectKey(namespace: object.namespace ?? "", name: $0)
                    }
                }
            try await removeMade(.secrets, besides: Set(secrets))
        } catch {
            throw MigrationError("cannot remove what the migration has made", error)
        }
    }

    private func removeMade(_ type: ResourceType, besides used: Set<ObjectKey>) async throws(KubeError) {
        for object in try await client.list(type, namespace: nil, labelSelector: MigrationMarks.selector) {
            guard let key = object.objectKey, !used.contains(key) else { continue }
            _ = try await client.delete(
                type, key, uid: object.at("metadata", "uid")?.string, resourceVersion: nil, propagation: .background)
            tell("deleted \(type.gvk.kind) \(key)")
        }
    }
}
