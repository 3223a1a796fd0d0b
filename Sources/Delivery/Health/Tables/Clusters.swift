/// Clusters, their nodes, and what is spread over several of them.
let clusterTables: [TableEntry] = [
    TableEntry(
        "cluster.x-k8s.io", "Cluster",
        [
            unlessPaused, .degraded(.field("status.phase", "Failed")),
            .healthy(.isFalse("Ready", severity: "Info"), .field("status.phase", "Provisioned")),
            .progressing(.isFalse("Ready", severity: "Info")), .degraded(.isFalse("Ready")),
            .healthy(.field("status.phase", "Provisioned")),
        ]),
    TableEntry(
        "cluster.x-k8s.io", "Machine",
        [.healthy(.field("status.phase", "Running")), .degraded(.field("status.phase", "Failed"))]),
    TableEntry(
        "cluster.x-k8s.io", "MachineDeployment",
        [unlessPaused, .healthy(.field("status.phase", "Running")), .degraded(.field("status.phase", "Failed"))]),
    TableEntry(
        "cluster.x-k8s.io", "MachinePool",
        [
            .healthy(.field("status.phase", "Running", "Scaling")),
            .degraded(.field("status.phase", "Failed", "Unknown")),
        ]),
    TableEntry(
        "cluster.x-k8s.io", "MachineHealthCheck",
        [
            .progressing(.unsaid("status.currentHealthy")),
            .healthy(.equal("status.currentHealthy", "status.expectedMachines")),
            .degraded(.fewer("status.currentHealthy", "status.expectedMachines")), .degraded(),
        ]),
    TableEntry(
        "addons.cluster.x-k8s.io", "ClusterResourceSet",
        [.healthy(.isTrue("ResourcesApplied")), .degraded(.isFalse("ResourcesApplied"))]),
    TableEntry(
        "controlplane.cluster.x-k8s.io", "AWSManagedControlPlane",
        [
            .degraded(.said("status.failureMessage")),
            .progressing(.isTrue("EKSControlPlaneUpdating"), says: "is being updated"), .healthy(.isTrue("Ready")),
            .degraded(.isFalse("*", severity: "Error")), .progressing(.isNotTrue("Ready")),
        ]),
    TableEntry(
        "controlplane.cluster.x-k8s.io", "KubeadmControlPlane RKE2ControlPlane",
        [
            .degraded(.said("status.failureMessage")), .healthy(.isTrue("Ready")),
            .degraded(.isFalse("*", severity: "Error")), .progressing(.isNotTrue("Ready")),
            .healthy(.isTrue("Available")),
        ]),
    TableEntry("karpenter.k8s.aws", "EC2NodeClass", byReady),
    TableEntry("karpenter.azure.com", "AKSNodeClass", byReady),
    TableEntry(
        "karpenter.sh", "NodeClaim",
        [.suspended(.isTrue("Disrupting"))] + byReady + [
            .progressing(.isTrue("Initialized"), says: "waits to be ready"),
            .progressing(.isTrue("Registered"), says: "waits to be initialized"),
            .progressing(.isTrue("Launched"), says: "waits to be registered"),
        ]),
    TableEntry("karpenter.sh", "NodePool", byReady),
    TableEntry(
        "core.gardener.cloud", "Shoot",
        [
            .healthy(.field(shootStatus, "healthy")), .progressing(.field(shootStatus, "progressing")),
            .degraded(.field(shootStatus, "unhealthy")), .unknown(.field(shootStatus, "unknown")),
        ]),
    TableEntry("policy.open-cluster-management.io", "CertificatePolicy", byCompliance),
    TableEntry(
        "policy.open-cluster-management.io", "ConfigurationPolicy",
        [.progressing(.differ("status.lastEvaluatedGeneration", "metadata.generation"), says: "waits to be evaluated")]
            + byCompliance),
    TableEntry(
        "policy.open-cluster-management.io", "OperatorPolicy",
        [.healthy(.isTrue("Compliant")), .degraded(.isNotTrue("Compliant"))]),
    TableEntry(
        "policy.open-cluster-management.io", "Policy",
        [
            .healthy(.flag("spec.disabled")),
            .healthy(.unsaid("status.compliant"), .unsaid("status.status"), .said("status.placement")),
            .progressing(.unsaid("status.compliant")), .healthy(.field("status.compliant", "Compliant")),
            .each("status.status", named: "clustername", byPartCompliance),
            .each("status.details", named: "templateMeta.name", byPartCompliance), .degraded(.said("status.compliant")),
        ]),
    TableEntry("work.karmada.io", "ResourceBinding ClusterResourceBinding", byKarmada),
    TableEntry(
        "operators.coreos.com", "ClusterServiceVersion",
        [.healthy(.field("status.phase", "Succeeded")), .degraded(.field("status.phase", "Failed"))]),
    TableEntry("operators.coreos.com", "Subscription", bySubscription),
    TableEntry(
        "apps.openshift.io", "DeploymentConfig",
        [
            .progressing(.unsaid("status.conditions")), .progressing(.unsaid("status.replicas")),
            .healthy(.field("status.replicas", "0")),
            .healthy(.isTrue("Available"), .isTrue("Progressing", reason: "NewReplicationControllerAvailable")),
            .progressing(.isTrue("Available")),
            .progressing(.isTrue("Progressing", reason: "NewReplicationControllerAvailable")),
            .degraded(.said("status.conditions")),
        ]),
    TableEntry("config.openshift.io", "ClusterOperator", byAvailability),
    TableEntry(
        "multicluster.x-k8s.io", "ClusterProfile",
        [.degraded(.isFalse("ControlPlaneHealthy")), .healthy()]),
]

private let shootStatus: Path = ["metadata", "labels", "shoot.gardener.cloud/status"]

private let byCompliance: [Clause] = [
    .healthy(.field("status.compliant", "Compliant")), .degraded(.said("status.compliant")),
]

private let byPartCompliance: [Clause] = [
    .healthy(.field("compliant", "Compliant")), .degraded(says: "is not compliant"),
]

private let byKarmada: [Clause] = [
    .progressing(.unsaid("status.aggregatedStatus"), says: "is not in its clusters yet"),
    .progressing(.fewer("status.aggregatedStatus", "spec.clusters"), says: "is not in all of its clusters yet"),
    .each(
        "status.aggregatedStatus", named: "clusterName",
        [
            .degraded(.field("health", "Unhealthy"), says: "is not healthy"),
            .healthy(.field("health", "Unknown"), .flag("applied")),
            .degraded(.field("health", "Unknown"), says: "is not applied"),
        ]),
    .healthy(),
]

/// An upgrade that waits for a person's approval is no trouble: what is installed runs.
private let bySubscription: [Clause] = [
    .degraded(.isTrue("CatalogSourcesUnhealthy")), .degraded(.isTrue("InstallPlanFailed")),
    .degraded(.isTrue("ResolutionFailed")),
    .degraded(.isTrue("InstallPlanMissing", exceptFor: "ReferencedInstallPlanNotFound")),
    .degraded(.field("status.state", "UpgradeFailed")),
    .healthy(
        .isTrue("InstallPlanPending", reason: "RequiresApproval"), .field("spec.installPlanApproval", "Manual"),
        .said("status.installedCSV")),
    .progressing(.isTrue("InstallPlanPending")), .progressing(.unsaid("status.state")),
    .progressing(.field("status.state", "UpgradeAvailable", "UpgradePending")), .healthy(.said("status.conditions")),
]
