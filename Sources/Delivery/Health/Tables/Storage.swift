/// Volumes, object stores and backups.
let storageTables: [TableEntry] = [
    TableEntry(
        "snapshot.storage.k8s.io", "VolumeSnapshot VolumeSnapshotContent",
        [.healthy(.flag("status.readyToUse")), .degraded(.said("status.error"))]),
    TableEntry(
        "ceph.rook.io", "CephCluster",
        [
            .each(
                "status.ceph.details", named: "severity",
                [.degraded(.said("message"), .field("severity", "HEALTH_ERR", "HEALTH_WARN"))]),
            .degraded(.field("status.ceph.health", "HEALTH_ERR", "HEALTH_WARN")),
            .degraded(.field("status.state", "Error"), .said("status.ceph.health")),
            .healthy(.field("status.ceph.health", "HEALTH_OK"), .field("status.state", "Created", "Connected")),
            .healthy(.field("status.ceph.health", "HEALTH_OK"), .unsaid("status.state")),
        ]),
    TableEntry(
        "ceph.rook.io", "CephBlockPool CephFilesystem CephObjectStore CephObjectStoreUser CephNFS",
        [.healthy(.field("status.phase", "Ready", "Connected")), .degraded(.field("status.phase", "Failure", "Error"))]),
    TableEntry(
        "objectbucket.io", "ObjectBucketClaim",
        [.healthy(.field("status.phase", "Bound")), .degraded(.field("status.phase", "Failed"))]),
    TableEntry("ocs.openshift.io", "StorageCluster", byAvailability),
    TableEntry(
        "cdi.kubevirt.io", "DataVolume",
        [
            .healthy(.field("status.phase", "Succeeded")), .degraded(.field("status.phase", "Failed", "Unknown")),
            .suspended(.field("status.phase", "Paused")), .degraded(.isFalse("Running", reason: "Error")),
        ]),
    TableEntry(
        "trident.netapp.io", "TridentBackendConfig",
        [
            .degraded(.field("status.lastOperationStatus", "Failed")),
            .healthy(.field("status.phase", "Bound"), .field("status.lastOperationStatus", "Success")),
        ]),
    TableEntry(
        "trident.netapp.io", "TridentOrchestrator",
        [.healthy(.field("status.status", "Installed")), .degraded(.field("status.status", "Failed", "Error"))]),
    TableEntry(
        "astra.netapp.io", "AppVault",
        [
            .healthy(.field("status.state", "available", "Available")),
            .degraded(.field("status.state", "failed", "Failed")),
        ]
    ),
    TableEntry("astra.netapp.io", "Application", byReady),
    TableEntry(
        "astra.netapp.io", "Backup ExecHooksRun ResourceBackup ResticVolumeBackup Snapshot",
        [
            .healthy(.field("status.state", "Completed")), .progressing(.field("status.state", "Running")),
            .degraded(.said("status.state")),
        ]),
    TableEntry(
        "astra.netapp.io", "ExecHook",
        [.healthy(.flag("spec.enabled")), .suspended(.field("spec.enabled", "false"), says: "is disabled")]),
    TableEntry("astra.netapp.io", "Schedule", [.healthy()]),
    TableEntry(
        "velero.io", "Backup Restore",
        [
            .healthy(.field("status.phase", "Completed")),
            .degraded(.field("status.phase", "Failed", "FailedValidation", "PartiallyFailed")),
        ]),
    TableEntry(
        "velero.io", "BackupStorageLocation",
        [.healthy(.field("status.phase", "Available")), .degraded(.field("status.phase", "Unavailable"))]),
    TableEntry(
        "velero.io", "Schedule",
        [
            .suspended(.flag("spec.paused"), says: "is paused"), .healthy(.field("status.phase", "Enabled")),
            .degraded(.field("status.phase", "FailedValidation")),
        ]),
    TableEntry(
        "longhorn.io", "Volume",
        [
            .degraded(.field("status.robustness", "faulted")), .progressing(.field("status.robustness", "degraded")),
            .healthy(.field("status.state", "attached", "detached")),
        ]),
]
