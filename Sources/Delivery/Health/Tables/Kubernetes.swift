/// Those of Kubernetes' own kinds that need no code.
let kubernetesTables: [TableEntry] = [
    // Servers before 1.22 give a budget no conditions, so that their absence says nothing.
    TableEntry(
        "policy", "PodDisruptionBudget",
        [.degraded(.isFalse("DisruptionAllowed", exceptFor: "InsufficientPods")), .healthy()]),
    TableEntry(
        "", "PersistentVolume",
        [
            .degraded(.field("status.phase", "Failed")), .progressing(.field("status.phase", "Pending")), .healthy(),
        ]),
    TableEntry(
        "certificates.k8s.io", "CertificateSigningRequest",
        [.degraded(.isTrue("Denied")), .degraded(.isTrue("Failed")), .healthy(.said("status.certificate"))]),
    TableEntry("flowcontrol.apiserver.k8s.io", "FlowSchema", [.degraded(.isTrue("Dangling")), .healthy()]),
    TableEntry(
        "apiregistration.k8s.io", "APIService", [.healthy(.isTrue("Available")), .progressing(.isNotTrue("Available"))]),
]
