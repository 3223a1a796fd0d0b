import Documents
import KubeModel
import Testing

@Suite struct ResourceTypeTests {
    @Test("paths of the core and of groups, namespaced and not")
    func paths() {
        let configMaps = ResourceType.configMaps
        #expect(configMaps.path(namespace: "a", name: "b", subresource: nil) == "/api/v1/namespaces/a/configmaps/b")
        #expect(configMaps.path(namespace: nil, name: nil, subresource: nil) == "/api/v1/configmaps")
        #expect(
            ResourceType.leases.path(namespace: "a", name: nil, subresource: nil)
                == "/apis/coordination.k8s.io/v1/namespaces/a/leases")
        #expect(
            ResourceType.namespaces.path(namespace: "ignored", name: "n", subresource: "status")
                == "/api/v1/namespaces/n/status")
    }

    @Test("names are escaped as RBAC's need it")
    func escaping() {
        let roles = ResourceType(
            gvk: GroupVersionKind(group: "rbac.authorization.k8s.io", version: "v1", kind: "ClusterRole"),
            plural: "clusterroles", namespaced: false, verbs: [])
        #expect(
            roles.path(namespace: nil, name: "system:a b?c", subresource: nil)
                == "/apis/rbac.authorization.k8s.io/v1/clusterroles/system:a%20b%3Fc")
        #expect("a=b,c in (d)".percentEncoded(keeping: "") == "a%3Db%2Cc%20in%20%28d%29")
    }

    @Test(
        "a name that would lead elsewhere is no path segment", arguments: ["", ".", "..", "a/b", "../x", "%2e", "a\nb"])
    func refusedSegments(text: String) {
        #expect(!ResourceType.isPathSegment(text))
    }

    @Test("names that servers accept are path segments", arguments: ["a", "a.b-c", "system:controller", "..."])
    func acceptedSegments(text: String) {
        #expect(ResourceType.isPathSegment(text))
    }
}
