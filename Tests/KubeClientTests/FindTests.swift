import Documents
import KubeModel
import KubeTesting
import Testing

@testable import KubeClient

@Suite("one object by a list of its name")
struct FindTests {
    @Test("what has a meaning in a selector is escaped", arguments: [("a", "a"), ("x=y,z\\", "x\\=y\\,z\\\\")])
    func selector(name: String, escaped: String) {
        #expect(KubeClient.selector(name: name) == "metadata.name=\(escaped)")
    }

    @Test(
        "it is found as it is now; absent is nil, and a kind that is not served an error",
        .enabled("needs etcd and kube-apiserver") { await TestControlPlane.isAvailable() }, .timeLimit(.minutes(5)))
    func server() async throws {
        let server = try await TestControlPlane.shared()
        let client = try server.client()
        let namespace = try await server.makeNamespace("find")
        func key(_ name: String, in namespace: String) -> ObjectKey { ObjectKey(namespace: namespace, name: name) }
        let made = try await client.create(
            .configMaps, namespace: namespace,
            body: ["apiVersion": "v1", "kind": "ConfigMap", "metadata": ["name": "one"], "data": ["a": "1"]])
        var found = try await client.find(.configMaps, key("one", in: namespace))
        #expect(found?.at("metadata", "uid") == made.at("metadata", "uid"))
        #expect(found?.kind == "ConfigMap" && found?["data"] == ["a": "1"])
        let changed = try await client.patch(
            .configMaps, key("one", in: namespace), subresource: nil, kind: .merge, body: ["data": ["a": "2"]])
        found = try await client.find(.configMaps, key("one", in: namespace))
        #expect(found?.at("metadata", "resourceVersion") == changed.at("metadata", "resourceVersion"))
        #expect(try await client.find(.configMaps, key("two", in: namespace)) == nil)
        #expect(try await client.find(.configMaps, key("one", in: "default")) == nil)
        #expect(try await client.find(.configMaps, key("one", in: "no-such-namespace")) == nil)
        #expect(try await client.find(.namespaces, key(namespace, in: ""))?.name == namespace)
        let unknown = ResourceType(
            gvk: GroupVersionKind(group: "example.org", version: "v1", kind: "Thing"), plural: "things",
            namespaced: true, verbs: [])
        for (type, name, code) in [(unknown, "one", KubeError.Code.notFound), (.configMaps, "", .invalid)] {
            let error = await #expect(throws: KubeError.self) { try await client.find(type, key(name, in: namespace)) }
            #expect(error?.code == code)
        }
        let nowhere = await #expect(throws: KubeError.self) { try await client.find(.configMaps, key("one", in: "")) }
        #expect(nowhere?.code == .invalid, "a list without a namespace would be one of all")
    }
}
