import Documents

/// Kinds that every supported server has in these versions, so that nobody needs to discover them.
extension ResourceType {
    private static let everyVerb: Set<String> = [
        "create", "delete", "deletecollection", "get", "list", "patch", "update", "watch",
    ]

    private static func known(_ apiVersion: String, _ kind: String, _ plural: String, namespaced: Bool) -> ResourceType
    {
        ResourceType(
            gvk: GroupVersionKind(apiVersion: apiVersion, kind: kind), plural: plural, namespaced: namespaced,
            verbs: everyVerb)
    }

    package static let secrets = known("v1", "Secret", "secrets", namespaced: true)
    package static let configMaps = known("v1", "ConfigMap", "configmaps", namespaced: true)
    package static let pods = known("v1", "Pod", "pods", namespaced: true)
    package static let namespaces = known("v1", "Namespace", "namespaces", namespaced: false)
    package static let leases = known("coordination.k8s.io/v1", "Lease", "leases", namespaced: true)
    package static let events = known("events.k8s.io/v1", "Event", "events", namespaced: true)
    package static let customResourceDefinitions = known(
        "apiextensions.k8s.io/v1", "CustomResourceDefinition", "customresourcedefinitions", namespaced: false)
}
