import Documents
import KubeClient
import KubeModel

extension Scenario {
    static let deletions = [
        Scenario("deletions have preconditions") { stage in
            let object = try await stage.create(configMap("a"))
            await stage.see("another uid") { try await stage.delete("a", uid: "00000000-0000-4000-a000-000000000000") }
            _ = try await stage.merge("a", ["data": ["k": "1"]])
            let stale = await code { _ = try await stage.delete("a", uid: object.uid, version: object.version) }
            stage.note("an old version", stale)
            await stage.see("this one") { try await stage.delete("a", uid: object.uid) }
        },
        Scenario("finalizers hold an object until the last is gone") { stage in
            await stage.see("create") {
                try await stage.create(configMap("a", finalizers: ["example.org/one", "example.org/two"]))
            }
            await stage.see("delete") { try await stage.delete("a") }
            await stage.see("delete again") { try await stage.delete("a") }
            await stage.see("write while it goes") { try await stage.merge("a", ["data": ["k": "1"]]) }
            await stage.see("one more finalizer") {
                try await stage.merge("a", ["metadata": ["finalizers": ["example.org/one", "example.org/three"]]])
            }
            await stage.see("one less") {
                try await stage.merge("a", ["metadata": ["finalizers": ["example.org/two"]]])
            }
            await stage.see("none") { try await stage.merge("a", ["metadata": ["finalizers": .null]]) }
            await stage.see("gone") { try await stage.get("a") }
        },
        Scenario("what waits for its dependents is marked") { stage in
            for (name, propagation) in [("f", Propagation.foreground), ("o", .orphan)] {
                _ = try await stage.create(configMap(name))
                await stage.see("\(propagation)", hiding: ["managedFields"]) {
                    try await stage.delete(name, propagation: propagation)
                }
            }
        },
        Scenario("nothing is made in a namespace that goes") { stage in
            let name = "\(stage.namespace)-gone"
            let place = ObjectKey(namespace: "", name: name)
            await stage.see("create") {
                try await stage.client.create(
                    .namespaces, namespace: nil,
                    body: ["apiVersion": "v1", "kind": "Namespace", "metadata": ["name": .string(name)]])
            }
            _ = try await stage.client.create(.configMaps, namespace: name, body: configMap("a"))
            await stage.see("delete") {
                try await stage.client.delete(
                    .namespaces, place, uid: nil, resourceVersion: nil, propagation: .background)
            }
            await stage.see("create in it") {
                try await stage.client.create(.configMaps, namespace: name, body: configMap("b"))
            }
            await stage.see("apply in it") {
                try await stage.client.apply(
                    .configMaps, ObjectKey(namespace: name, name: "c"), body: configMap("c"), fieldManager: "one",
                    force: true, dryRun: false)
            }
            await stage.see("write in it", hiding: ["managedFields"]) {
                try await stage.client.patch(
                    .configMaps, ObjectKey(namespace: name, name: "a"), subresource: nil, kind: .merge,
                    body: ["data": ["k": "1"]])
            }
        },
    ]

    /// A code instead of the words, where servers chose others over time.
    static func code(_ ask: () async throws -> Void) async -> Value {
        do { try await ask() } catch { return (error as? KubeError).map { .string("\($0.code)") } ?? .null }
        return "accepted"
    }
}
