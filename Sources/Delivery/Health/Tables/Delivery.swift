/// Tools that deliver: Argo's, Flux, Flagger and their neighbours.
let deliveryTables: [TableEntry] = argoTables + fluxTables + otherDeliveryTables

private let argoTables: [TableEntry] = [
    TableEntry(
        "argoproj.io", "AnalysisRun Experiment",
        [
            .progressing(.field("status.phase", "Pending", "Running")),
            .healthy(.field("status.phase", "Successful")),
            .degraded(.field("status.phase", "Failed", "Error")),
            .unknown(.field("status.phase", "Inconclusive")),
        ]),
    TableEntry(
        "argoproj.io", "ApplicationSet",
        [
            .degraded(.isTrue("ErrorOccurred")), .degraded(.isFalse("ResourcesUpToDate")),
            .progressing(.isTrue("RolloutProgressing")), .healthy(.isTrue("ResourcesUpToDate")),
        ]),
    TableEntry(
        "argoproj.io", "CronWorkflow",
        [.degraded(.isTrue("SpecError")), .degraded(.isTrue("SubmissionError")), .healthy()]),
    TableEntry("argoproj.io", "EventBus", byDeployed),
    TableEntry("argoproj.io", "EventSource", [.degraded(.isFalse("SourcesProvided"))] + byDeployed),
    TableEntry(
        "argoproj.io", "Sensor",
        [.degraded(.isFalse("DependenciesProvided")), .degraded(.isFalse("TriggersProvided"))] + byDeployed),
    TableEntry(
        "argoproj.io", "Workflow",
        [
            .progressing(.unsaid("status.phase")), .progressing(.field("status.phase", "Pending", "Running")),
            .healthy(.field("status.phase", "Succeeded")), .degraded(.field("status.phase", "Failed", "Error")),
            .unknown(),
        ]),
]

private let byFlux: [Clause] = [
    unlessSuspended, .healthy(.isTrue("Ready")), .degraded(.isFalse("Ready")), .progressing(.isUnknown("Ready")),
]

/// Flux's status says which generation was carried out last, so that one which failed is never observed by it. Its conditions
/// say which one they are about.
private func flux(_ tool: String, _ kinds: String, _ clauses: [Clause] = byFlux) -> TableEntry {
    TableEntry("\(tool).fluxcd.io", kinds, clauses, freshness: .ofConditions)
}

private let fluxTables: [TableEntry] = [
    flux("kustomize.toolkit", "Kustomization"),
    flux("helm.toolkit", "HelmRelease"),
    flux("source.toolkit", "GitRepository OCIRepository Bucket HelmChart ExternalArtifact"),
    // Flux keeps no status of one that only names a registry.
    flux("source.toolkit", "HelmRepository", [unlessSuspended, .healthy(.field("spec.type", "oci"))] + byFlux),
    flux("source.extensions", "ArtifactGenerator"),
    flux(
        "image.toolkit", "ImageRepository ImagePolicy",
        [
            unlessSuspended,
            .progressing(
                .isTrue("Reconciling", reason: "NewGeneration", "AccessingRepository", "ApplyingPolicy", "Scanning"),
                .isFalse("Ready")),
        ] + byFlux),
    flux("image.toolkit", "ImageUpdateAutomation"),
    flux("notification.toolkit", "Receiver"),
    TableEntry(
        "fluxcd.controlplane.io", "FluxInstance ResourceSet ResourceSetInputProvider", byFlux,
        freshness: .ofConditions),
]

private let otherDeliveryTables: [TableEntry] = [
    TableEntry(
        "flagger.app", "Canary",
        [
            .healthy(.field("status.phase", "Succeeded", "Initialized")),
            .degraded(.field("status.phase", "Failed")),
            .suspended(.field("status.phase", "Waiting", "WaitingPromotion")),
            .progressing(
                .field("status.phase", "Initializing", "Progressing", "Promoting", "Finalising", "Terminating")),
            .unknown(.said("status.phase")),
        ]),
    TableEntry(
        "kargo.akuity.io", "Stage",
        [
            .progressing(.isTrue("Promoting")), .degraded(.field("status.health.status", "Unhealthy")),
            .progressing(.isFalse("Healthy", reason: "Progressing")), .degraded(.isFalse("Healthy")),
            .healthy(.isTrue("Ready")),
            .healthy(.field("status.health.status", "Healthy", "NotApplicable")),
        ]),
    TableEntry(
        "kargo.akuity.io", "Promotion",
        [
            .healthy(.field("status.phase", "Succeeded", "Successful")),
            .degraded(.field("status.phase", "Failed", "Errored", "Error", "Aborted")),
            .unknown(.field("status.phase", "Inconclusive")),
        ]),
    TableEntry(
        "kargo.akuity.io", "Warehouse",
        [.degraded(.isFalse("Healthy")), .degraded(.isFalse("Ready"))] + byReady),
    TableEntry(
        "lifecycle.keptn.sh", "KeptnAppVersion KeptnTask KeptnWorkloadInstance KeptnWorkloadVersion",
        [
            .healthy(.field("status.status", "Succeeded", "Warning")),
            .degraded(.field("status.status", "Failed", "Deprecated")),
        ]),
    TableEntry(
        "lifecycle.keptn.sh", "KeptnEvaluation",
        [
            .healthy(.field("status.overallStatus", "Succeeded")),
            .degraded(.field("status.overallStatus", "Failed")),
        ]),
    TableEntry(
        "metrics.keptn.sh", "Analysis",
        [
            .healthy(.flag("status.pass")), .healthy(.flag("status.warning")),
            .degraded(.field("status.pass", "false")),
        ]),
    TableEntry(
        "metrics.keptn.sh", "KeptnMetric",
        [.degraded(.said("status.errMsg")), .healthy(.said("status.value"))]),
    TableEntry(
        "pulumi.com", "Stack",
        [
            .degraded(.isTrue("Stalled")), .progressing(.isTrue("Reconciling")), .healthy(.isTrue("Ready")),
        ]),
    TableEntry(
        "tower.ansible.com", "AnsibleJob",
        [
            .healthy(.field("status.ansibleJobResult.status", "successful")),
            .degraded(.field("status.ansibleJobResult.status", "failed", "error", "canceled")),
        ]),
    TableEntry(
        "rollouts.kruise.io", "Rollout",
        [
            .degraded(
                .field("status.phase", "Terminating", "Disabled"),
                .field("status.canaryStatus.currentStepState", "StepPaused")),
            .suspended(.field("status.canaryStatus.currentStepState", "StepPaused"), says: "is paused"),
            .healthy(
                .field("status.phase", "Healthy"), .field("status.canaryStatus.currentStepState", "Completed")),
        ]),
]
