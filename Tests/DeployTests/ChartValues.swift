import Testing

/// Values of the chart, and what they make of it.
struct ChartValues: Sendable, CustomTestStringConvertible {
    let json: String
    /// Texts that the rendered objects hold, and texts that they do not.
    var has: [String] = []
    var lacks: [String] = []

    var testDescription: String { json }

    static let all: [ChartValues] = [
        ChartValues(json: #"{"replicas": 3}"#, has: ["replicas: 3"]),
        ChartValues(
            json: #"{"image": {"repository": "r.example.org:5000/a/b", "tag": "x"}}"#,
            has: ["r.example.org:5000/a/b:x"]),
        ChartValues(
            json: #"{"image": {"digest": "sha256:\#(String(repeating: "a", count: 64))", "tag": "x"}}"#,
            has: ["martlet@sha256:aaaa"], lacks: ["martlet:x"]),
        ChartValues(
            json: #"{"image": {"pullPolicy": "Always", "pullSecrets": [{"name": "registry"}]}}"#,
            has: ["imagePullPolicy: Always", "name: registry"]),
        ChartValues(json: #"{"crds": {"install": false}}"#, lacks: ["CustomResourceDefinition"]),
        ChartValues(json: #"{"crds": {"keep": false}}"#, has: ["CustomResourceDefinition"], lacks: ["resource-policy"]),
        ChartValues(json: #"{"rbac": {"create": false}}"#, lacks: ["rbac.authorization.k8s.io"]),
        ChartValues(json: #"{"rbac": {"applier": false}}"#, has: ["martlet-home"], lacks: ["martlet-applier"]),
        ChartValues(json: #"{"rbac": {"view": false}}"#, lacks: ["martlet-view"]),
        ChartValues(
            json: #"{"rbac": {"scope": "namespace"}}"#, has: ["--confine", "--namespace=$(POD_NAMESPACE)"],
            lacks: ["kind: ClusterRole", "kind: PriorityClass", "priorityClassName"]),
        ChartValues(
            json: #"{"serviceAccount": {"annotations": {"example.org/role": "r"}}}"#, has: ["example.org/role: r"]),
        ChartValues(
            json: #"{"controller": {"defaultServiceAccount": "deployer"}}"#, has: ["--default-service-account=deployer"]
        ),
        ChartValues(json: #"{"controller": {"allowCrossNamespace": true}}"#, has: ["--allow-cross-namespace"]),
        ChartValues(json: #"{"controller": {"allowAppOfApps": true}}"#, has: ["--allow-app-of-apps"]),
        ChartValues(
            json:
                #"{"controller": {"concurrency": 4, "chartCacheSize": 64, "keptSize": 9, "logLevel": "debug", "logFormat": "text"}}"#,
            has: [
                "--concurrency=4", "--chart-cache-size=64", "--kept-size=9", "--log-level=debug", "--log-format=text",
            ]),
        ChartValues(
            json:
                #"{"controller": {"allowLinkLocal": true, "allowPlainCredentials": true, "gitMemory": 128, "gitDisk": 9, "gitNamespaceDisk": 8}}"#,
            has: [
                "--git-disk=9", "--git-namespace-disk=8", "--no-allow-loopback", "--allow-link-local",
                "--allow-plain-credentials", "--git-memory=128",
            ]),
        ChartValues(json: #"{"controller": {"allowLoopback": true}}"#, lacks: ["loopback", "--check-"]),
        ChartValues(
            json: #"{"controller": {"checkHosts": ["*.svc", "a.example.org"], "checkNetworks": ["10.96.0.0/12"]}}"#,
            has: ["--check-hosts=*.svc,a.example.org", "--check-networks=10.96.0.0/12"]),
        ChartValues(
            json: #"{"controller": {"installation": "blue"}}"#, has: ["--installation=blue", "blue-controller"]),
        ChartValues(
            json: #"{"controller": {"extraArgs": ["--allow-file-urls"], "extraEnv": [{"name": "A", "value": "b"}]}}"#,
            has: ["--allow-file-urls", "name: A"]),
        ChartValues(
            json: #"{"replicas": 1, "persistence": {"enabled": true, "storageClassName": "fast", "size": "9Gi"}}"#,
            has: ["claimName: martlet-cache", "storageClassName: fast", "storage: 9Gi", "type: Recreate"]),
        ChartValues(
            json: #"{"replicas": 1, "persistence": {"enabled": true, "existingClaim": "mine"}}"#,
            has: ["claimName: mine"], lacks: ["kind: PersistentVolumeClaim"]),
        ChartValues(json: #"{"persistence": {"size": "9Gi"}}"#, has: ["sizeLimit: 9Gi"]),
        ChartValues(
            json: #"{"priorityClass": {"create": false}}"#, lacks: ["kind: PriorityClass", "priorityClassName"]),
        ChartValues(
            json: #"{"priorityClass": {"name": "high"}}"#, has: ["priorityClassName: high"],
            lacks: ["kind: PriorityClass"]),
        ChartValues(json: #"{"priorityClass": {"value": 900000000}}"#, has: ["value: 900000000"]),
        ChartValues(json: #"{"podDisruptionBudget": {"enabled": false}}"#, lacks: ["PodDisruptionBudget"]),
        ChartValues(json: #"{"podDisruptionBudget": {"maxUnavailable": "50%"}}"#, has: ["maxUnavailable: 50%"]),
        ChartValues(json: #"{"networkPolicy": {"enabled": false}}"#, lacks: ["NetworkPolicy"]),
        ChartValues(
            json: #"""
                {"networkPolicy": {"ingressFrom": [{"namespaceSelector": {}}], "egressPorts": [443, 3000],
                 "egressTo": [{"ipBlock": {"cidr": "10.9.0.0/16"}}]}}
                """#,
            has: ["namespaceSelector", "port: 3000", "cidr: 10.9.0.0/16"], lacks: ["port: 6443"]),
        ChartValues(json: "{}", lacks: ["--webhook", "martlet-webhooks", "8082"]),
        ChartValues(
            json: #"""
                {"webhooks": {"enabled": true, "bodySize": 5, "tlsSecret": "hooks-tls",
                 "ingressFrom": [{"namespaceSelector": {}}]}}
                """#,
            has: [
                "--webhook-listen=0.0.0.0:8082", "--webhook-body=5",
                "--webhook-certificate=/etc/martlet/webhooks/tls.crt",
                "secretName: hooks-tls", "containerPort: 8082", "port: 443", "name: martlet-webhooks",
                "namespaceSelector",
            ]),
        ChartValues(
            json: #"{"webhooks": {"enabled": true}, "networkPolicy": {"enabled": false}}"#,
            has: ["port: 80\n", "--webhook-listen=0.0.0.0:8082"],
            lacks: ["--webhook-body", "--webhook-key", "webhook-certificate", "NetworkPolicy"]),
        ChartValues(
            json: #"{"serviceMonitor": {"enabled": true, "interval": "5s", "labels": {"release": "prometheus"}}}"#,
            has: ["kind: ServiceMonitor", "interval: 5s", "release: prometheus"]),
        ChartValues(
            json: #"{"prometheusRule": {"enabled": true, "labels": {"release": "prometheus"}}}"#,
            has: ["kind: PrometheusRule", "{{ $labels.queue }}", "release: prometheus"]),
        ChartValues(
            json: #"{"resources": {"requests": {"cpu": "1", "memory": "1Gi"}, "limits": {"memory": "2Gi"}}}"#,
            has: ["memory: 2Gi"], lacks: ["memory: 640Mi"]),
        ChartValues(
            json: #"""
                {"commonLabels": {"team": "a"}, "commonAnnotations": {"note": "b"}, "podLabels": {"tier": "c"},
                 "podAnnotations": {"prometheus.io/scrape": "false"}}
                """#,
            has: ["team: a", "note: b", "tier: c", #"prometheus.io/scrape: "false""#]),
        ChartValues(
            json: #"""
                {"nodeSelector": {"disk": "ssd"}, "tolerations": [{"operator": "Exists"}],
                 "affinity": {"nodeAffinity": {}}}
                """#,
            has: ["disk: ssd", "operator: Exists", "nodeAffinity"]),
        ChartValues(json: #"{"global": {"imageRegistry": "ignored"}}"#, lacks: ["ignored"]),
    ]

    /// Values, and what the message names.
    static let refused: [(String, String)] = [
        (#"{"replica": 1}"#, "replica"),
        (#"{"replicas": -1}"#, "/replicas"),
        (#"{"replicas": "two"}"#, "/replicas"),
        (#"{"persistence": {"enabled": true}}"#, "/replicas"),
        (#"{"persistence": {"size": "big"}}"#, "/persistence/size"),
        (#"{"image": {"repository": ""}}"#, "/image/repository"),
        (#"{"image": {"repository": "martlet:1"}}"#, "/image/repository"),
        (#"{"image": {"tag": "a b"}}"#, "/image/tag"),
        (#"{"image": {"digest": "abc"}}"#, "/image/digest"),
        (#"{"image": {"pullPolicy": "Sometimes"}}"#, "/image/pullPolicy"),
        (#"{"image": {"pullSecrets": ["registry"]}}"#, "/image/pullSecrets"),
        (#"{"rbac": {"scope": "world"}}"#, "/rbac/scope"),
        (#"{"rbac": {"scope": "namespace"}, "controller": {"allowCrossNamespace": true}}"#, "allowCrossNamespace"),
        (#"{"crds": {"install": "yes"}}"#, "/crds/install"),
        (#"{"controller": {"logLevel": "loud"}}"#, "/controller/logLevel"),
        (#"{"controller": {"logFormat": "xml"}}"#, "/controller/logFormat"),
        (#"{"controller": {"concurrency": 0}}"#, "/controller/concurrency"),
        (#"{"controller": {"chartCacheSize": 0}}"#, "/controller/chartCacheSize"),
        (#"{"controller": {"keptSize": 0}}"#, "/controller/keptSize"),
        (#"{"controller": {"defaultServiceAccount": "A B"}}"#, "/controller/defaultServiceAccount"),
        (#"{"controller": {"extraArgs": ["allow-file-urls"]}}"#, "/controller/extraArgs"),
        (#"{"controller": {"extraEnv": [{"value": "b"}]}}"#, "/controller/extraEnv"),
        (#"{"controller": {"verbose": true}}"#, "verbose"),
        (#"{"networkPolicy": {"egressPorts": [70000]}}"#, "/networkPolicy/egressPorts"),
        (#"{"networkPolicy": {"egressPorts": []}}"#, "/networkPolicy/egressPorts"),
        (#"{"podDisruptionBudget": {"maxUnavailable": "half"}}"#, "/podDisruptionBudget/maxUnavailable"),
        (#"{"priorityClass": {"value": 2000000000}}"#, "/priorityClass/value"),
        (#"{"webhooks": {"bodySize": 26}}"#, "/webhooks/bodySize"),
        (#"{"webhooks": {"tlsSecret": "A B"}}"#, "/webhooks/tlsSecret"),
        (#"{"serviceMonitor": {"interval": "often"}}"#, "/serviceMonitor/interval"),
        (#"{"commonLabels": {"app.kubernetes.io/name": "other"}}"#, "app.kubernetes.io/name"),
        (#"{"resources": {"cpu": "1"}}"#, "/resources"),
        (#"{"tolerations": {"operator": "Exists"}}"#, "/tolerations"),
    ]
}
