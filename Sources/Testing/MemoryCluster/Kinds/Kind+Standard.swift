internal import Documents

/// The built-in kinds that programs here use, each in the one version that they use.
extension Kind {
    /// apiVersion, kind, plural, and what else there is to say of it.
    private static let table = """
        v1 Namespace namespaces cluster status
        v1 ConfigMap configmaps
        v1 Secret secrets
        v1 Service services status
        v1 ServiceAccount serviceaccounts
        v1 Pod pods status
        v1 PersistentVolumeClaim persistentvolumeclaims status
        v1 PersistentVolume persistentvolumes cluster status
        v1 Node nodes cluster status
        v1 LimitRange limitranges
        v1 ResourceQuota resourcequotas status
        apps/v1 Deployment deployments status generation
        apps/v1 StatefulSet statefulsets status generation
        apps/v1 DaemonSet daemonsets status generation
        apps/v1 ReplicaSet replicasets status generation
        batch/v1 Job jobs status
        batch/v1 CronJob cronjobs status generation
        networking.k8s.io/v1 Ingress ingresses status generation
        networking.k8s.io/v1 NetworkPolicy networkpolicies generation
        policy/v1 PodDisruptionBudget poddisruptionbudgets status generation
        rbac.authorization.k8s.io/v1 Role roles
        rbac.authorization.k8s.io/v1 RoleBinding rolebindings
        rbac.authorization.k8s.io/v1 ClusterRole clusterroles cluster
        rbac.authorization.k8s.io/v1 ClusterRoleBinding clusterrolebindings cluster
        coordination.k8s.io/v1 Lease leases
        certificates.k8s.io/v1 CertificateSigningRequest certificatesigningrequests cluster status
        events.k8s.io/v1 Event events
        storage.k8s.io/v1 StorageClass storageclasses cluster
        scheduling.k8s.io/v1 PriorityClass priorityclasses cluster generation
        admissionregistration.k8s.io/v1 MutatingWebhookConfiguration mutatingwebhookconfigurations cluster generation
        admissionregistration.k8s.io/v1 ValidatingWebhookConfiguration validatingwebhookconfigurations cluster generation
        apiextensions.k8s.io/v1 CustomResourceDefinition customresourcedefinitions cluster status generation
        flowcontrol.apiserver.k8s.io/v1 FlowSchema flowschemas cluster status generation
        """

    static func standard(_ traits: ServerTraits) -> [Kind] {
        table.split(separator: "\n").map { line in
            let words = line.split(separator: " ").map(String.init)
            let gvk = GroupVersionKind(apiVersion: words[0], kind: words[1])
            return Kind(
                gvk: gvk, plural: words[2], singular: gvk.kind.lowercased(), namespaced: !words.contains("cluster"),
                hasStatus: words.contains("status"), countsGenerations: words.contains("generation"),
                shape: .standard(gvk.kind, traits), blank: blank(gvk.kind),
                defaults: defaults[gvk.kind].map { Defaults($0) } ?? .none, traits: traits)
        }
    }

    /// The fields that an object of the kind has although nobody said anything of them.
    private static func blank(_ kind: String) -> Value {
        var blank: Value = ["metadata": [:]]
        switch kind {
        case "Event":
            blank["regarding"] = [:]
            blank["deprecatedSource"] = [:]
        case "ConfigMap", "Secret", "ServiceAccount", "Role", "ClusterRole", "StorageClass", "PriorityClass",
            "MutatingWebhookConfiguration", "ValidatingWebhookConfiguration":
            break
        case "RoleBinding", "ClusterRoleBinding": blank["roleRef"] = [:]
        case "Deployment", "StatefulSet", "DaemonSet", "ReplicaSet", "Job":
            blank["spec"] = ["template": podTemplate]
            if kind == "Deployment" { blank["spec"]?["strategy"] = [:] }
            if kind == "StatefulSet" || kind == "DaemonSet" { blank["spec"]?["updateStrategy"] = [:] }
            blank["status"] = [:]
        case "CronJob":
            blank["spec"] = ["jobTemplate": ["metadata": [:], "spec": ["template": podTemplate]]]
            blank["status"] = [:]
        case "Pod":
            blank["spec"] = ["containers": []]
            blank["status"] = [:]
        case "PersistentVolumeClaim":
            blank["spec"] = ["resources": [:]]
            blank["status"] = [:]
        case "Service", "Ingress":
            blank["spec"] = [:]
            blank["status"] = ["loadBalancer": [:]]
        case "CustomResourceDefinition":
            blank["spec"] = ["names": [:], "versions": []]
            blank["status"] = ["acceptedNames": [:], "conditions": [], "storedVersions": []]
        default:
            blank["spec"] = [:]
            blank["status"] = [:]
        }
        return blank
    }

    private static let podTemplate: Value = ["metadata": [:], "spec": ["containers": []]]

    private static let container: Value = [
        "resources": [:], "terminationMessagePath": "/dev/termination-log", "terminationMessagePolicy": "File",
        "ports?": [["protocol": "TCP"]], "livenessProbe?": probe, "readinessProbe?": probe, "startupProbe?": probe,
    ]

    private static let probe: Value = [
        "timeoutSeconds": 1, "periodSeconds": 10, "successThreshold": 1, "failureThreshold": 3,
        "httpGet?": ["scheme": "HTTP"],
    ]

    private static let podSpec: Value = [
        "containers?": [container], "initContainers?": [container], "restartPolicy": "Always",
        "terminationGracePeriodSeconds": 30, "dnsPolicy": "ClusterFirst", "securityContext": [:],
        "schedulerName": "default-scheduler",
        "volumes?": [["configMap?": ["defaultMode": 420], "secret?": ["defaultMode": 420]]],
    ]

    private static let defaults: [String: Value] = [
        "Deployment": [
            "spec": [
                "replicas": 1, "strategy": ["type": "RollingUpdate", "rollingUpdate": rolling],
                "revisionHistoryLimit": 10, "progressDeadlineSeconds": 600,
                "template": ["metadata": [:], "spec": podSpec],
            ]
        ],
        "StatefulSet": [
            "spec": [
                "replicas": 1, "podManagementPolicy": "OrderedReady", "revisionHistoryLimit": 10,
                "updateStrategy": ["type": "RollingUpdate", "rollingUpdate": ["partition": 0]],
                "template": ["metadata": [:], "spec": podSpec],
            ]
        ],
        "Secret": ["type": "Opaque"],
        "Namespace": ["spec": [:], "status": ["phase": "Active"]],
        "Service": [
            "spec": ["ports?": [["protocol": "TCP"]], "type": "ClusterIP", "sessionAffinity": "None"],
            "status": ["loadBalancer": [:]],
        ],
        "Pod": ["spec": podSpec, "status": ["phase": "Pending"]],
    ]

    private static let rolling: Value = ["maxUnavailable": "25%", "maxSurge": "25%"]
}
