/// Platforms on top of clusters: identity, policies, API management.
let platformTables: [TableEntry] =
    threescaleTables + [
        TableEntry(
            "k8s.keycloak.org", "Keycloak KeycloakRealmImport",
            [.degraded(.isTrue("HasErrors")), .healthy(.isTrue("Ready")), .healthy(.isTrue("Done"))]),
        TableEntry("kyverno.io", "Policy ClusterPolicy", byReady + [.healthy(.flag("status.ready"))]),
        TableEntry(
            "policies.kyverno.io",
            "DeletingPolicy GeneratingPolicy ImageValidatingPolicy MutatingPolicy ValidatingPolicy",
            [.progressing(.field("status.conditionStatus.ready", "false")), .healthy()]),
        TableEntry("core.spinkube.dev", "SpinApp", bySpin),
        TableEntry(
            "spot.io", "SpotDeployment",
            [
                .degraded(.isTrue("InvalidSpec")),
                .degraded(.isFalse("Progressing", reason: "RolloutAborted", "ProgressDeadlineExceeded")),
                .suspended(.isTrue("Paused"), says: "is paused"), .progressing(.field("status.phase", "Progressing")),
                .healthy(.said("status.conditions")),
            ]),
        TableEntry("templates.gatekeeper.sh", "ConstraintTemplate", byCreated),
    ]

/// Gatekeeper's templates say it with a flag, and their errors by Pod.
private let byCreated: [Clause] = [
    .each(
        "status.byPod", named: "id",
        [.each("errors", named: "code", [.degraded()])]),
    .healthy(.flag("status.created")),
]

private let bySpin: [Clause] = [
    .degraded(.isFalse("Progressing", exceptFor: "NewReplicaSetAvailable")), .degraded(.isNotTrue("Available")),
    .progressing(.said("status"), .fewer("status.readyReplicas", "spec.replicas")),
    .progressing(.isTrue("Progressing")), .healthy(.isTrue("Available")), .degraded(.said("status")),
]

private let threescaleTables: [TableEntry] = [
    TableEntry(
        "apps.3scale.net", "APIManager",
        [
            .healthy(.isTrue("Available")),
            .healthy(
                .said("status.deployments.ready"), .unsaid("status.deployments.starting"),
                .unsaid("status.deployments.stopped")),
            .progressing(.said("status.deployments.ready"), says: "waits for its deployments"),
            .degraded(.isFalse("Available", exceptFor: "")),
        ]),
    TableEntry(
        "capabilities.3scale.net", "Application",
        [
            .suspended(.field("status.state", "suspended"), says: "is suspended"), .healthy(.isTrue("Ready")),
            .progressing(.positive("status.adminId")), .degraded(.isNotTrue("Ready")),
        ]),
    TableEntry(
        "capabilities.3scale.net", "DeveloperUser",
        [.suspended(.field("status.developerUserState", "suspended"), says: "waits for approval")] + byTrouble),
    TableEntry(
        "capabilities.3scale.net",
        "ActiveDoc ApplicationAuth Backend CustomPolicyDefinition DeveloperAccount OpenAPI Product ProxyConfigPromote",
        byTrouble),
    TableEntry(
        "capabilities.3scale.net", "Tenant",
        [
            .healthy(.isTrue("Ready"), .positive("status.tenantId"), .positive("status.adminId")),
            .degraded(.isNotTrue("Ready")),
        ]),
]

private let byTrouble: [Clause] = [
    .healthy(.isTrue("Ready")), .healthy(.isTrue("Synced")), .degraded(.isTrue("Invalid")),
    .degraded(.isTrue("Orphan")),
    .degraded(.isTrue("Failed")), .suspended(.isTrue("Waiting")),
    .progressing(.isTrue("In-progress")),
]
