import Documents
import Health
import Testing

@Suite("Health of Kubernetes' other kinds")
struct KindHealthTests {
    private static let noAddress: Value = ["loadBalancer": [:]]
    private static let address: Value = ["loadBalancer": ["ingress": [["ip": "192.0.2.1"]]]]

    static let network: [Case] = [
        Case("Service", object("v1", "Service", spec: ["type": "ClusterIP"], status: noAddress), .healthy),
        Case(
            "Service with an address", object("v1", "Service", spec: ["type": "LoadBalancer"], status: address),
            .healthy),
        Case(
            "Service without one", object("v1", "Service", spec: ["type": "LoadBalancer"], status: noAddress),
            .progressing, "load balancer"),
        Case("Ingress with an address", object("networking.k8s.io/v1", "Ingress", status: address), .healthy),
        Case(
            "Ingress without one", object("networking.k8s.io/v1", "Ingress", generation: 3, status: noAddress), .healthy
        ),
        Case("Ingress, former group", object("extensions/v1beta1", "Ingress"), .healthy),
    ]

    static let storage: [Case] = [
        Case("bound", object("v1", "PersistentVolumeClaim", status: ["phase": "Bound"]), .healthy),
        Case("pending", object("v1", "PersistentVolumeClaim", status: ["phase": "Pending"]), .progressing, "volume"),
        Case("lost", object("v1", "PersistentVolumeClaim", status: ["phase": "Lost"]), .degraded),
        Case("no phase", object("v1", "PersistentVolumeClaim"), .progressing),
    ]

    private static func autoscaler(_ version: String = "v2", _ conditions: Value...) -> Value {
        object("autoscaling/\(version)", "HorizontalPodAutoscaler", status: ["conditions": .array(conditions)])
    }

    private static func autoscalerV1(_ annotation: Value) -> Value {
        object(
            "autoscaling/v1", "HorizontalPodAutoscaler",
            annotations: ["autoscaling.alpha.kubernetes.io/conditions": annotation])
    }

    static let autoscalers: [Case] = [
        Case("able", autoscaler("v2", condition("AbleToScale", "True", "SucceededRescale")), .healthy),
        Case("limited", autoscaler("v2beta2", condition("ScalingLimited", "True", "TooFewReplicas")), .healthy),
        Case("no condition yet", autoscaler(), .progressing),
        Case("not limited", autoscaler("v2", condition("ScalingLimited", "False", "DesiredWithinRange")), .progressing),
        Case(
            "no scale", autoscaler("v2beta1", condition("AbleToScale", "False", "FailedGetScale", "not found")),
            .degraded, "not found"),
        Case(
            "able, but without metrics",
            autoscaler(
                "v2", condition("AbleToScale", "True", "SucceededGetScale"),
                condition("ScalingActive", "False", "FailedGetResourceMetric", "no metrics")),
            .degraded, "no metrics"),
        Case("v1, able", autoscalerV1("[{\"type\":\"AbleToScale\",\"status\":\"True\"}]"), .healthy),
        Case(
            "v1, no metrics",
            autoscalerV1("[{\"type\":\"ScalingActive\",\"status\":\"False\",\"reason\":\"InvalidSelector\"}]"),
            .degraded),
        Case("v1, nothing said", object("autoscaling/v1", "HorizontalPodAutoscaler"), .progressing),
        Case("v1, nonsense said", autoscalerV1("[{"), .progressing),
    ]

    private static func definition(_ conditions: Value...) -> Value {
        object("apiextensions.k8s.io/v1", "CustomResourceDefinition", status: ["conditions": .array(conditions)])
    }

    private static let accepted = condition("NamesAccepted", "True")
    private static let established = condition("Established", "True", "InitialNamesAccepted")

    static let extensions: [Case] = [
        Case("CRD established", definition(accepted, established), .healthy),
        Case("CRD new", object("apiextensions.k8s.io/v1", "CustomResourceDefinition"), .progressing),
        Case(
            "CRD terminating",
            definition(accepted, established, condition("Terminating", "True", "InstanceDeletionPending")), .progressing
        ),
        Case(
            "CRD whose names are taken",
            definition(condition("NamesAccepted", "False", "KindConflict", "\"Widget\" is already in use")), .degraded,
            "already in use"),
        Case(
            "CRD with a bad schema",
            definition(
                accepted, established, condition("NonStructuralSchema", "True", "Violations", "spec.x: Required")),
            .degraded, "spec.x"),
        Case("CRD installing", definition(accepted, condition("Established", "False", "Installing")), .progressing),
        Case(
            "CRD not established", definition(accepted, condition("Established", "False", "NotAccepted")), .degraded,
            "NotAccepted"),
        Case(
            "APIService available",
            object("apiregistration.k8s.io/v1", "APIService", status: ["conditions": [condition("Available", "True")]]),
            .healthy),
        Case(
            "APIService not available",
            object(
                "apiregistration.k8s.io/v1beta1", "APIService",
                status: ["conditions": [condition("Available", "False", "MissingEndpoints", "no endpoints")]]),
            .progressing, "no endpoints"),
        Case("APIService new", object("apiregistration.k8s.io/v1", "APIService"), .progressing),
    ]

    @Test("Service and Ingress", arguments: network) func networkRules(example: Case) { example.check() }
    @Test("PersistentVolumeClaim", arguments: storage) func storageRules(example: Case) { example.check() }
    @Test("HorizontalPodAutoscaler", arguments: autoscalers) func autoscalerRules(example: Case) { example.check() }
    @Test("CustomResourceDefinition and APIService", arguments: extensions) func extensionRules(example: Case) {
        example.check()
    }
}

@Suite("Health of other tools' kinds")
struct ToolHealthTests {
    private static func workflow(_ phase: Value) -> Value {
        object("argoproj.io/v1alpha1", "Workflow", status: ["phase": phase, "message": "step 2"])
    }

    private static func set(_ conditions: Value...) -> Value {
        object("argoproj.io/v1alpha1", "ApplicationSet", status: ["conditions": .array(conditions)])
    }

    static let argo: [Case] = [
        Case("Workflow new", object("argoproj.io/v1alpha1", "Workflow"), .progressing),
        Case("Workflow running", workflow("Running"), .progressing, "step 2"),
        Case("Workflow succeeded", workflow("Succeeded"), .healthy),
        Case("Workflow failed", workflow("Failed"), .degraded),
        Case("Workflow in error", workflow("Error"), .degraded),
        Case("Workflow in a phase to come", workflow("Paused"), .unknown),
        Case(
            "ApplicationSet in error", set(condition("ErrorOccurred", "True", "", "no such generator")), .degraded,
            "generator"),
        Case(
            "ApplicationSet not up to date", set(condition("ResourcesUpToDate", "False", "", "forbidden")), .degraded,
            "forbidden"),
        Case(
            "ApplicationSet rolling out",
            set(condition("ResourcesUpToDate", "True"), condition("RolloutProgressing", "True")), .progressing),
        Case(
            "ApplicationSet up to date",
            set(condition("ErrorOccurred", "False"), condition("ResourcesUpToDate", "True")), .healthy),
        Case("ApplicationSet new", set(), .progressing),
        Case(
            "Application", object("argoproj.io/v1alpha1", "Application", status: ["health": ["status": "Degraded"]]),
            nil),
    ]

    private static func kustomization(_ conditions: Value..., suspend: Value = false) -> Value {
        object(
            "kustomize.toolkit.fluxcd.io/v1", "Kustomization", spec: ["suspend": suspend],
            status: ["conditions": .array(conditions)])
    }

    static let flux: [Case] = [
        Case("ready", kustomization(condition("Ready", "True")), .healthy),
        Case(
            "suspended", kustomization(condition("Ready", "True"), suspend: true), .suspended,
            "is suspended"),
        Case(
            "reconciling", kustomization(condition("Ready", "Unknown"), condition("Reconciling", "True")), .progressing),
        Case(
            "failed", kustomization(condition("Ready", "False", "BuildFailed", "no such file")), .degraded,
            "no such file"),
        Case(
            "failed, trying again", kustomization(condition("Ready", "False"), condition("Reconciling", "True")),
            .degraded),
        Case("new", kustomization(), .progressing),
        Case(
            "HelmRelease",
            object("helm.toolkit.fluxcd.io/v2", "HelmRelease", status: ["conditions": [condition("Ready", "False")]]),
            .degraded),
        Case(
            "HelmRepository in a registry",
            object("source.toolkit.fluxcd.io/v1", "HelmRepository", spec: ["type": "oci"]), .healthy),
        Case("Alert, which has no status", object("notification.toolkit.fluxcd.io/v1beta3", "Alert"), nil),
    ]

    private static func application(
        _ health: Value?, _ conditions: Value..., generation: Int = 1, suspend: Value = false
    ) -> Value {
        var status: Value = ["observedGeneration": 1, "conditions": .array(conditions)]
        status["health"] = health
        return object(
            "gitops.martlet.dev/v1alpha1", "GitOpsApplication", generation: generation, spec: ["suspend": suspend],
            status: status)
    }

    static let own: [Case] = [
        Case("healthy and ready", application(["status": "Healthy"], condition("Ready", "True")), .healthy),
        Case("healthy, no conditions", application(["status": "Healthy"]), .healthy),
        Case(
            "healthy, not yet ready",
            application(["status": "Healthy"], condition("Ready", "False", "Waiting", "waits for database")),
            .progressing, "database"),
        Case(
            "degraded",
            application(["status": "Degraded", "message": "Deployment.apps shop/web: …"], condition("Ready", "False")),
            .degraded, "shop/web"),
        Case(
            "stalled",
            application(["status": "Healthy"], condition("Stalled", "True", "InvalidSpec", "path is missing")),
            .degraded, "path is missing"),
        Case("changed", application(["status": "Healthy"], generation: 2), .progressing, "observed"),
        Case("new", application(nil), .progressing),
        Case("suspended", application(["status": "Degraded"], suspend: true), .suspended),
        Case("health of a version to come", application(["status": "Splendid"]), .unknown, "Splendid"),
    ]

    @Test("Argo's", arguments: argo) func argoRules(example: Case) { example.check() }
    @Test("Flux's", arguments: flux) func fluxRules(example: Case) { example.check() }
    @Test("our own application", arguments: own) func ownRules(example: Case) { example.check() }
}
