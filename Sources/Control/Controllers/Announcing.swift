internal import Documents
internal import GitOpsAPI
internal import KubeClient
internal import KubeModel
internal import KubeRuntime
internal import Logging

extension Services {
    /// Tells people through an Event on a resource of ours.
    func record(
        _ kind: EventRecord.Kind, _ reason: String, action: String, _ note: String, on type: ResourceType,
        _ resource: ResourceMetadata
    ) {
        events.record(
            kind, reason: reason, action: action, note: note,
            regarding: ObjectReference(
                apiVersion: type.gvk.apiVersion, kind: type.gvk.kind, namespace: resource.key.namespace,
                name: resource.key.name, uid: resource.uid, resourceVersion: nil))
    }
}

extension Logger {
    func warning(_ message: Logger.Message, _ error: KubeError, _ key: ObjectKey) {
        warning(message, metadata: ["resource": "\(key)", "error": "\(error.message)"])
    }
}
