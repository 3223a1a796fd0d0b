internal import Applying
internal import Documents
internal import KubeClient
internal import KubeModel
internal import Observing
internal import Planning

/// As what the server serves the kinds of what is remembered.
extension Comparer {
    /// A kind that is served in no version has no objects, so it needs no type. Where a kind's API does not answer, that is a problem
    /// of its objects.
    func types(
        _ desired: [ObjectID: ResourceType], _ inventory: Inventory
    ) async throws(KubeError) -> (types: [ObjectID: ResourceType], unanswered: [ObjectProblem]) {
        var types = desired
        var unanswered: [ObjectProblem] = []
        var looked: [GroupVersionKind: Result<ResourceType?, KubeError>] = [:]
        for entry in inventory.unorderedEntries where types[entry.id] == nil {
            let gvk = GroupVersionKind(group: entry.id.group, version: entry.version, kind: entry.id.kind)
            if looked[gvk] == nil { looked[gvk] = try await servedType(of: gvk) }
            switch looked[gvk] {
            case .success(let type): types[entry.id] = type
            case .failure(let error): unanswered.append(ObjectProblem(entry.id, gvk, notFound: error))
            case nil: break
            }
        }
        return (types, unanswered)
    }

    /// Throws only where the work is broken off.
    private func servedType(
        of gvk: GroupVersionKind
    ) async throws(KubeError) -> Result<ResourceType?, KubeError> {
        do throws(KubeError) {
            let type = try await destination.client.type(of: gvk)
            guard let type, destination.index.isAbsent(type) else { return .success(type) }
            // It was not served when it was last watched, and may be by now in another version.
            try await destination.client.confirmReady()
            destination.client.discovery.invalidate(group: gvk.group)
            return .success(try await destination.client.type(of: gvk))
        } catch {
            guard error.code != .cancelled else { throw error }
            return .failure(error)
        }
    }

    /// What is remembered, with objects under the group that the server serves them in where it has dropped the one that
    /// they were applied in: they are there all the same. Of whom that cannot be found out, a problem.
    ///
    /// - Parameter ids: what the source still calls by its former name.
    func renamed(
        _ inventory: Inventory, besides ids: Set<ObjectID>
    ) async throws(KubeError) -> (inventory: Inventory, unanswered: [ObjectProblem]) {
        var renamed = inventory
        var unanswered: [ObjectProblem] = []
        var looked: [GroupVersionKind: Result<Bool, KubeError>] = [:]
        for entry in inventory.unorderedEntries where !ids.contains(entry.id) {
            guard let successor = FormerGroups.successor(of: entry.id) else { continue }
            let gvk = GroupVersionKind(group: entry.id.group, version: entry.version, kind: entry.id.kind)
            if looked[gvk] == nil { looked[gvk] = try await hasMoved(gvk, to: successor.group) }
            switch looked[gvk] {
            case .success(true): renamed.move(entry.id, to: successor)
            case .failure(let error): unanswered.append(ObjectProblem(entry.id, gvk, notFound: error))
            case .success(false), nil: break
            }
        }
        return (renamed, unanswered)
    }

    private func hasMoved(
        _ gvk: GroupVersionKind, to group: String
    ) async throws(KubeError) -> Result<Bool, KubeError> {
        switch try await servedType(of: gvk) {
        case .success(.some): return .success(false)
        case .failure(let error): return .failure(error)
        case .success(nil):
            let successor = GroupVersionKind(group: group, version: gvk.version, kind: gvk.kind)
            return try await servedType(of: successor).map { $0 != nil }
        }
    }
}
