import Documents
import KubeModel
import Testing

@testable import KubeRuntime

@Suite(.timeLimit(.minutes(1))) struct StoreTests {
    private let store = Store<String>()

    private func key(_ name: String) -> ObjectKey { ObjectKey(namespace: "ns", name: name) }

    private func object(_ name: String, _ version: Int, _ text: String? = "x") -> Observed<String> {
        let object: Value = [
            "metadata": ["namespace": "ns", "name": .string(name), "resourceVersion": .string("\(version)")]
        ]
        return Observed(object) { _ in text }
    }

    private func sync(_ objects: [Observed<String>], version: Int) -> [StoreChange<String>] {
        _ = store.apply(.reset)
        for object in objects { _ = store.apply(.listed(object)) }
        store.setHealth(.current)
        return store.apply(.synced(resourceVersion: "\(version)"))
    }

    @Test("before the first list nothing is known, not even absence")
    func unsynced() {
        #expect(store.get(key("a")).isOutOfDate)
        #expect(!store.isSynced && !store.isCurrent)
    }

    @Test("a new list is swapped in whole, and what it lacks is gone")
    func swap() {
        #expect(sync([object("a", 1), object("b", 2), object("same", 3)], version: 5).count == 3)
        _ = store.apply(.reset)
        _ = store.apply(.listed(object("b", 7, "new")))
        #expect(store.all().count == 3, "the old state is served until the new one is whole")
        #expect(!store.isCurrent)
        _ = store.apply(.listed(object("same", 3)))
        let changes = store.apply(.synced(resourceVersion: "9"))
        #expect(store.all() == [key("b"): "new", key("same"): "x"])
        #expect(Set(changes.map(\.key)) == [key("a"), key("b")])
        #expect(changes.first { $0.key == key("a") }?.new == nil)
        #expect(changes.allSatisfy { $0.cause == .list })
    }

    @Test("changes tell what was and what is")
    func changes() {
        _ = sync([object("a", 1, "one")], version: 1)
        let change = store.apply(.applied(object("a", 2, "two"))).first
        #expect(change?.old == "one" && change?.new == "two" && change?.cause == .watch)
        #expect(store.apply(.applied(object("a", 2, "two"))).isEmpty, "told twice is no change")
        #expect(store.apply(.deleted(object("a", 3))).first?.new == nil)
        #expect(store.apply(.deleted(object("a", 3))).isEmpty)
    }

    @Test("after the server was put back everything is another")
    func rewound() {
        _ = sync([object("a", 3, "old"), object("b", 4)], version: 9)
        _ = store.apply(.reset)
        _ = store.apply(.rewound)
        _ = store.apply(.listed(object("a", 3, "of another past")))
        _ = store.apply(.listed(object("b", 4)))
        let changes = store.apply(.synced(resourceVersion: "6"))
        #expect(Set(changes.map(\.key)) == [key("a"), key("b")])
        #expect(store.get(key("a")).element == "of another past")
        #expect(store.get(key("b")).element == "x")
        _ = store.apply(.reset)
        _ = store.apply(.listed(object("a", 3)))
        _ = store.apply(.listed(object("b", 4)))
        #expect(store.apply(.synced(resourceVersion: "7")).isEmpty)
    }

    @Test("what is not decoded is not kept")
    func undecoded() {
        _ = sync([object("a", 1), object("b", 1, nil)], version: 1)
        #expect(store.count == 1)
        #expect(store.apply(.applied(object("a", 2, nil))).first?.new == nil)
        #expect(store.count == 0)
    }

    @Test("while the watch fails, nothing is told for decisions")
    func failing() {
        _ = sync([object("a", 1)], version: 1)
        #expect(store.get(key("a")).element == "x")
        store.setHealth(.failing(KubeError(.transport, "connection refused")))
        #expect(store.get(key("a")).isOutOfDate)
        #expect(store.latest(key("a")) == "x")
    }

    @Test("waiting ends with the first list, or with cancellation")
    func waiting() async throws {
        async let waited: Void = store.waitUntilSynced()
        await withThrowingTaskGroup(of: Void.self) { group in
            group.addTask { try await store.waitUntilSynced() }
            group.cancelAll()
            await #expect(throws: CancellationError.self) { try await group.next() }
        }
        _ = sync([], version: 1)
        try await waited
    }
}
