import GoValues
import GoYAML

/// What a chart is told about the cluster.
package struct Capabilities: Sendable, Hashable {
    package var kubeVersion: KubeVersion
    /// What is served: `apps/v1`, and where a cluster was asked also `apps/v1/Deployment`.
    package var apiVersions: [String]

    package init(kubeVersion: KubeVersion, apiVersions: [String]) {
        self.kubeVersion = kubeVersion
        self.apiVersions = apiVersions
    }

    /// What Helm says without a cluster: the versions of the Kubernetes client that it is built with.
    package static func offline(
        kubeVersion: KubeVersion? = nil, apiVersions: [String] = []
    ) throws(HelmError) -> Capabilities {
        let version: KubeVersion
        if let kubeVersion { version = kubeVersion } else { version = try KubeVersion("v1.36.0") }
        return Capabilities(kubeVersion: version, apiVersions: knownVersions + apiVersions)
    }

    private static let knownVersions = [
        "v1", "admissionregistration.k8s.io/v1", "admissionregistration.k8s.io/v1alpha1",
        "admissionregistration.k8s.io/v1beta1", "internal.apiserver.k8s.io/v1alpha1", "apps/v1", "apps/v1beta1",
        "apps/v1beta2", "authentication.k8s.io/v1", "authentication.k8s.io/v1alpha1", "authentication.k8s.io/v1beta1",
        "authorization.k8s.io/v1", "authorization.k8s.io/v1beta1", "autoscaling/v1", "autoscaling/v2", "batch/v1",
        "batch/v1beta1", "certificates.k8s.io/v1", "certificates.k8s.io/v1beta1", "certificates.k8s.io/v1alpha1",
        "coordination.k8s.io/v1alpha2", "coordination.k8s.io/v1beta1", "coordination.k8s.io/v1",
        "discovery.k8s.io/v1", "discovery.k8s.io/v1beta1", "events.k8s.io/v1", "events.k8s.io/v1beta1",
        "extensions/v1beta1", "flowcontrol.apiserver.k8s.io/v1", "flowcontrol.apiserver.k8s.io/v1beta1",
        "flowcontrol.apiserver.k8s.io/v1beta2", "flowcontrol.apiserver.k8s.io/v1beta3", "networking.k8s.io/v1",
        "networking.k8s.io/v1beta1", "node.k8s.io/v1", "node.k8s.io/v1alpha1", "node.k8s.io/v1beta1", "policy/v1",
        "policy/v1beta1", "rbac.authorization.k8s.io/v1", "rbac.authorization.k8s.io/v1beta1",
        "rbac.authorization.k8s.io/v1alpha1", "resource.k8s.io/v1", "resource.k8s.io/v1beta2",
        "resource.k8s.io/v1beta1", "resource.k8s.io/v1alpha3", "scheduling.k8s.io/v1alpha2",
        "scheduling.k8s.io/v1beta1", "scheduling.k8s.io/v1", "storage.k8s.io/v1beta1", "storage.k8s.io/v1",
        "storage.k8s.io/v1alpha1", "storagemigration.k8s.io/v1beta1", "apiextensions.k8s.io/v1beta1",
        "apiextensions.k8s.io/v1",
    ]
}

/// `.Capabilities`
final class CapabilitiesObject: GoJSONObject {
    private let kubeVersion: KubeVersionObject
    private let apiVersions: VersionSetObject
    private let helmVersion = HelmVersionObject()

    init(_ capabilities: Capabilities) {
        kubeVersion = KubeVersionObject(capabilities.kubeVersion)
        apiVersions = VersionSetObject(capabilities.apiVersions)
    }

    var typeName: String { "*common.Capabilities" }
    var kindName: String { "ptr" }

    var fields: [(name: String, value: GoValue)] {
        [
            ("KubeVersion", .object(kubeVersion)), ("APIVersions", .object(apiVersions)),
            ("HelmVersion", .object(helmVersion)),
        ]
    }

    var json: GoJSONForm { .members(fields) }

    func method(_ name: String) -> GoMethod? {
        name == "Copy" ? GoMethod(GoSignature()) { [self] _ in .object(self) } : nil
    }
}

/// `.Capabilities.APIVersions`
private final class VersionSetObject: GoObject {
    private let list: GoList
    private let versions: Set<GoString>

    init(_ versions: [String]) {
        let texts = versions.map { GoString($0) }
        list = GoList(texts.map { .string($0) }, type: .string)
        self.versions = Set(texts)
    }

    var typeName: String { "common.VersionSet" }
    var kindName: String { "slice" }
    var underlying: GoValue? { .list(list) }

    func method(_ name: String) -> GoMethod? {
        guard name == "Has" else { return nil }
        return GoMethod(GoSignature(.string)) { [versions] arguments in
            .bool(arguments.first?.text.map(versions.contains) ?? false)
        }
    }
}

/// `.Capabilities.HelmVersion`: that of the Helm we follow.
private final class HelmVersionObject: GoJSONObject {
    var typeName: String { "version.BuildInfo" }
    var kindName: String { "struct" }

    var fields: [(name: String, value: GoValue)] {
        [
            ("Version", "v4.2"), ("GitCommit", ""), ("GitTreeState", ""), ("GoVersion", "go1.26.6"),
            ("KubeClientVersion", "v1.36"),
        ]
    }

    var json: GoJSONForm {
        .members([("version", "v4.2"), ("go_version", "go1.26.6"), ("kube_client_version", "v1.36")])
    }
}
