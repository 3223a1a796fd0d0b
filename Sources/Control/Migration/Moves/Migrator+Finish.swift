package import Documents
internal import GitOpsAPI
internal import KubeClient
internal import KubeModel

extension Migrator {
    /// Deletes theirs once ours is ready, so that none of it takes objects along. There is no way back from here.
    /// - Parameter isWanted: which of theirs are to go.
    /// - Returns: those that were migrated.
    package func finish(where isWanted: (ObjectID) -> Bool) async throws(MigrationError) -> [ObjectID] {
        let all = try await records.all(tool)
        var chosen: [MigrationRecord] = []
        for record in all where record.ours != nil && isWanted(record.origin.id) {
            if try await isHandedOver(record) { chosen.append(record) }
        }
        let isWhole = !chosen.isEmpty && chosen.count == all.count { $0.ours != nil }
        try await deleteSets(all, with: Set(chosen.map(\.origin.id)), isWhole: isWhole)
        for record in chosen {
            try await delete(record)
            try await removeReleases(record)
            try await records.remove(record)
        }
        for record in all where isWhole && record.ours == nil && record.origin.gvk.kind != "ApplicationSet" {
            try await records.remove(record)
            tell("left \(record.origin.id) stopped: convert what it applies in git (-f), then delete it")
        }
        return chosen.map(\.origin.id)
    }

    /// False where both are suspended; throws where theirs must not go yet.
    private func isHandedOver(_ record: MigrationRecord) async throws(MigrationError) -> Bool {
        guard let ours = record.ours, let live = try await find(GitOpsApplication.resource, ours),
            live.annotation(MigrationMarks.origin) == record.origin.id.description
        else { throw MigrationError(refused: "what \(record.origin.id) has become is gone; it is not deleted") }
        guard live.at("spec", "suspend") != true else {
            tell("left \(record.origin.id): \(ours) is suspended")
            return false
        }
        guard Conditions(live.at("status", "conditions")).isTrue(ConditionType.ready) else {
            throw MigrationError(refused: "\(ours) is not ready, so that \(record.origin.id) is not deleted")
        }
        if let theirs = try await find(record.origin), !TheirControl.isStopped(theirs) {
            throw MigrationError(refused: "\(record.origin.id) has been started again; run apply first")
        }
        return true
    }

    /// A set makes what is missing of its Applications, so it goes before them; they stay.
    private func deleteSets(
        _ all: [MigrationRecord], with chosen: Set<ObjectID>, isWhole: Bool
    ) async throws(MigrationError) {
        for set in all where set.origin.gvk.kind == "ApplicationSet" {
            guard
                let type = try await TheirObjects(client).type(
                    GroupKind(group: ArgoApplication.group, kind: "Application"))
            else { continue }
            let owned: [ObjectID]
            do throws(KubeError) {
                owned = try await client.list(type, namespace: set.origin.key.namespace, labelSelector: nil)
                    .filter { $0.isOwned(by: set.origin.uid) }.compactMap(\.objectID)
            } catch {
                throw MigrationError("cannot list the Applications of \(set.origin.id)", error)
            }
            guard !owned.isEmpty || isWhole else { continue }
            let missing = owned.filter { !chosen.contains($0) }
            guard missing.isEmpty else {
                guard owned.contains(where: chosen.contains) else { continue }
                throw MigrationError(
                    refused:
                        "\(set.origin.id) has \(missing.count) Applications that are not finished with it, \(missing[0]) "
                        + "among them; name all of them")
            }
            try await delete(set)
            try await records.remove(set)
        }
    }

    /// Only while it is stopped, and as it was seen then: one that goes on would take its objects along.
    private func delete(_ record: MigrationRecord) async throws(MigrationError) {
        let (type, key, id) = (try await type(of: record.origin.gvk), record.origin.key, record.origin.id)
        for attempt in 1... {
            guard let live = try await find(type, key), live.at("metadata", "uid")?.string == record.origin.uid,
                live.at("metadata", "deletionTimestamp") == nil
            else { return }
            guard TheirControl.isStopped(live) else {
                throw MigrationError(refused: "\(id) has been started again; run apply first")
            }
            do throws(KubeError) {
                let released = try await release(live, type, key)
                _ = try await client.delete(
                    type, key, uid: record.origin.uid,
                    resourceVersion: released.at("metadata", "resourceVersion")?.string,
                    propagation: .orphan)
                return tell("deleted \(id)")
            } catch {
                if error.code == .notFound { return }
                guard error.code == .conflict, attempt < Self.attempts else {
                    throw MigrationError("cannot delete \(id)", error)
                }
            }
        }
    }

    /// Takes off the finalizers with which its objects would go along.
    private func release(_ live: Value, _ type: ResourceType, _ key: ObjectKey) async throws(KubeError) -> Value {
        let finalizers = live.at("metadata", "finalizers")?.array ?? []
        let kept = finalizers.filter { !TheirControl.isDeleting($0.string ?? "") }
        guard kept.count < finalizers.count else { return live }
        let patch: [Value] = [["op": "replace", "path": "/metadata/finalizers", "value": .array(kept)]]
        return try await client.patch(
            type, key, subresource: nil, kind: .json, body: ObjectState.versioned(patch, live))
    }

    /// What Helm has stored of a release, in the release's own namespace: the name and the place of others' storage are others'
    /// to say.
    private func removeReleases(_ record: MigrationRecord) async throws(MigrationError) {
        guard record.origin.gvk.group == FluxRelease.group, let ours = record.ours,
            let live = try await find(GitOpsApplication.resource, ours),
            let name = live.at("spec", "source", "helm", "releaseName")?.string
        else { return }
        do throws(KubeError) {
            let found = try await client.list(
                .secrets, namespace: record.origin.key.namespace, labelSelector: "owner=helm,name=\(name)")
            for secret in found where secret["type"] == "helm.sh/release.v1" {
                guard let key = secret.objectKey else { continue }
                _ = try await client.delete(
                    .secrets, key, uid: secret.at("metadata", "uid")?.string, resourceVersion: nil,
                    propagation: .background)
                tell("deleted Secret \(key)")
            }
        } catch {
            throw MigrationError("cannot remove what Helm has stored of \(name)", error)
        }
    }
}

extension Value {
    fileprivate func isOwned(by uid: String) -> Bool {
        (at("metadata", "ownerReferences")?.array ?? []).contains { $0["uid"]?.string == uid }
    }
}
