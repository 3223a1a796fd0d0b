import Documents
import KubeClient
import KubeModel
import Logging
import MemoryCluster
import Planning
import Sourcing
import Surroundings
import TestKit
import Testing

@testable import Controllers

@Suite("the journal of what is about to be applied") struct IntentJournalTests {
    private static let key: ObjectKey = "default/martlet-journal-test"

    private func owner(_ number: Int) -> KeptSecret.Owner {
        KeptSecret.Owner(application: "shop/a", uid: "\(number)")
    }

    private func key(_ number: Int) -> IntentKey { IntentKey(owner: owner(number), base: "0") }

    private func intent(_ name: String, count: Int = 1) -> OpenIntent {
        let entries = (0..<count).map {
            InventoryEntry(
                id: ObjectID(group: "", kind: "ConfigMap", namespace: "shop", name: "\(name)\($0)"), version: "v1",
                settled: nil)
        }
        return OpenIntent(inventory: Inventory(entries))
    }

    /// A cluster, and journals that run on it.
    private struct Stage: Sendable {
        let cluster: MemoryCluster
        let surroundings: Surroundings

        func journal() -> IntentJournal {
            IntentJournal(
                client: cluster.client(surroundings: surroundings), key: IntentJournalTests.key,
                logger: Logger(label: "journal") { _ in SwiftLogNoOpLogHandler() })
        }

        var isThere: Bool { object != nil }

        private var object: Value? {
            cluster.objects(group: "", resource: "secrets").first { $0.name == IntentJournalTests.key.name }
        }

        var written: [IntentKey: OpenIntent] {
            get throws { try object.map { try JournalSecret.intents(in: $0, IntentJournalTests.key) } ?? [:] }
        }

        /// Does something while journals run.
        func running(_ journals: [IntentJournal], _ body: @Sendable () async throws -> Void) async throws {
            try await withThrowingTaskGroup(of: Void.self) { group in
                for journal in journals { group.addTask { await journal.run { $0.uid == "gone" } } }
                defer { group.cancelAll() }
                try await body()
            }
        }
    }

    private func play(_ body: @escaping @Sendable (Stage) async throws -> Void) throws {
        let executor = SeededExecutor(seed: 1)
        let surroundings = executor.surroundings
        try executor.run(upTo: .seconds(3_600)) {
            let cluster = MemoryCluster(seed: 1, minor: 30) { KubeTime(surroundings) }
            try await body(Stage(cluster: cluster, surroundings: surroundings))
        }
    }

    @Test("what is recorded is there, and many records are few requests")
    func groups() throws {
        try play { stage in
            let journal = stage.journal()
            try await stage.running([journal]) {
                try await journal.open()
                _ = stage.cluster.takeRequests()
                try await withThrowingTaskGroup(of: Void.self) { group in
                    for number in 0..<50 {
                        group.addTask { () async throws -> Void in
                            #expect(try await journal.record(intent("x"), key(number)))
                            #expect(try stage.written[key(number)] == intent("x"))
                        }
                    }
                    try await group.waitForAll()
                }
                #expect(stage.cluster.takeRequests().count < 10)
            }
        }
    }

    @Test("what is closed goes after a moment, and then nothing is asked any more")
    func tidies() throws {
        try play { stage in
            let journal = stage.journal()
            try await stage.running([journal]) {
                #expect(try await journal.record(intent("x"), key(1)))
                #expect(try await journal.record(intent("y"), key(2)))
                journal.close(owner(1))
                #expect(journal.intent(key(1)) == nil)
                try await stage.surroundings.sleep(for: .seconds(10))
                #expect(try stage.written == [key(2): intent("y")])
                _ = stage.cluster.takeRequests()
                try await stage.surroundings.sleep(for: .seconds(600))
                #expect(stage.cluster.takeRequests().isEmpty)
            }
        }
    }

    @Test("who comes next knows what is open, and one that was thought dead cannot write over it")
    func succession() throws {
        try play { stage in
            let (first, second) = (stage.journal(), stage.journal())
            try await stage.running([first, second]) {
                #expect(try await first.record(intent("x"), key(1)))
                try await second.open()
                #expect(second.intent(key(1)) == intent("x"))
                #expect(try await second.record(intent("y"), key(2)))
                #expect(try await first.record(intent("z"), key(3)))
                #expect(first.intent(key(2)) == intent("y"))
                #expect(
                    try stage.written == [
                        key(1): intent("x"), key(2): intent("y"), key(3): intent("z"),
                    ])
            }
        }
    }

    @Test(
        "an answer that is lost, a conflict, a Secret that somebody deletes: what is recorded is there all the same",
        arguments: [0, 1, 2, 3])
    func faults(_ spared: Int) throws {
        try play { stage in
            let journal = stage.journal()
            try await stage.running([journal]) {
                stage.cluster.add(
                    MemoryFault(
                        .refuse(status: 409, reason: "Conflict", message: "a fault", retryAfter: nil),
                        to: { $0.isWrite }, after: spared))
                stage.cluster.add(MemoryFault(.loseAnswer, to: { $0.isWrite }, after: spared + 1))
                for number in 0..<6 {
                    do {
                        guard try await journal.record(intent("x"), key(number)) else {
                            Issue.record("it is refused")
                            continue
                        }
                    } catch let error as KubeError where error.isTransient {
                        #expect(try await journal.record(intent("x"), key(number)))
                    }
                    #expect(try stage.written[key(number)] == intent("x"))
                }
                _ = try await stage.cluster.client(surroundings: stage.surroundings).delete(
                    .secrets, IntentJournalTests.key, uid: nil, resourceVersion: nil, propagation: .background)
                // Also where it was recorded before.
                #expect(try await journal.record(intent("x"), key(0)))
                #expect(try stage.written.count == 6)
            }
        }
    }

    @Test("where the server refuses it, and for what is large, another way has to be found")
    func refusal() throws {
        try play { stage in
            let journal = stage.journal()
            try await stage.running([journal]) {
                #expect(try await !journal.record(intent("x", count: 1_000), key(1)))
                stage.cluster.add(
                    MemoryFault(
                        .refuse(status: 403, reason: "Forbidden", message: "no", retryAfter: nil), to: { $0.isWrite }))
                #expect(try await !journal.record(intent("x"), key(1)))
                #expect(!stage.isThere)
                try await journal.open()
                _ = stage.cluster.takeRequests()
                #expect(try await !journal.record(intent("x"), key(2)))
                journal.close(owner(2))
                try await stage.surroundings.sleep(for: .seconds(300))
                #expect(stage.cluster.takeRequests().isEmpty)
                try await stage.surroundings.sleep(for: .seconds(400))
                #expect(try await journal.record(intent("x"), key(1)))
                #expect(try stage.written == [key(1): intent("x")])
            }
        }
    }

    @Test("what is there and no journal is left alone")
    func foreign() throws {
        try play { stage in
            let client = stage.cluster.client(surroundings: stage.surroundings)
            let foreign: Value = [
                "apiVersion": "v1", "kind": "Secret",
                "metadata": ["name": .string(Self.key.name), "namespace": .string(Self.key.namespace)],
                "data": ["journal": "eA=="],
            ]
            _ = try await client.create(.secrets, namespace: Self.key.namespace, body: foreign)
            let journal = stage.journal()
            try await stage.running([journal]) {
                try await journal.open()
                #expect(try await !journal.record(intent("x"), key(1)))
                #expect(try await client.get(.secrets, Self.key).at("data", "journal") == "eA==")
            }
        }
    }

    @Test("what applications were about to apply that are gone goes, and nobody waits at the end")
    func ends() throws {
        try play { stage in
            let journal = stage.journal()
            try await stage.running([journal]) {
                let gone = IntentKey(owner: KeptSecret.Owner(application: "shop/a", uid: "gone"), base: "0")
                #expect(try await journal.record(intent("x"), gone))
                #expect(try await journal.record(intent("y"), key(1)))
                journal.close(owner(1))
                try await stage.surroundings.sleep(for: .seconds(10))
                #expect(try stage.written.isEmpty && journal.intent(gone) == nil)
            }
            await #expect(throws: KubeError.self) { try await journal.record(intent("x"), key(1)) }
        }
    }

    @Test("who comes next after an orderly end has nothing to look at")
    func orderlyEnd() throws {
        try play { stage in
            let journal = stage.journal()
            try await stage.running([journal]) { () async throws -> Void in
                let areRecorded = [
                    try await journal.record(intent("x"), key(1)),
                    try await journal.record(intent("y"), key(2)),
                ]
                #expect(areRecorded == [true, true])
                journal.close(owner(1))
            }
            #expect(try stage.written == [key(2): intent("y")])
        }
    }
}
