/// Databases, caches and search.
let databaseTables: [TableEntry] = [
    TableEntry(
        "acid.zalan.do", "postgresql",
        [
            .healthy(.field("status.PostgresClusterStatus", "Running")),
            .progressing(.field("status.PostgresClusterStatus", "Creating", "Updating")),
            .degraded(.said("status.PostgresClusterStatus")),
        ]),
    TableEntry("postgresql.cnpg.io", "Cluster", byCloudNativePG),
    TableEntry(
        "postgresql.cnpg.io", "Backup",
        [.healthy(.field("status.phase", "completed")), .degraded(.field("status.phase", "failed"))]),
    TableEntry(
        "postgresql.cnpg.io", "Database Publication Subscription",
        [.healthy(.flag("status.applied")), .degraded(.field("status.applied", "false"))]),
    TableEntry(
        "k8s.mariadb.com mariadb.mmontes.io", "MariaDB MaxScale",
        [.degraded(.isFalse("*", reason: "Failed"))] + byAllTrue),
    TableEntry(
        "k8s.mariadb.com mariadb.mmontes.io", "Backup Restore",
        [.degraded(.isFalse("*", reason: "JobFailed", "Failed")), .degraded(.isFalse("*", message: "Failed"))]
            + byAllTrue),
    TableEntry(
        "k8s.mariadb.com mariadb.mmontes.io", "Connection Database Grant User",
        [.degraded(.isNotTrue("Ready")), .healthy(.isTrue("Ready"))]),
    TableEntry(
        "k8s.mariadb.com mariadb.mmontes.io", "SqlJob",
        [.healthy(.isTrue("*", reason: "JobComplete")), .degraded(.isTrue("*", reason: "JobFailed"))]),
    TableEntry("psmdb.percona.com", "PerconaServerMongoDB", byPercona),
    TableEntry("pxc.percona.com", "PerconaXtraDBCluster", byPercona),
    TableEntry("ps.percona.com", "PerconaServerMySQL", byPercona),
    TableEntry("pgv2.percona.com", "PerconaPGCluster", byPercona),
    TableEntry(
        "psmdb.percona.com pxc.percona.com ps.percona.com",
        "PerconaServerMongoDBBackup PerconaServerMongoDBRestore PerconaXtraDBClusterBackup PerconaXtraDBClusterRestore "
            + "PerconaServerMySQLBackup PerconaServerMySQLRestore",
        [
            .healthy(.field("status.state", "ready", "Succeeded")),
            .degraded(.field("status.state", "error", "Failed")),
        ]),
    TableEntry("clickhouse.altinity.com", "ClickHouseInstallation", byClickHouse),
    TableEntry("clickhouse-keeper.altinity.com", "ClickHouseKeeperInstallation", byClickHouse),
    TableEntry(
        "cassandra.rook.io", "Cluster",
        [
            .each("status.racks", named: "name", [.progressing(.fewer("readyMembers", "members"))]),
            .healthy(.said("status.racks")),
        ]),
    TableEntry(
        "minio.min.io", "Tenant",
        [
            .healthy(.field("status.currentState", "Initialized")),
            .degraded(
                .field(
                    "status.currentState", "Statefulset not controlled by operator",
                    "Another MinIO Tenant already exists in the namespace", "Tenant credentials are not set properly",
                    "Different versions across MinIO Pools", "Pool Decommissioning Not Allowed")),
            .progressing(.said("status.currentState")),
        ]),
    TableEntry("mongodbcommunity.mongodb.com", "MongoDBCommunity", byMongoDB),
    TableEntry("mongodb.com", "MongoDB MongoDBMultiCluster MongoDBUser", byMongoDB),
    TableEntry(
        "db.atlasgo.io", "AtlasMigration AtlasSchema",
        [
            .healthy(.isTrue("Ready")), .progressing(.isNotTrue("Ready", reason: "Reconciling", "GettingDevDB")),
            .degraded(.isNotTrue("Ready")),
        ]),
    TableEntry(
        "elasticsearch.k8s.elastic.co", "Elasticsearch",
        [
            .progressing(.positive("status.availableNodes"), .fewer("status.availableNodes", "spec.nodeSets.count"))
        ] + byElastic),
    TableEntry("kibana.k8s.elastic.co", "Kibana", byElastic),
    TableEntry("apm.k8s.elastic.co", "ApmServer", byElastic),
    TableEntry("agent.k8s.elastic.co", "Agent", byElastic),
    TableEntry("beat.k8s.elastic.co", "Beat", byElastic),
    TableEntry("logstash.k8s.elastic.co", "Logstash", byElastic),
    TableEntry("maps.k8s.elastic.co", "ElasticMapsServer", byElastic),
    TableEntry("enterprisesearch.k8s.elastic.co", "EnterpriseSearch", byElastic),
    TableEntry(
        "solr.apache.org", "SolrCloud",
        [
            .each("status.solrNodes", named: "name", [.healthy(.flag("ready")), .progressing(says: "is not ready")]),
            .healthy(.said("status.solrNodes")),
        ]),
    TableEntry(
        "zookeeper.pravega.io", "ZookeeperCluster",
        [
            .healthy(.positive("status.readyReplicas"), .equal("status.readyReplicas", "status.replicas")),
            .progressing(.fewer("status.readyReplicas", "status.replicas")),
        ]),
]

/// What CloudNativePG does of its own accord is progress; what waits for a person is suspended; the rest is trouble.
private let byCloudNativePG: [Clause] = [
    .suspended(
        .field(["metadata", "annotations", "cnpg.io/reconciliationLoop"], "disabled"), says: "is not reconciled"),
    .suspended(.isTrue("cnpg.io/hibernation")), .progressing(.isFalse("cnpg.io/hibernation")),
    .healthy(.field("status.phase", "Cluster in healthy state")),
    .progressing(
        .field(
            "status.phase", "Setting up primary", "Creating a new replica", "Upgrading cluster",
            "Waiting for the instances to become active", "Promoting to primary cluster", "Switchover in progress",
            "Upgrading Postgres major version", "Primary instance is being restarted in-place",
            "Primary instance is being restarted without a switchover", "Online upgrade in progress",
            "Applying configuration")),
    .suspended(.field("status.phase", "Cluster upgrade delayed", "Waiting for user action")),
    .degraded(
        .field(
            "status.phase", "Failing over", "Unable to create required cluster objects",
            "Cluster cannot execute instance online upgrade due to missing architecture binary",
            "Cluster cannot proceed to reconciliation due to an unknown plugin being required",
            "Cluster has incomplete or invalid image catalog",
            "Cluster is unrecoverable and needs manual intervention")),
    .unknown(.said("status.phase"), .said("status.conditions")),
]

/// All conditions have to be true.
private let byAllTrue: [Clause] = [.progressing(.isFalse("*")), .healthy(.isTrue("*"))]

private let byPercona: [Clause] = [
    .healthy(.field("status.state", "ready")), .progressing(.field("status.state", "initializing", "stopping")),
    .degraded(.field("status.state", "error")), .suspended(.field("status.state", "paused"), says: "is paused"),
    .unknown(.said("status.state")),
]

private let byClickHouse: [Clause] = [
    .healthy(.field("status.status", "Completed")), .progressing(.field("status.status", "InProgress")),
    .degraded(.said("status.status")),
]

private let byMongoDB: [Clause] = [
    .healthy(.field("status.phase", "Running", "Updated")), .degraded(.field("status.phase", "Failed")),
]

private let byElastic: [Clause] = [
    .degraded(.field("status.phase", "Invalid")),
    .progressing(.field("status.phase", "ApplyingChanges", "MigratingData")),
    .degraded(.field("status.health", "red")), .progressing(.field("status.health", "yellow")),
    .healthy(.field("status.health", "green")), .unknown(.said("status.health")),
]
