/// What runs programs otherwise than Kubernetes itself does.
let computingTables: [TableEntry] = [
    TableEntry(
        "keda.sh", "ScaledJob", [.degraded(.isNotTrue("Ready")), pausedByCondition, .healthy(.isTrue("Ready"))]),
    TableEntry(
        "keda.sh", "ScaledObject",
        [.degraded(.isFalse("Ready")), .degraded(.isTrue("Fallback")), pausedByCondition, .healthy(.isTrue("Ready"))]),
    TableEntry(
        "apps.kruise.io", "AdvancedCronJob",
        [
            .suspended(.unsaid("status.lastScheduleTime"), .flag("spec.paused"), says: "is paused"),
            .progressing(.said("status.active"), says: "has active jobs"), .healthy(),
        ]),
    TableEntry(
        "apps.kruise.io", "BroadcastJob",
        [
            .healthy(.field("status.phase", "completed"), .equal("status.succeeded", "status.desired")),
            .degraded(.field("status.phase", "failed")),
            .suspended(.field("status.phase", "paused"), says: "is paused"),
        ]),
    TableEntry(
        "kubevirt.io", "VirtualMachine",
        [
            .suspended(.isTrue("Paused"), says: "is paused"), .healthy(.isTrue("Ready")),
            .progressing(.isNotTrue("Ready"), .flag("status.created"), says: "is starting"),
            .suspended(.isNotTrue("Ready"), says: "is stopped"),
        ]),
    TableEntry(
        "kubevirt.io", "VirtualMachineInstance",
        [
            .degraded(.field("status.phase", "Failed")),
            .progressing(.field("status.phase", "Pending", "Scheduling", "Scheduled")),
            .suspended(.field("status.phase", "Succeeded")), .unknown(.field("status.phase", "Unknown")),
            .suspended(.isTrue("Paused")), .degraded(.isNotTrue("Ready")), .healthy(.isTrue("Ready")),
        ]),
    TableEntry(
        "flink.apache.org", "FlinkDeployment",
        [
            .healthy(.flag("status.reconciliationStatus.success")),
            .healthy(.field("status.reconciliationStatus.state", "DEPLOYED")),
            .progressing(.field("status.jobManagerDeploymentStatus", "DEPLOYED_NOT_READY", "DEPLOYING")),
            .degraded(.field("status.jobManagerDeploymentStatus", "ERROR")),
        ]),
    TableEntry(
        "serving.knative.dev", "Service",
        [.degraded(.isFalse("*")), .progressing(.isUnknown("*")), .healthy(.isTrue("Ready"))]),
    TableEntry(
        "operator.knative.dev", "KnativeEventing KnativeServing",
        [
            .progressing(.isUnknown("*")), .progressing(.isFalse("Ready")),
            .progressing(.isFalse("DeploymentsAvailable")),
            .degraded(.isFalse("InstallSucceeded")), .degraded(.isFalse("DependenciesInstalled")),
            .healthy(.isTrue("Ready"), .isTrue("InstallSucceeded")), .degraded(.said("status.conditions")),
        ]),
    TableEntry("serving.knative.dev", "Configuration DomainMapping Revision Route", byKnative),
    TableEntry("eventing.knative.dev", "Broker Trigger EventType", byKnative),
    TableEntry("messaging.knative.dev", "Channel InMemoryChannel Subscription", byKnative),
    TableEntry("sources.knative.dev", "ApiServerSource ContainerSource PingSource SinkBinding", byKnative),
    TableEntry("flows.knative.dev", "Parallel Sequence", byKnative),
    TableEntry(
        "serving.kserve.io", "InferenceService",
        [
            .suspended(.isTrue("Stopped"), says: "is stopped"),
            .degraded(.otherField("status.modelStatus.transitionStatus", "UpToDate", "InProgress")),
            .progressing(.anyIsFalse(but: "Stopped")), .progressing(.isUnknown("*")),
            .progressing(.field("status.modelStatus.transitionStatus", "InProgress")), .healthy(.said("status")),
        ]),
    TableEntry(
        "openfaas.com", "Function",
        [
            .degraded(.isFalse("Ready")), .degraded(.isTrue("Stalled")),
            .healthy(.isTrue("Ready"), .positive("status.replicas")),
            .suspended(.isTrue("Ready"), says: "has no replicas"),
        ]),
    TableEntry(
        "ray.io", "RayCluster",
        [
            .degraded(.field("status.state", "failed")), .healthy(.field("status.state", "ready")),
            .suspended(.field("status.state", "suspended"), says: "is suspended"),
        ]),
    TableEntry(
        "ray.io", "RayJob",
        [
            .degraded(.field("status.jobDeploymentStatus", "Failed")),
            .progressing(.field("status.jobDeploymentStatus", "Retrying")),
            .degraded(.field("status.jobStatus", "FAILED")),
            .healthy(.field("status.jobStatus", "SUCCEEDED")),
            .suspended(.field("status.jobDeploymentStatus", "Suspended")),
        ]),
    TableEntry(
        "tekton.dev", "PipelineRun TaskRun CustomRun",
        [.degraded(.isFalse("Succeeded")), .healthy(.isTrue("Succeeded")), .progressing(.isUnknown("Succeeded"))]),
    TableEntry(
        "kubeflow.org", "PyTorchJob TFJob MPIJob XGBoostJob PaddleJob",
        [
            .degraded(.isTrue("Failed")), .healthy(.isTrue("Succeeded")),
            .suspended(.isTrue("Suspended"), says: "is suspended"),
        ]),
    TableEntry(
        "kueue.x-k8s.io", "ClusterQueue LocalQueue",
        [.healthy(.isTrue("Active")), .degraded(.isFalse("Active"))]),
    TableEntry(
        "jobset.x-k8s.io", "JobSet",
        [
            .degraded(.isTrue("Failed")), .healthy(.isTrue("Completed")),
            .suspended(.isTrue("Suspended"), says: "is suspended"),
        ]),
    TableEntry(
        "game.kruise.io", "GameServer",
        [
            .progressing(.differ("status.currentState", "status.desiredState")),
            .part("status.podStatus", [.degraded(.isNotTrue("KruisePodReady"))]),
            .healthy(.field("status.currentState", "Ready")),
        ]),
    TableEntry(
        "agones.dev", "GameServer",
        [
            .healthy(.field("status.state", "Ready", "Allocated", "Reserved")),
            .degraded(.field("status.state", "Error", "Unhealthy")),
        ]),
]

private let pausedByCondition: Clause = .suspended(.isTrue("Ready"), .isTrue("Paused"), says: "is paused")

private let byKnative: [Clause] = [
    .healthy(.isTrue("Ready")), .degraded(.isFalse("Ready")), .progressing(.isUnknown("Ready")),
]
