/// Brokers, queues and streams.
let messagingTables: [TableEntry] = [
    TableEntry(
        "kafka.strimzi.io",
        "Kafka KafkaBridge KafkaConnect KafkaConnector KafkaTopic KafkaUser KafkaMirrorMaker KafkaMirrorMaker2",
        [.progressing(.isTrue("NotReady", reason: "Creating")), .degraded(.isTrue("NotReady"))] + byReady),
    TableEntry(
        "kafka.strimzi.io", "KafkaRebalance",
        [
            .degraded(.isTrue("NotReady")), .suspended(.isTrue("ProposalReady"), says: "waits for approval"),
            .suspended(.isTrue("Stopped")), .healthy(.isTrue("Ready")),
        ]),
    TableEntry(
        "kafka.banzaicloud.io", "KafkaCluster",
        [
            .progressing(.field("status.state", "ClusterRollingUpgrading")),
            .each(
                "status.brokersState", named: "name",
                [
                    .degraded(.unsaid("configurationState")),
                    .degraded(.otherField("configurationState", "ConfigInSync")),
                    .degraded(
                        .otherField(
                            "gracefulActionState.cruiseControlState", "GracefulUpscaleSucceeded",
                            "GracefulDownscaleSucceeded")),
                ]),
            .healthy(
                .field("status.state", "ClusterRunning"),
                .field("status.cruiseControlTopicStatus", "CruiseControlTopicReady")),
            .progressing(.field("status.state", "*")),
        ]),
    TableEntry(
        "platform.confluent.io",
        "Connect ControlCenter Kafka KRaftController KafkaRestProxy KsqlDB SchemaRegistry Zookeeper",
        [.healthy(.field("status.phase", "RUNNING")), .degraded(.field("status.phase", "ERROR"))]),
    TableEntry(
        "platform.confluent.io", "Connector",
        [
            .degraded(.field("status.state", "ERROR")), .degraded(.positive("status.failedTasksCount")),
            .healthy(.field("status.state", "CREATED"), .field("status.connectorState", "RUNNING")),
        ]),
    TableEntry(
        "rabbitmq.com",
        "Binding Exchange Federation OperatorPolicy Permission Policy Queue SchemaReplication Shovel SuperStream "
            + "TopicPermission User Vhost", byReady),
    TableEntry(
        "rabbitmq.com", "RabbitmqCluster",
        [
            .degraded(.isFalse("ReconcileSuccess")), .progressing(.isNotTrue("ClusterAvailable")),
            .progressing(.isNotTrue("AllReplicasReady")),
            .healthy(.isTrue("ClusterAvailable"), .isTrue("AllReplicasReady")),
        ]),
    TableEntry("numaflow.numaproj.io", "InterStepBufferService MonoVertex Pipeline Vertex", byNumaflow),
    TableEntry(
        "numaplane.numaproj.io", "ISBServiceRollout MonoVertexRollout NumaflowControllerRollout PipelineRollout",
        byNumaplane),
    TableEntry("camel.apache.org", "Integration Pipe KameletBinding", byReady),
]

private let byNumaflow: [Clause] = [
    .degraded(.field("status.phase", "Failed")),
    .degraded(
        .field(["metadata", "labels", "numaplane.numaproj.io/progressive-result-state"], "failed"),
        says: "its progressive upgrade has failed"),
    .degraded(.isFalse("*")), .healthy(.field("status.phase", "Running", "Paused", "Pausing")),
]

private let byNumaplane: [Clause] = [
    .progressing(.isFalse("ChildResourcesHealthy", reason: "Progressing")),
    .degraded(.field("status.phase", "Failed")), .degraded(.isFalse("ProgressiveUpgradeSucceeded")),
    .progressing(.said("status.upgradeInProgress"), says: "is being upgraded"),
    .progressing(.field("status.phase", "Pending")),
    .degraded(
        .isFalse("ChildResourcesHealthy", reason: "ISBSvcFailed", "MonoVertexFailed", "PipelineFailed", "Failed")),
    .healthy(.isTrue("PipelinePausingOrPaused")), .healthy(.isTrue("MonoVertexPausingOrPaused")),
    .healthy(.isTrue("ChildResourcesHealthy")), .degraded(.isFalse("ChildResourcesHealthy")),
    .unknown(.said("status.conditions")),
]
