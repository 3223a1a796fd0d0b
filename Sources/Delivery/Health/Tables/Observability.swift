/// What watches the rest: metrics, logs, traces, dashboards.
let observabilityTables: [TableEntry] = [
    TableEntry(
        "monitoring.coreos.com", "Alertmanager Prometheus PrometheusAgent ThanosRuler",
        [
            .healthy(.isTrue("Available")), .progressing(.isNotTrue("Available", reason: "SomePodsNotReady")),
            .degraded(.isNotTrue("Available")),
            // Former operators write no conditions.
            .healthy(.positive("status.availableReplicas"), .equal("status.availableReplicas", "status.replicas")),
        ]),
    TableEntry(
        "operator.victoriametrics.com", "*",
        [
            .healthy(.field("status.updateStatus", "operational")), .degraded(.field("status.updateStatus", "failed")),
            .suspended(.field("status.updateStatus", "paused")),
        ]),
    TableEntry(
        "grafana.integreatly.org", "Grafana",
        [
            .degraded(.field("status.stage", "*"), .field("status.stageStatus", "failed")),
            .healthy(.field("status.stage", "complete"), .field("status.stageStatus", "success")),
            .progressing(.said("status.stage")),
        ]),
    TableEntry(
        "grafana.integreatly.org",
        "GrafanaAlertRuleGroup GrafanaContactPoint GrafanaDashboard GrafanaFolder GrafanaMuteTiming "
            + "GrafanaNotificationPolicy GrafanaNotificationTemplate",
        [.degraded(.isFalse("*")), .healthy(.isTrue("*"))]),
    TableEntry(
        "grafana.integreatly.org", "GrafanaDatasource",
        [
            .degraded(.flag("status.NoMatchingInstances"), says: "no Grafana matches it"),
            .healthy(.said("status.uid")),
        ]),
    TableEntry("grafana-org-operator.kubitus-project.gitlab.io", "*", byReady),
    TableEntry(
        "opentelemetry.io", "OpenTelemetryCollector",
        [
            .healthy(.field("spec.mode", "sidecar"), .unsaid("status.scale.statusReplicas")),
            .healthy(.field("spec.mode", "daemonset"), .field("status.scale.statusReplicas", "0/0")),
            .degraded(.field("status.scale.statusReplicas", "0/*")),
            .healthy(.whole("status.scale.statusReplicas")), .progressing(.said("status.scale.statusReplicas")),
        ]),
    TableEntry(
        "jaegertracing.io", "Jaeger",
        [.healthy(.field("status.phase", "Running")), .degraded(.field("status.phase", "Failed"))]),
    TableEntry(
        "kiali.io", "Kiali",
        [.healthy(.isTrue("Successful")), .degraded(.isTrue("Failure")), .progressing(.isTrue("Running"))]),
    TableEntry(
        "datadoghq.com", "DatadogMetric", [.degraded(.isTrue("Error")), .degraded(.isFalse("Valid")), .healthy()]),
    TableEntry(
        "core.humio.com", "HumioCluster",
        [
            .healthy(.field("status.state", "Running")), .degraded(.field("status.state", "ConfigError")),
            .progressing(.field("status.state", "Restarting", "Upgrading", "Pending")),
            .unknown(.field("status.state", "Unknown")),
        ]),
    TableEntry(
        "core.humio.com",
        "HumioAction HumioAggregateAlert HumioAlert HumioFilterAlert HumioIngestToken HumioParser HumioRepository "
            + "HumioScheduledSearch HumioView",
        [
            .healthy(.field("status.state", "Exists")), .missing(.field("status.state", "NotFound")),
            .degraded(.field("status.state", "ConfigError")), .unknown(.field("status.state", "Unknown")),
        ]),
]
