internal import Documents
internal import KubeClient
internal import KubeModel
internal import Planning

/// The objects of an application as they are, and what they own.
struct LiveObjects {
    /// Of what was looked for, by identity.
    var objects: [ObjectID: Value] = [:]
    /// What owns which, by the owner's UID.
    var owned: [String: [Value]] = [:]
    /// What could not be read, by kind.
    var obstacles: [GroupKind: String] = [:]

    /// What workloads make, and what those make.
    private static let offspring = [
        GroupVersionKind(group: "apps", version: "v1", kind: "ReplicaSet"),
        GroupVersionKind(group: "batch", version: "v1", kind: "Job"),
        GroupVersionKind(group: "", version: "v1", kind: "Pod"),
    ]
    private static let parents: Set = ["Deployment", "StatefulSet", "DaemonSet", "ReplicaSet", "Job", "CronJob"]
    /// Objects of one kind and namespace from which on they are listed, and not read one by one.
    private static let fewest = 3
    /// Of what is listed; more is not shown.
    private static let most = 20_000
}

extension LiveObjects {
    /// Reads all objects of an inventory. What cannot be read is no failure: it is told.
    ///
    /// - Parameter selector: by which all of them can be listed.
    init(_ entries: [InventoryEntry], of client: KubeClient, selector: String) async {
        for (place, entries) in Dictionary(grouping: entries, by: { Place($0) }) {
            do throws(KubeError) {
                let type = try await client.discovery.resource(for: place.kind)
                try await read(entries, type, place.namespace, client, selector)
            } catch {
                obstacles[place.kind.groupKind] = error.message
            }
        }
        let namespaces = Set(objects.values.filter { Self.parents.contains($0.kind ?? "") }.compactMap(\.namespace))
        for namespace in namespaces.sorted() { await readOffspring(in: namespace, client) }
    }

    private struct Place: Hashable {
        var kind: GroupVersionKind
        var namespace: String

        init(_ entry: InventoryEntry) {
            kind = GroupVersionKind(group: entry.id.group, version: entry.version, kind: entry.id.kind)
            namespace = entry.id.namespace
        }
    }

    private mutating func read(
        _ entries: [InventoryEntry], _ type: ResourceType, _ namespace: String, _ client: KubeClient,
        _ selector: String
    ) async throws(KubeError) {
        guard entries.count >= Self.fewest else {
            for entry in entries {
                objects[entry.id] = try await client.find(
                    type, ObjectKey(namespace: namespace, name: entry.id.name))
            }
            return
        }
        let wanted = Set(entries.map(\.id))
        for object in try await listed(type, in: type.namespaced ? namespace : nil, client, selector) {
            if let id = object.objectID, wanted.contains(id) { objects[id] = object }
        }
    }

    private mutating func readOffspring(in namespace: String, _ client: KubeClient) async {
        for kind in Self.offspring {
            do throws(KubeError) {
                let type = try await client.discovery.preferred(kind.groupKind)
                for object in try await listed(type, in: namespace, client, nil) {
                    for owner in object.owners { owned[owner, default: []].append(object) }
                }
            } catch let error where error.code == .unknownKind {
                continue
            } catch {
                obstacles[kind.groupKind] = error.message
            }
        }
    }

    private func listed(
        _ type: ResourceType, in namespace: String?, _ client: KubeClient, _ selector: String?
    ) async throws(KubeError) -> [Value] {
        var pages = try client.pages(
            of: type, namespace: namespace, labelSelector: selector, fieldSelector: nil, pageSize: 500)
        var found: [Value] = []
        while found.count < Self.most, let page = try await pages.next() {
            if page.beginsAnew { found = [] }
            found += page.objects
        }
        return found
    }
}

extension Value {
    /// The UIDs of its owners.
    fileprivate var owners: [String] {
        (at("metadata", "ownerReferences")?.array ?? []).compactMap { $0["uid"]?.string }
    }
}
