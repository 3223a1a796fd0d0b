/// Where kinds of other tools are judged otherwise than Argo CD's tests say.
let customizationDeviations: [Deviation] = [
    Deviation(
        "Progressing", "Argo CD does not ask its rule, either, where an object is being deleted",
        "astra.netapp.io/ResticVolumeBackup/testdata/degraded.yaml",
        "kafka.strimzi.io/KafkaBridge/testdata/degraded.yaml",
        "kafka.strimzi.io/KafkaBridge/testdata/healthy.yaml", "kafka.strimzi.io/KafkaConnect/testdata/degraded.yaml",
        "kafka.strimzi.io/KafkaConnect/testdata/healthy.yaml", "kafka.strimzi.io/KafkaConnector/testdata/degraded.yaml",
        "kafka.strimzi.io/KafkaConnector/testdata/healthy.yaml",
        "kubevirt.io/VirtualMachineInstance/testdata/suspended_succeeded.yaml"),
    Deviation(
        "Progressing", "a controller that has said nothing yet is no alarm, which Unknown is",
        "beat.k8s.elastic.co/Beat/testdata/unknown.yaml",
        "elasticsearch.k8s.elastic.co/Elasticsearch/testdata/unknown.yaml",
        "game.kruise.io/GameServer/testdata/unknown.yaml",
        "psmdb.percona.com/PerconaServerMongoDB/testdata/unknown.yaml", "rabbitmq.com/Binding/testdata/unknown.yaml",
        "rabbitmq.com/Exchange/testdata/unknown.yaml", "rabbitmq.com/Permission/testdata/unknown.yaml",
        "rabbitmq.com/Policy/testdata/unknown.yaml", "rabbitmq.com/Queue/testdata/unknown.yaml",
        "rabbitmq.com/Shovel/testdata/unknown.yaml", "rabbitmq.com/User/testdata/unknown.yaml",
        "rabbitmq.com/Vhost/testdata/unknown.yaml"),
    Deviation(
        "Progressing", "its status is of an earlier generation, and says nothing about this one",
        "rabbitmq.com/Exchange/testdata/degraded.yaml", "rabbitmq.com/Exchange/testdata/healthy.yaml"),
    Deviation(
        "Progressing", "Pods that are not ready yet are a rollout, and no failure, as with Kubernetes' own workloads",
        "apps.kruise.io/CloneSet/testdata/degraded.yaml", "apps.kruise.io/DaemonSet/testdata/degraded.yaml",
        "apps.kruise.io/StatefulSet/testdata/degraded.yaml"),
    Deviation(
        "Healthy", "a DaemonSet that no node wants is as it should be",
        "apps.kruise.io/DaemonSet/testdata/no-update-strategy-partition.yaml"),
    Deviation(
        "Healthy", "what has not been scheduled yet has not failed, as with CronJobs",
        "apps.kruise.io/AdvancedCronJob/testdata/notScheduled.yaml"),
    Deviation(
        "Suspended", "shows what is; it does not count for the application", "batch/CronJob/testdata/suspended.yaml"),
    Deviation(
        "Progressing", "what waits for another object is not held by a person",
        "_.cnrm.cloud.google.com/_/testdata/dependency_not_ready.yaml"),
    Deviation(
        "Progressing", "a condition in a state that nobody knows is no failure",
        "operator.knative.dev/KnativeEventing/testdata/degraded.yaml",
        "operator.knative.dev/KnativeServing/testdata/degraded.yaml"),
    Deviation(
        "Healthy", "servers before 1.22 give a budget no conditions, ever",
        "policy/PodDisruptionBudget/testdata/progressing.yaml"),
    Deviation(
        "Degraded", "Contour says that something in it is invalid, and serves it not as it was meant",
        "projectcontour.io/HTTPProxy/testdata/parent_child.yaml"),
    Deviation(
        "Suspended", "a person has paused it, and nothing is unknown",
        "pxc.percona.com/PerconaXtraDBCluster/testdata/paused.yaml"),
    Deviation(
        "Progressing", "to stop is a step on the way to a pause",
        "pxc.percona.com/PerconaXtraDBCluster/testdata/stopping.yaml"),
]

/// Where Kubernetes' own kinds are judged otherwise than Argo CD's tests say.
let builtInDeviations: [Deviation] = [
    Deviation("Healthy", "many ingress controllers never write an address", "./testdata/ingress-unassigned.yaml"),
    Deviation(
        "Progressing", "the test leaves out that Argo CD has a rule for it, too", "./testdata/knative-service.yaml"),
]

/// Where Kubernetes' own kinds are judged otherwise than kstatus does, in its words.
let kstatusDeviations: [Deviation] = [
    Deviation("Failed", "a Pod that has failed is not as it should be", "podCompletedFail"),
    Deviation("InProgress", "a node may be on its way, and nobody can say when it is not", "podUnschedulable"),
    Deviation("Failed", "as with Argo CD: Pods that cannot be made do not come by waiting", "rsReplicaFailure"),
    Deviation("InProgress", "a Job that runs has not done its work; Flux waits for it, too", "jobInProgress"),
    Deviation(
        "InProgress", "servers give each CronJob a status at once, at least an empty one", "cronjobNoStatus",
        "cronjobWithStatus"),
    Deviation("InProgress", "who asks for a load balancer waits for its address", "serviceLBok"),
]
