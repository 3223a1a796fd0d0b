/// Resources of clouds, by way of the operators that make them.
let cloudTables: [TableEntry] = [
    TableEntry(
        "*.cnrm.cloud.google.com", "*",
        [
            .healthy(.isTrue("*", reason: "UpToDate")), .degraded(.reason("UpdateFailed")),
            .degraded(.reason("DependencyNotFound", "DependencyInvalid", "DeleteFailed", "ManagementConflict")),
            .progressing(.reason("DependencyNotReady")),
        ]),
    TableEntry(
        "core.cnrm.cloud.google.com", "ConfigConnector ConfigConnectorContext",
        [.healthy(.flag("status.healthy")), .degraded(.field("status.healthy", "false"))]),
    TableEntry("*.crossplane.io", "*", byCrossplane),
    TableEntry("*.upbound.io", "*", byCrossplane),
    TableEntry("apiextensions.crossplane.io", "Composition CompositionRevision EnvironmentConfig", [.healthy()]),
    TableEntry(
        "apiextensions.crossplane.io", "CompositeResourceDefinition",
        [
            .degraded(.isFalse("Established")),
            .healthy(.isTrue("Established")),
        ]),
    TableEntry("pkg.crossplane.io", "ControllerConfig DeploymentRuntimeConfig ImageConfig", [.healthy()]),
    TableEntry(
        "pkg.crossplane.io", "Configuration Function Provider",
        [
            .degraded(.isFalse("Installed")), .degraded(.isNotTrue("Healthy")),
            .healthy(.isTrue("Installed"), .isTrue("Healthy")), .degraded(.isTrue("Installed")),
        ]),
    TableEntry(
        "stacks.crossplane.io", "ClusterStackInstall StackInstall", [.part("status.conditionedStatus", byReadyInTime)]),
    TableEntry("cloudfront.aws.crossplane.io", "Distribution", byManaged),
    TableEntry("iam.aws.crossplane.io", "Policy Role RolePolicyAttachment", byManaged),
    TableEntry("rds.aws.crossplane.io", "DBCluster DBInstance", byManaged),
    TableEntry("route53.aws.crossplane.io", "ResourceRecordSet", byManaged),
    TableEntry("s3.aws.crossplane.io", "Bucket", byManaged),
    TableEntry(
        "*.services.k8s.aws", "*",
        [.degraded(.isTrue("ACK.Terminal")), .progressing(.isFalse("Ready")), .healthy(.isTrue("Ready"))]
            + [.healthy(.isTrue("ACK.ResourceSynced"))]),
    TableEntry(
        "services.cloud.sap.com", "ServiceBinding ServiceInstance",
        [
            .degraded(.isFalse("Succeeded")), .degraded(.isTrue("Failed")), .progressing(.unsaid("status.conditions")),
            .healthy(.isTrue("*")), .healthy(.isFalse("*")),
        ], freshness: .ofConditions),
    TableEntry(
        "iammanager.keikoproj.io", "Iamrole",
        [
            .healthy(.field("status.state", "Ready")),
            .degraded(
                .field("status.state", "Error", "RolesMaxLimitReached", "PolicyNotAllowed", "RoleNameNotAvailable")),
        ]),
    TableEntry(
        "coralogix.com", "Alert RecordingRuleGroupSet",
        [.healthy(.isTrue("RemoteSynced")), .degraded(.isFalse("RemoteSynced"))]),
    TableEntry(
        "infra.contrib.fluxcd.io", "Terraform", [unlessSuspended] + byReady),
]

/// Crossplane's own words for what it manages, with a pause told apart from a failure.
private let byManaged: [Clause] = [
    .suspended(.isFalse("Synced", reason: "ReconcilePaused")), .degraded(.isFalse("Synced")),
    .healthy(.isTrue("Ready"), .isTrue("Synced")), .progressing(.isNotTrue("Ready")),
]

private let byCrossplane: [Clause] = [
    .degraded(.isFalse("LastAsyncOperation")), .suspended(.isFalse("Synced", reason: "ReconcilePaused")),
    .degraded(.isFalse("Synced")), .healthy(.isTrue("Ready")), .healthy(.isTrue("Healthy")),
    .healthy(.isTrue("RevisionHealthy")), .healthy(.isTrue("Offered")), .healthy(.isTrue("Established")),
    .healthy(.isTrue("ValidPipeline")), .healthy(.said("status.users")),
    // These have no conditions.
    .healthy(.field("kind", "ProviderConfig", "ClusterProviderConfig", "ProviderConfigUsage", "StoreConfig")),
]
