internal import Documents

/// Fields that controllers of the cluster write, whatever a manifest says: applying them would be a fight without end.
///
/// They are left out of what is applied. Everything else that others write is theirs only where git does not set it, or
/// where `ignoreDifferences` leaves it to them.
enum ServerFields {
    static func leaving(_ manifest: Value) -> Value {
        var left = manifest
        for tokens in paths(in: manifest) { left.remove(Pointer(tokens: tokens)) }
        return left
    }

    /// Where these fields are in an object like this one.
    static func paths(in object: Value) -> Set<[String]> {
        switch (object.groupVersionKind?.group, object.kind) {
        // kube-controller-manager's clusterroleaggregation: the union of the roles that are selected.
        case ("rbac.authorization.k8s.io", "ClusterRole"):
            return object["aggregationRule"]?.object == nil ? [] : [["rules"]]
        // kube-controller-manager's deployment controller counts rollouts here; exports carry it.
        case ("apps", "Deployment"): return [["metadata", "annotations", "deployment.kubernetes.io/revision"]]
        case ("apiregistration.k8s.io", "APIService"): return injected(object, [["spec"]])
        case ("apiextensions.k8s.io", "CustomResourceDefinition"):
            return injected(object, [["spec", "conversion", "webhook", "clientConfig"]])
        case ("admissionregistration.k8s.io", "MutatingWebhookConfiguration"),
            ("admissionregistration.k8s.io", "ValidatingWebhookConfiguration"):
            let count = object["webhooks"]?.array?.count ?? 0
            return injected(object, (0..<count).map { ["webhooks", String($0), "clientConfig"] })
        default: return []
        }
    }

    /// A manifest with one of these asks that a certificate be put in: by cert-manager's cainjector, or OpenShift's
    /// service-ca.
    private static let injections = [
        "cert-manager.io/inject-ca-from", "cert-manager.io/inject-ca-from-secret",
        "cert-manager.io/inject-apiserver-ca",
        "service.beta.openshift.io/inject-cabundle",
    ]

    private static func injected(_ object: Value, _ places: [[String]]) -> Set<[String]> {
        guard injections.contains(where: { object.annotation($0) != nil }) else { return [] }
        return Set(places.map { $0 + ["caBundle"] })
    }
}
