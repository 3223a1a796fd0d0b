import Documents

/// The rule of a kind. A rule may return nil: then there is nothing to say about this object.
typealias KindRule = @Sendable (Value) -> ObjectHealth?

/// Nil for kinds that have no rule of their own. Versions do not matter: the fields that rules read are the same in
/// all that Kubernetes has served.
func kindRule(_ kind: GroupKind) -> KindRule? { kindRules[kind] }

private let kindRules: [GroupKind: KindRule] = {
    var rules: [GroupKind: KindRule] = [:]
    func add(_ kind: String, _ groups: String..., rule: @escaping KindRule) {
        for group in groups { rules[GroupKind(group: group, kind: kind)] = rule }
    }
    add("Deployment", "apps", "extensions", rule: deploymentHealth)
    add("StatefulSet", "apps", rule: statefulSetHealth)
    add("DaemonSet", "apps", "extensions", rule: daemonSetHealth)
    add("ReplicaSet", "apps", "extensions", rule: replicaSetHealth)
    add("Pod", "", rule: podHealth)
    add("Job", "batch", rule: jobHealth)
    add("CronJob", "batch", rule: cronJobHealth)
    add("Service", "", rule: serviceHealth)
    add("Ingress", "networking.k8s.io", "extensions", rule: ingressHealth)
    add("PersistentVolumeClaim", "", rule: persistentVolumeClaimHealth)
    add("HorizontalPodAutoscaler", "autoscaling", rule: horizontalPodAutoscalerHealth)
    add("APIService", "apiregistration.k8s.io", rule: apiServiceHealth)
    add("CustomResourceDefinition", "apiextensions.k8s.io", rule: customResourceDefinitionHealth)
    add("Workflow", "argoproj.io", rule: workflowHealth)
    add("ApplicationSet", "argoproj.io", rule: applicationSetHealth)
    add("GitOpsApplication", "gitops.martlet.dev", rule: gitOpsApplicationHealth)
    add("Kustomization", "kustomize.toolkit.fluxcd.io", rule: fluxHealth)
    add("HelmRelease", "helm.toolkit.fluxcd.io", rule: fluxHealth)
    for kind in ["GitRepository", "OCIRepository", "Bucket", "HelmChart", "HelmRepository"] {
        add(kind, "source.toolkit.fluxcd.io", rule: fluxHealth)
    }
    for kind in ["ImageRepository", "ImagePolicy", "ImageUpdateAutomation"] {
        add(kind, "image.toolkit.fluxcd.io", rule: fluxHealth)
    }
    add("Receiver", "notification.toolkit.fluxcd.io", rule: fluxHealth)
    return rules
}()
