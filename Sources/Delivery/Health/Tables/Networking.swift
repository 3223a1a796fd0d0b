/// What leads to workloads: gateways, routes, meshes, DNS.
let networkingTables: [TableEntry] = [
    TableEntry("gateway.networking.k8s.io", "GatewayClass", byAccepted, freshness: .ofConditions),
    TableEntry("gateway.networking.k8s.io", "Gateway ListenerSet", byGateway, freshness: .ofConditions),
    TableEntry(
        "gateway.networking.k8s.io", "HTTPRoute GRPCRoute TCPRoute TLSRoute UDPRoute",
        [
            .each("status.parents", named: "parentRef.name", byRouteConditions), .healthy(.heard("status.parents")),
        ], freshness: .ofConditions),
    TableEntry("gateway.networking.k8s.io", "BackendTLSPolicy", byAncestors, freshness: .ofConditions),
    TableEntry("gateway.networking.x-k8s.io", "XListenerSet", byGateway, freshness: .ofConditions),
    TableEntry("gateway.networking.x-k8s.io", "XBackendTrafficPolicy", byAncestors, freshness: .ofConditions),
    TableEntry(
        "gateway.envoyproxy.io",
        "BackendTrafficPolicy ClientTrafficPolicy SecurityPolicy EnvoyExtensionPolicy EnvoyPatchPolicy", byAncestors,
        freshness: .ofConditions),
    TableEntry(
        "microgateway.airlock.com",
        "AccessControlPolicy ContentSecurityPolicy EnvoyExtensionPolicy ICAPPolicy RateLimitPolicy "
            + "CustomResponsePolicy",
        [
            .each("status.ancestors", named: "ancestorRef.name", byAncestor + byNotAccepted),
            .healthy(.said("status.ancestors")),
        ], freshness: .ofConditions),
    TableEntry("microgateway.airlock.com", "*", [.healthy()]),
    TableEntry("projectcontour.io", "HTTPProxy ExtensionService", byValid, freshness: .ofConditions),
    TableEntry(
        "install.istio.io", "IstioOperator",
        [
            .unknown(.field("status.status", "0", "NONE"), says: "is not present"),
            .progressing(.field("status.status", "1", "UPDATING"), says: "is being updated"),
            .progressing(.field("status.status", "2", "RECONCILING"), says: "is being reconciled"),
            .healthy(.field("status.status", "3", "HEALTHY")),
            .degraded(.field("status.status", "4", "ERROR"), says: "is in an error state"),
        ]),
    TableEntry("sailoperator.io", "Istio IstioRevision IstioCNI ZTunnel", byReadyInTime),
    TableEntry(
        "networking.istio.io",
        "VirtualService Gateway DestinationRule ServiceEntry Sidecar WorkloadEntry WorkloadGroup EnvoyFilter ProxyConfig",
        byAnalysis),
    TableEntry("security.istio.io", "AuthorizationPolicy PeerAuthentication RequestAuthentication", byAnalysis),
    TableEntry("telemetry.istio.io", "Telemetry", byAnalysis),
    TableEntry("extensions.istio.io", "WasmPlugin", byAnalysis),
    TableEntry(
        "gateway.solo.io",
        "Gateway HttpGateway MatchableHttpGateway RouteOption RouteTable VirtualHostOption VirtualService", byGloo),
    TableEntry("gloo.solo.io", "Proxy Settings Upstream UpstreamGroup", byGloo),
    TableEntry(
        "route.openshift.io", "Route",
        [
            .each(
                "status.ingress", named: "routerName",
                [
                    .degraded(.isFalse("Admitted")), .healthy(.isTrue("Admitted")),
                    .progressing(says: "waits to be admitted"),
                ]),
            .healthy(.said("status.ingress")),
        ]),
    TableEntry(
        "operator.openshift.io", "IngressController",
        [.degraded(.isTrue("Degraded")), .progressing(.isFalse("DeploymentReplicasAllAvailable"))] + byAvailability),
    TableEntry(
        "nmstate.io", "NodeNetworkConfigurationPolicy",
        [
            .healthy(.isTrue("Available")), .degraded(.isTrue("Degraded")), .progressing(.isTrue("Progressing")),
            .suspended(.isTrue("Ignored")),
        ]),
    TableEntry(
        "proclaim.dogmatiq.io", "DNSSDServiceInstance",
        [
            .degraded(.isFalse("Adopted")), .degraded(.reason("AdvertiseError", "UnadvertiseError")),
            .unknown(.reason("DiscoveryError")), .healthy(.isTrue("Discoverable")),
        ]),
]

private let byAccepted: [Clause] = [.degraded(.isFalse("Accepted")), .healthy(.isTrue("Accepted"))]

private let byValid: [Clause] = [.degraded(.isFalse("Valid")), .healthy(.isTrue("Valid"))]

/// A gateway's, a listener's, or a route's with one of its parents.
private let byRouteConditions: [Clause] = [
    .degraded(.isFalse("ResolvedRefs")), .degraded(.isFalse("Accepted")), .progressing(.isNotTrue("Programmed")),
]

private let byGateway: [Clause] =
    byRouteConditions + [
        .each("status.listeners", named: "name", byRouteConditions), .healthy(.isTrue("*")),
        .healthy(.heard("status.listeners")),
    ]

/// Of policies that say how each thing that they are attached to took them.
private let byAncestors: [Clause] = [
    .each("status.ancestors", named: "ancestorRef.name", byAncestor + [.progressing(says: "waits for its answer")]),
    .healthy(.said("status.ancestors")),
]

private let byNotAccepted: [Clause] = [
    .degraded(.isTrue("*"), says: "does not accept it"), .degraded(.unsaid("conditions"), says: "does not accept it"),
    .progressing(says: "waits for its answer"),
]

private let byAncestor: [Clause] = [
    .degraded(.isFalse("ResolvedRefs")), .degraded(.isFalse("Accepted")), .healthy(.isTrue("Accepted")),
]

/// Istio says what it thinks of a resource only where it is told to analyse.
private let byAnalysis: [Clause] = [
    .each("status.validationMessages", named: "type.code", [.degraded(.field("level", "ERROR"))]),
    .progressing(.isFalse("Reconciled")), .healthy(),
]

/// The state of what a Gloo controller made of a resource: a number with older ones.
private let byGlooState: [Clause] = [
    .degraded(.field("state", "Rejected", "2", "Warning", "3")),
    .suspended(.field("state", "Pending", "0"), says: "is not validated yet"),
    .healthy(.field("state", "Accepted", "1")),
]

private let byGloo: [Clause] = [
    .each("status.statuses", named: "reportedBy", byGlooState), .healthy(.said("status.statuses")),
    .part("status", byGlooState),
]
