/// Certificates, and secrets that are kept elsewhere.
let secretTables: [TableEntry] = [
    TableEntry("cert-manager.io", "Certificate", [.progressing(.isTrue("Issuing"))] + byReady),
    TableEntry("cert-manager.io", "Issuer ClusterIssuer", byReady),
    TableEntry(
        "cert-manager.io", "CertificateRequest",
        [
            .degraded(.isTrue("Denied")), .degraded(.isTrue("InvalidRequest")),
            .progressing(.isFalse("Ready", reason: "Pending")),
        ] + byReady),
    TableEntry(
        "acme.cert-manager.io", "Order Challenge",
        [
            .healthy(.field("status.state", "valid")),
            .degraded(.field("status.state", "invalid", "expired", "errored")),
        ]),
    TableEntry("trust.cert-manager.io", "Bundle", bySynced),
    TableEntry("certmanager.k8s.io", "Certificate Issuer ClusterIssuer", byReady),
    TableEntry(
        "external-secrets.io", "ExternalSecret PushSecret ClusterPushSecret SecretStore ClusterSecretStore", byReady),
    TableEntry(
        "external-secrets.io", "ClusterExternalSecret",
        // It keeps conditions that are over; the last is the latest.
        [
            .healthy(.lastIsTrue("Ready")), .degraded(.lastIsTrue("PartiallyReady")),
            .degraded(.lastIsTrue("NotReady")), .degraded(.isFalse("Ready")),
        ]),
    TableEntry(
        "kubernetes-client.io", "ExternalSecret",
        [
            .healthy(.field("status.status", "SUCCESS")), .degraded(.field("status.status", "ERROR*")),
        ]),
    TableEntry("bitnami.com", "SealedSecret", bySynced),
    TableEntry("onepassword.com", "OnePasswordItem", byReady),
    TableEntry(
        "networking.gke.io", "ManagedCertificate",
        [
            .each(
                "status.domainStatus", named: "domain",
                [.degraded(.field("status", "FailedNotVisible", "FailedCaaChecking", "FailedCaaForbidden"))]),
            .healthy(.field("status.certificateStatus", "Active")),
        ]),
]
