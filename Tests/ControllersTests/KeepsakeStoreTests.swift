import Applying
import Documents
import KubeClient
import KubeModel
import MemoryCluster
import Observing
import Sourcing
import Surroundings
import TestKit
import Testing

@testable import Controllers

@Suite("the store of kept objects") struct KeepsakeStoreTests {
    private static func place(_ deployment: String, of name: String = "a") -> KeepsakePlace {
        KeepsakePlace(
            owner: KeptSecret.Owner(application: ObjectKey(namespace: "shop", name: name), uid: name),
            deployment: deployment)
    }

    private static func keepsake(_ name: String, bytes: Int = 10) -> Keepsake {
        var random = SystemRandomNumberGenerator()
        let text = String((0..<bytes).map { _ in Character(UnicodeScalar(UInt8.random(in: 48...111, using: &random))) })
        let manifest: Value = [
            "apiVersion": "v1", "kind": "ConfigMap", "metadata": ["name": .string(name), "namespace": "shop"],
            "data": ["k": .string(text)],
        ]
        return Keepsake(
            id: ObjectID(group: "", kind: "ConfigMap", namespace: "shop", name: name), uid: name, manifest: manifest)
    }

    /// - Parameter limit: of the store, in bytes.
    private func play(
        limit: Int = 1 << 20,
        _ body: @escaping @Sendable (MemoryCluster, Surroundings, KeepsakeStore) async throws -> Void
    ) throws {
        let executor = SeededExecutor(seed: 1)
        let surroundings = executor.surroundings
        try executor.run(upTo: .seconds(36_000)) {
            let cluster = MemoryCluster(seed: 1, minor: 30) { KubeTime(surroundings) }
            try await body(cluster, surroundings, Self.store(cluster, surroundings, limit: limit))
        }
    }

    private static func store(_ cluster: MemoryCluster, _ surroundings: Surroundings, limit: Int) -> KeepsakeStore {
        KeepsakeStore(
            client: cluster.client(surroundings: surroundings), home: "default", installation: "test",
            seal: KeepsakeSeal(DigestKey([1])) { count in
                var generator = surroundings.generator
                return (0..<count).map { _ in UInt8.random(in: .min ... .max, using: &generator) }
            }, limit: limit)
    }

    @Test("of many that write of one deployment at once none gets lost, and two processes get on with each other")
    func many() throws {
        try play { cluster, surroundings, store in
            let other = Self.store(cluster, surroundings, limit: 1 << 20)
            await withTaskGroup(of: Void.self) { group in
                for number in 0..<16 {
                    group.addTask {
                        let added = await (number % 2 == 0 ? store : other).add(
                            [Self.keepsake("n\(number)")], of: Self.place("a-1"))
                        #expect(added.failures.isEmpty)
                    }
                }
            }
            let kept = try await store.load(Self.place("a-1"))
            #expect(kept.objects.count == 16 && kept.broken.isEmpty)
            #expect(cluster.objects(group: "", resource: "secrets").count == 1)
        }
    }

    @Test("an answer that gets lost keeps nothing twice")
    func lost() throws {
        try play { cluster, _, store in
            cluster.add(MemoryFault(.loseAnswer, to: { $0.resource == "secrets" && $0.isWrite }))
            let keepsake = Self.keepsake("one")
            _ = await store.add([keepsake], of: Self.place("a-1"))
            let again = await store.add([keepsake], of: Self.place("a-1"))
            #expect(again.failures.isEmpty && again.kept == [keepsake.id])
            let kept = try await store.load(Self.place("a-1"))
            #expect(kept.objects == [keepsake])
        }
    }

    @Test("where there is no room the oldest of the application go, and never another's")
    func room() throws {
        try play(limit: 80 << 10) { cluster, surroundings, store in
            func add(_ deployment: String, of name: String = "a") async throws -> KubeError? {
                try await surroundings.sleep(for: .seconds(60))
                return await store.add(
                    [Self.keepsake("x", bytes: 40 << 10)], of: Self.place(deployment, of: name)
                ).failures.values.first
            }
            for deployment in ["a-1", "a-2", "a-3"] { #expect(try await add(deployment) == nil) }
            #expect(try await store.load(Self.place("a-1")).objects.isEmpty)
            #expect(try await store.load(Self.place("a-3")).objects.count == 1)
            let refused = try await add("b-1", of: "b")
            #expect(refused?.code == .tooLarge && refused?.message.contains("--kept-size") == true)
            #expect(try await store.load(Self.place("a-2")).objects.count == 1)
            // Another process finds what there is, and what is old goes.
            let other = Self.store(cluster, surroundings, limit: 80 << 10)
            let retention = KeepsakeRetention(count: 20, age: .seconds(90))
            #expect(try await other.sweep(retention) { _ in false } == 1)
            #expect(cluster.objects(group: "", resource: "secrets").count == 1)
            #expect(try await other.sweep(retention) { $0.uid == "a" } == 1)
        }
    }
}
