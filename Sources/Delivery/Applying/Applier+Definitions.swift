internal import Documents
internal import KubeClient
internal import KubeModel
internal import Observing
internal import Planning
internal import Surroundings

/// Kinds that the server has got to know since the plan was made.
extension Applier {
    /// The types, as the server serves them, of those of a stage's kinds that it did not serve when they were planned.
    /// Waits a moment for those whose definitions this run has applied; the index watches them from now on.
    func newTypes(
        of stage: [PlannedObject], _ objects: [ObjectID: PreparedObject], after results: [ObjectResult]
    ) async -> [ResourceType: ResourceType] {
        let names = Set(results.lazy.filter { $0.isApplied && $0.isOfDefinition }.map(\.planned.id.name))
        return await newTypes(of: stage.compactMap { objects[$0.id] }, defined: names)
    }

    /// The object with its type as the server serves it, where it does: its definition may have come since.
    package func serving(_ object: PreparedObject) async -> PreparedObject {
        guard !object.type.isServed else { return object }
        let types = await newTypes(of: [object], defined: [object.type.definition])
        var serving = object
        if let type = try? Applier.served(object.type, types) { serving.type = type }
        return serving
    }

    /// - Parameter names: definitions that are there by now, so that their kinds are worth being waited for.
    private func newTypes(
        of objects: [PreparedObject], defined names: Set<String>
    ) async -> [ResourceType: ResourceType] {
        var owners: [ResourceType: ObjectKey] = [:]
        for object in objects where !object.type.isServed {
            owners[object.type] = Marks.owner(of: object.manifest)
        }
        guard !owners.isEmpty else { return [:] }
        var served: [ResourceType: ResourceType] = [:]
        var missing = Set(owners.keys)
        for attempt in 0...Applier.definitionAttempts where !missing.isEmpty {
            // Only what was just defined is worth another look.
            if attempt > 0 { missing = missing.filter { names.contains($0.definition) } }
            guard !missing.isEmpty, !Task.isCancelled else { break }
            if attempt > 0 { try? await client.surroundings.sleep(for: Applier.definitionPause) }
            for type in missing {
                if attempt > 0 { index.client.discovery.invalidate(group: type.gvk.group) }
                guard let now = try? await index.client.discovery.resource(for: type.gvk) else { continue }
                missing.remove(type)
                served[type] = now
                if let owner = owners[type] { index.alsoRequire(now, for: owner) }
            }
        }
        return served
    }

    /// What was planned as one scope is not sent as the other.
    static func served(
        _ planned: ResourceType, _ types: [ResourceType: ResourceType]
    ) throws(KubeError) -> ResourceType {
        guard let type = types[planned] else {
            throw KubeError(
                .unknownKind,
                "the server does not serve \(planned.gvk) yet; its definition in the source has to be applied first")
        }
        guard type.namespaced == planned.namespaced else {
            throw KubeError(
                .unknownKind,
                "the server serves \(planned.gvk) otherwise than the definition in the source says: "
                    + (type.namespaced ? "in namespaces" : "without namespaces"))
        }
        return type
    }

    private static let definitionAttempts = 20
    private static let definitionPause = Duration.milliseconds(100)
}

extension ObjectResult {
    fileprivate var isOfDefinition: Bool {
        planned.id.groupKind == GroupKind(group: "apiextensions.k8s.io", kind: "CustomResourceDefinition")
    }
}
