import Documents
import KubeModel
import Testing

@Suite struct ResourceTypeTests {
    @Test("paths of the core and of groups, namespaced and not")
    func paths() throws {
        let configMaps = ResourceType.configMaps
        #expect(try configMaps.path(namespace: "a", name: "b", subresource: nil) == "/api/v1/namespaces/a/configmaps/b")
        #expect(try configMaps.path(namespace: nil, name: nil, subresource: nil) == "/api/v1/configmaps")
        #expect(
            try ResourceType.leases.path(namespace: "a", name: nil, subresource: nil)
                == "/apis/coordination.k8s.io/v1/namespaces/a/leases")
        #expect(
            try ResourceType.namespaces.path(namespace: "ignored", name: "n", subresource: "status")
                == "/api/v1/namespaces/n/status")
    }

    @Test("names are escaped as RBAC's need it")
    func escaping() throws {
        let roles = ResourceType(
            gvk: GroupVersionKind(group: "rbac.authorization.k8s.io", version: "v1", kind: "ClusterRole"),
            plural: "clusterroles", namespaced: false, verbs: [])
        #expect(
            try roles.path(namespace: nil, name: "system:a b?c", subresource: nil)
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

    @Test("an RBAC name may hold a blank") func blanks() throws {
        #expect(ResourceType.isPathSegment("team a"))
    }

    private static func type(
        _ group: String, _ version: String, _ plural: String, _ kind: String = "Widget"
    ) -> ResourceType {
        ResourceType(
            gvk: GroupVersionKind(group: group, version: version, kind: kind), plural: plural, namespaced: true,
            verbs: [])
    }

    /// Each of them would lead a request elsewhere, or a text into a metric.
    private static let crooked = [
        type("apps", "v1", "../../../api/v1/namespaces/default"), type("", "v1", "namespaces/team-b/pods/evil/log"),
        type("", "v1", ""), type("", "v1", ".."), type("", "v1", "%2e%2e"), type("", "v1", "secrets?watch=1"),
        type("", "v1", "secrets#"), type("", "v1/namespaces", "secrets"), type("", "..", "secrets"),
        type("", "", "secrets"), type("a/b", "v1", "widgets"), type("..", "v1", "widgets"),
        type("example.org/..", "v1", "widgets"), type(".", "v1", "widgets"), type("Example.org", "v1", "widgets"),
        type("example.org", "v1", "Widgets"), type("example.org", "v1", "wid\"gets"),
        type("example.org", "v1", "wid\ngets"), type("example.org", "v1", String(repeating: "w", count: 64)),
        type("example.org", "v1", "widgets", "Wid get"), type("example.org", "v1", "widgets", "\u{212A}ind"),
        type("example.org", "v1", "widgets", ""),
    ]

    @Test("a type with a name that servers refuse has no path", arguments: crooked)
    func crookedTypes(type: ResourceType) {
        #expect(!type.hasValidNames)
        let error = #expect(throws: KubeError.self) { try type.path(namespace: "a", name: "b", subresource: nil) }
        #expect(error?.code == .invalid)
    }

    @Test("neither does a good type lead elsewhere by a name", arguments: ["..", "a/b", "%2e%2e", ""])
    func crookedNames(name: String) {
        let type = ResourceType.configMaps
        #expect(throws: KubeError.self) { try type.path(namespace: name, name: nil, subresource: nil) }
        #expect(throws: KubeError.self) { try type.path(namespace: "a", name: name, subresource: nil) }
        #expect(throws: KubeError.self) { try type.path(namespace: "a", name: "b", subresource: name) }
    }

    @Test("a name that can be can be asked for, and no other: one rule decides both")
    func sameRule() {
        let pieces = ["", "a", ".", "..", "/", "%2f", "%", " ", "?", "#", "\n", "\u{7F}", "Ä", "_", ":", "{", "a-0"]
        let roles = ResourceType(
            gvk: GroupVersionKind(group: "rbac.authorization.k8s.io", version: "v1", kind: "ClusterRole"),
            plural: "clusterroles", namespaced: false, verbs: [])
        let names = pieces.flatMap { first in pieces.flatMap { second in pieces.map { first + second + $0 } } }
        for name in names {
            let path = try? roles.path(namespace: nil, name: name, subresource: nil)
            #expect((path != nil) == (ObjectNames.fault(ofName: name) == nil), "\(name.debugDescription)")
            // Whatever it is, it stays one segment.
            if let path { #expect(path.split(separator: "/", omittingEmptySubsequences: false).count == 6) }
        }
        #expect(!ResourceType.isPathSegment(String(repeating: "a", count: 2_000)))
    }

    @Test("nothing is asked of a server about a kind that it does not serve yet")
    func unserved() {
        let type = ResourceType(
            gvk: GroupVersionKind(group: "example.org", version: "v1", kind: "Widget"), plural: "widgets",
            namespaced: true, verbs: [], isServed: false)
        #expect(type.hasValidNames)
        let error = #expect(throws: KubeError.self) { try type.path(namespace: nil, name: nil, subresource: nil) }
        #expect(error?.code == .unknownKind)
    }

    @Test("built-in kinds have names as servers demand them")
    func goodNames() {
        #expect(ResourceType.leases.hasValidNames && ResourceType.customResourceDefinitions.hasValidNames)
        #expect(Self.type("rbac.authorization.k8s.io", "v1beta1", "clusterroles", "ClusterRole").hasValidNames)
        #expect(Self.type("4.example.org", "v1", "widgets").hasValidNames)
    }

    @Test("of kinds that are requests servers keep no objects")
    func kept() {
        func type(_ verbs: Set<String>) -> ResourceType {
            ResourceType(
                gvk: GroupVersionKind(group: "", version: "v1", kind: "Binding"), plural: "bindings", namespaced: true,
                verbs: verbs)
        }
        #expect(!type(["create"]).isKept)
        #expect(type(["create", "get", "list", "watch"]).isKept)
        #expect(type([]).isKept, "where the server does not say")
    }
}
