import Documents
import Health
import Testing

/// The tools that many people have, by what their objects look like when all is well, when it takes its time, and when not.
@Suite("Health of well-known operators' kinds")
struct FamilyTests {
    /// A kind that tells by conditions, as `Type=Status` or `Type=Status:Reason`, one after another.
    private static func said(_ kind: String, _ conditions: String, _ status: HealthStatus) -> Case {
        let all = conditions.split(separator: " ").map { text in
            let parts = text.split { $0 == "=" || $0 == ":" }.map(String.init)
            return condition(parts[0], parts[1], parts.count > 2 ? parts[2] : "", "because of \(parts[0])")
        }
        return row(kind, ["conditions": .array(all)], status, conditions)
    }

    /// One that tells by a field of its status.
    private static func field(_ kind: String, _ path: String, _ value: Value, _ status: HealthStatus) -> Case {
        let nested = path.split(separator: ".").reversed().reduce(value) { inner, key in .object([String(key): inner]) }
        return row(kind, nested, status, "\(path) \(value.string ?? "")")
    }

    private static func row(
        _ kind: String, _ status: Value, _ expected: HealthStatus, _ title: String, spec: Value = [:]
    ) -> Case {
        let parts = kind.split(separator: " ").map(String.init)
        return Case("\(parts[1]): \(title)", object("\(parts[0])/v1", parts[1], spec: spec, status: status), expected)
    }

    static let delivery: [Case] = [
        field("argoproj.io Rollout", "phase", "Healthy", .healthy),
        field("argoproj.io Rollout", "phase", "Degraded", .degraded),
        field("argoproj.io Rollout", "phase", "Paused", .suspended),
        field("argoproj.io Rollout", "phase", "Splendid", .unknown),
        field("argoproj.io AnalysisRun", "phase", "Running", .progressing),
        field("argoproj.io AnalysisRun", "phase", "Inconclusive", .unknown),
        field("argoproj.io AnalysisRun", "phase", "Error", .degraded),
        said("argoproj.io Sensor", "Deployed=True TriggersProvided=False", .degraded),
        field("flagger.app Canary", "phase", "Initializing", .progressing),
        field("flagger.app Canary", "phase", "WaitingPromotion", .suspended),
        field("flagger.app Canary", "phase", "Succeeded", .healthy),
        field("flagger.app Canary", "phase", "Failed", .degraded),
        said("helm.toolkit.fluxcd.io HelmRelease", "Ready=Unknown:Progressing", .progressing),
        said("source.toolkit.fluxcd.io GitRepository", "Ready=False:GitOperationFailed", .degraded),
        said("fluxcd.controlplane.io ResourceSet", "Ready=True", .healthy),
        field("kargo.akuity.io Promotion", "phase", "Errored", .degraded),
        said("kargo.akuity.io Stage", "Promoting=True Ready=False", .progressing),
        said("promoter.argoproj.io GitRepository", "Ready=False:ReconciliationError", .degraded),
    ]

    static let secrets: [Case] = [
        said("cert-manager.io Issuer", "Ready=False", .degraded),
        said("cert-manager.io Certificate", "Ready=False Issuing=True", .progressing),
        said("cert-manager.io CertificateRequest", "Ready=False:Pending", .progressing),
        said("cert-manager.io CertificateRequest", "Ready=False:Denied Denied=True", .degraded),
        field("acme.cert-manager.io Challenge", "state", "valid", .healthy),
        field("acme.cert-manager.io Order", "state", "errored", .degraded),
        said("external-secrets.io ExternalSecret", "Ready=False:SecretSyncedError", .degraded),
        said("external-secrets.io ClusterExternalSecret", "PartiallyReady=True Ready=True", .healthy),
        said("external-secrets.io ClusterExternalSecret", "Ready=True PartiallyReady=True", .degraded),
        said("bitnami.com SealedSecret", "Synced=False", .degraded),
        said("bitnami.com SealedSecret", "Synced=True", .healthy),
    ]

    static let platforms: [Case] = [
        said("gateway.networking.k8s.io Gateway", "Accepted=True Programmed=False", .progressing),
        said("gateway.networking.k8s.io Gateway", "Accepted=True Programmed=True", .healthy),
        said("gateway.networking.k8s.io GatewayClass", "Accepted=False", .degraded),
        row("networking.istio.io VirtualService", [:], .healthy, "says nothing"),
        row(
            "networking.istio.io VirtualService",
            ["validationMessages": [["level": "ERROR", "type": ["code": "IST0101"]]]],
            .degraded, "is invalid"),
        said("keda.sh ScaledObject", "Ready=True Paused=True", .suspended),
        said("keda.sh ScaledObject", "Ready=True Fallback=True", .degraded),
        said("keda.sh ScaledJob", "Ready=True", .healthy),
        said("pkg.crossplane.io Provider", "Installed=True Healthy=False", .degraded),
        said("pkg.crossplane.io Provider", "Installed=True Healthy=True", .healthy),
        said("s3.aws.upbound.io Bucket", "Synced=True Ready=False", .progressing),
        said("s3.aws.upbound.io Bucket", "Synced=False:ReconcilePaused Ready=True", .suspended),
        row("aws.upbound.io ProviderConfig", [:], .healthy, "has no conditions"),
        said("serving.knative.dev Service", "ConfigurationsReady=False RoutesReady=True Ready=False", .degraded),
        said("serving.knative.dev Revision", "Active=False Ready=True", .healthy),
        said("sql.cnrm.cloud.google.com SQLInstance", "Ready=False:UpdateFailed", .degraded),
        said("s3.services.k8s.aws Bucket", "ACK.ResourceSynced=True", .healthy),
        said("kyverno.io ClusterPolicy", "Ready=True", .healthy),
        said("tekton.dev PipelineRun", "Succeeded=Unknown", .progressing),
    ]

    static let clusters: [Case] = [
        row("cluster.x-k8s.io Cluster", ["phase": "Provisioned"], .healthy, "provisioned"),
        row("cluster.x-k8s.io Cluster", [:], .suspended, "paused", spec: ["paused": true]),
        field("cluster.x-k8s.io Machine", "phase", "Failed", .degraded),
        field("postgresql.cnpg.io Cluster", "phase", "Cluster in healthy state", .healthy),
        field("postgresql.cnpg.io Cluster", "phase", "Switchover in progress", .progressing),
        field("postgresql.cnpg.io Cluster", "phase", "Waiting for user action", .suspended),
        field(
            "postgresql.cnpg.io Cluster", "phase", "Cluster is unrecoverable and needs manual intervention", .degraded),
        said("kafka.strimzi.io Kafka", "NotReady=True:Creating", .progressing),
        said("kafka.strimzi.io Kafka", "NotReady=True:KafkaException", .degraded),
        said("kafka.strimzi.io KafkaTopic", "Ready=True", .healthy),
        said("monitoring.coreos.com Prometheus", "Available=Degraded:SomePodsNotReady", .progressing),
        said("monitoring.coreos.com Alertmanager", "Available=False:NoPodReady", .degraded),
        said(
            "rabbitmq.com RabbitmqCluster", "ReconcileSuccess=True ClusterAvailable=True AllReplicasReady=False",
            .progressing),
        field("elasticsearch.k8s.elastic.co Elasticsearch", "health", "yellow", .progressing),
        field("ceph.rook.io CephCluster", "ceph.health", "HEALTH_WARN", .degraded),
        Case(
            "CephCluster says what is wrong with it",
            object(
                "ceph.rook.io/v1", "CephCluster",
                status: [
                    "message": "Cluster created successfully",
                    "ceph": [
                        "health": "HEALTH_ERR",
                        "details": [
                            "POOL_NEARFULL": ["severity": "HEALTH_WARN", "message": "1 pool is nearly full"]
                        ],
                    ],
                ]), .degraded, "HEALTH_WARN: 1 pool is nearly full"),
        said("operators.coreos.com Subscription", "CatalogSourcesUnhealthy=True", .degraded),
        said("config.openshift.io ClusterOperator", "Available=True Progressing=False Degraded=False", .healthy),
    ]

    static let kubernetes: [Case] = [
        row("policy PodDisruptionBudget", [:], .healthy, "without conditions"),
        said("policy PodDisruptionBudget", "DisruptionAllowed=False:InsufficientPods", .healthy),
        said("policy PodDisruptionBudget", "DisruptionAllowed=False:SyncFailed", .degraded),
        said("certificates.k8s.io CertificateSigningRequest", "Denied=True", .degraded),
        said("certificates.k8s.io CertificateSigningRequest", "Approved=True", .progressing),
        Case("PersistentVolume", object("v1", "PersistentVolume", status: ["phase": "Available"]), .healthy),
        Case(
            "PersistentVolume", object("v1", "PersistentVolume", status: ["phase": "Failed", "message": "in use"]),
            .degraded, "in use"),
        Case(
            "ReplicationController", object("v1", "ReplicationController", spec: ["replicas": 1]), .progressing,
            "0 of 1"),
    ]

    @Test("delivery", arguments: delivery) func deliveryRules(example: Case) { example.check() }
    @Test("secrets", arguments: secrets) func secretRules(example: Case) { example.check() }
    @Test("platforms", arguments: platforms) func platformRules(example: Case) { example.check() }
    @Test("clusters of all kinds", arguments: clusters) func clusterRules(example: Case) { example.check() }
    @Test("Kubernetes' own", arguments: kubernetes) func kubernetesRules(example: Case) { example.check() }
}
