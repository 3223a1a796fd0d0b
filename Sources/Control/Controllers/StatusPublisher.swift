internal import Documents
internal import GitOpsAPI
internal import KubeClient
internal import KubeModel
internal import KubeRuntime
internal import Synchronization

/// Writes the status of the resources of one kind, and knows what it wrote.
///
/// The watch tells of our own writes only later. Until then what we wrote counts, not what the watch has shown, so that
/// no work starts from a status that is out of date. Guarantees: nothing is sent where nothing changed.
final class StatusPublisher: Sendable {
    private struct Written {
        var uid: String
        var resourceVersion: String
        var status: Value
    }

    private let writer: StatusWriter
    private let written = Mutex<[ObjectKey: Written]>([:])

    init(client: KubeClient, type: ResourceType) { writer = StatusWriter(client: client, type: type) }

    /// The status as we last wrote it; nil where the resource as the watch has shown it is as new as that or newer.
    func lastWritten(_ resource: ResourceMetadata) -> Value? {
        written.withLock { written in
            guard let last = written[resource.key] else { return nil }
            if last.uid == resource.uid, let shown = UInt64(resource.resourceVersion),
                let ours = UInt64(last.resourceVersion), shown < ours
            {
                return last.status
            }
            written[resource.key] = nil
            return nil
        }
    }

    func forget(_ key: ObjectKey) { written.withLock { $0[key] = nil } }

    /// Forgets all that was written: the server was put back to before that, and the watch will never show it.
    func forgetAll() { written.withLock { $0 = [:] } }

    /// Brings the status of a resource from `old` to `new`. False where the resource is gone by now and needs none.
    func publish(_ resource: ResourceMetadata, from old: Value, to new: Value) async throws(KubeError) -> Bool {
        var object = resource.object
        object["status"] = old
        do {
            guard let answer = try await writer.write(new, to: object) else { return true }
            let version = answer.at("metadata", "resourceVersion")?.string ?? ""
            written.withLock {
                $0[resource.key] = Written(uid: resource.uid, resourceVersion: version, status: new)
            }
            return true
        } catch let error where error.code == .notFound {
            forget(resource.key)
            return false
        }
    }
}

extension ResourceMetadata {
    /// As much of the object as writers need to find it again.
    var object: Value {
        [
            "metadata": [
                "namespace": .string(key.namespace), "name": .string(key.name), "uid": .string(uid),
                "finalizers": .array(finalizers.map(Value.string)),
            ]
        ]
    }
}
