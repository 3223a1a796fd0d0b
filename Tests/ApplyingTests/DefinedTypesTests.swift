import Documents
import KubeClient
import KubeModel
import Surroundings
import Synchronization
import Testing

@testable import Applying

private func definition(
    _ group: String, _ plural: String, kind: String = "Widget", name: String? = nil, scope: Value? = "Namespaced",
    version: String = "v1", apiVersion: String = "apiextensions.k8s.io/v1", served: Value? = true
) -> Value {
    var versions: Object = ["name": .string(version)]
    versions["served"] = served
    var spec: Object = [
        "group": .string(group), "names": ["kind": .string(kind), "plural": .string(plural)],
        "versions": [.object(versions)],
    ]
    spec["scope"] = scope
    return [
        "apiVersion": .string(apiVersion), "kind": "CustomResourceDefinition",
        "metadata": ["name": .string(name ?? "\(plural).\(group)")], "spec": .object(spec),
    ]
}

private func gvk(_ group: String, _ kind: String = "Widget", _ version: String = "v1") -> GroupVersionKind {
    GroupVersionKind(group: group, version: version, kind: kind)
}

@Suite struct DefinedTypesTests {
    @Test func `A definition tells where its kind will be, and nothing is asked of the server about it yet`() throws {
        let types = DefinedTypes(in: [
            definition("example.org", "widgets"), definition("b.org", "as", scope: "Cluster"),
        ])
        let widgets = try #require(types[gvk("example.org")])
        #expect(widgets.plural == "widgets" && widgets.namespaced && !widgets.isServed)
        #expect(types[gvk("b.org")]?.namespaced == false)
        #expect(types[gvk("example.org", "Widget", "v2")] == nil)
    }

    /// None of them is a definition that a server accepts, or one that a tenant may make.
    static let refused: [Value] = [
        definition("apps", "../../../api/v1/namespaces/default", kind: "Deployment"),
        definition("apps", "deployments", kind: "Deployment"),
        definition("", "namespaces/team-b/pods/evil/log", kind: "Fake"),
        definition("", "secrets", kind: "Secret", scope: "Cluster"),
        definition("networking.k8s.io", "ingresses"), definition("k8s.io", "widgets"),
        definition("metrics.kubernetes.io", "widgets"),
        definition("example.org", "widgets", name: "others.example.org"),
        definition("example.org", "Widgets"), definition("example.org", "wid/gets"), definition("example.org", ".."),
        definition("example..org", "widgets"), definition("Example.org", "widgets"),
        definition("example.org/..", "widgets"), definition("example.org", "widgets", kind: "../Widget"),
        definition("example.org", "widgets", kind: ""), definition("example.org", "widgets", version: "../v1"),
        definition("example.org", "widgets", version: ""), definition("example.org", "widgets", scope: nil),
        definition("example.org", "widgets", scope: "namespaced"), definition("example.org", "widgets", served: false),
        definition("example.org", "widgets", served: nil),
        definition("example.org", "widgets", apiVersion: "evil.org/v1"),
        definition("example.org", String(repeating: "w", count: 64)),
    ]

    @Test(arguments: refused) func `What a server would not accept defines nothing`(_ definition: Value) {
        let types = DefinedTypes(in: [definition])
        let versions = definition.at("spec", "versions")?.array ?? []
        for version in versions {
            let gvk = GroupVersionKind(
                group: definition.at("spec", "group")?.string ?? "", version: version["name"]?.string ?? "",
                kind: definition.at("spec", "names", "kind")?.string ?? "")
            #expect(types[gvk] == nil)
        }
    }

    @Test func `Of two definitions of one kind the first counts`() {
        let types = DefinedTypes(in: [definition("example.org", "widgets"), definition("example.org", "others")])
        #expect(types[gvk("example.org")]?.plural == "widgets")
    }
}

@Suite final class TypeFinderTests: Sendable {
    private let asked = Mutex(0)

    private func discovery(_ kinds: [String: Value]) -> Discovery {
        Discovery(surroundings: .system) { path async throws(KubeError) in
            self.asked.withLock { $0 += 1 }
            guard let answer = kinds[path] else { throw KubeError(status: 404, body: nil) }
            return answer
        }
    }

    @Test func `What the server serves is as the server says, whatever a definition says`() async throws {
        let discovery = discovery([
            "/apis/example.org/v1": [
                "resources": [["name": "widgets", "kind": "Widget", "namespaced": false, "verbs": ["list"]]]
            ]
        ])
        let defined = DefinedTypes(in: [
            definition("example.org", "pods"), definition("other.org", "gadgets", kind: "Gadget"),
        ])
        var types = TypeFinder(discovery: discovery, defined: defined)
        let served = try await types.type(of: gvk("example.org"))
        #expect(served.plural == "widgets" && !served.namespaced && served.isServed)
        let planned = try await types.type(of: gvk("other.org", "Gadget"))
        #expect(planned.plural == "gadgets" && !planned.isServed)
        let error = await #expect(throws: KubeError.self) { try await types.type(of: gvk("third.org")) }
        #expect(error?.code == .unknownKind)
    }

    @Test func `Kinds that nobody has cost a bounded number of requests, each kind its own once`() async throws {
        var types = TypeFinder(discovery: discovery([:]), defined: DefinedTypes())
        for number in 0..<3 * TypeFinder.missLimit {
            _ = try? await types.type(of: gvk("g\(number % (2 * TypeFinder.missLimit)).org"))
        }
        #expect(asked.withLock { $0 } == 2 * TypeFinder.missLimit, "the version and the group of each")
    }
}
