import Documents
import GitOpsAPI
import KubeModel
import Operating
import Planning
import Sourcing
import TestKit
import Testing

@testable import Controllers

@Suite("what is open in the journal") struct JournalContentTests {
    private let a = IntentKey(owner: KeptSecret.Owner(application: "shop/a", uid: "1"), base: "0")
    private let b = IntentKey(owner: KeptSecret.Owner(application: "shop/b", uid: "2"), base: "0")

    private func inventory(_ names: String...) -> Inventory {
        Inventory(
            names.map {
                InventoryEntry(
                    id: ObjectID(group: "", kind: "ConfigMap", namespace: "shop", name: $0), version: "v1", settled: nil
                )
            })
    }

    private func intent(_ names: String..., deployment: DeploymentMark? = nil) -> OpenIntent {
        OpenIntent(inventory: names.map { inventory($0) }.reduce(Inventory()) { $0.union($1) }, deployment: deployment)
    }

    private func secret(_ content: JournalContent) throws -> Value {
        try JournalSecret.object("home/journal", content.texts, version: nil)
    }

    @Test("what is written is read back, whole and by application")
    func roundTrip() throws {
        var content = JournalContent()
        let areTaken = [
            content.note(intent("x", "y_%"), a), content.note(intent("z"), b),
            content.note(intent("w"), a),
        ]
        #expect(!areTaken.contains(false))
        let read = try JournalSecret.intents(in: secret(content), "home/journal")
        #expect(read == [a: intent("x", "y_%", "w"), b: intent("z")])
    }

    @Test("the deployment that is begun is read back; the newest counts, and what others left is older")
    func deployments() throws {
        func mark(_ name: String) -> DeploymentMark {
            DeploymentMark(
                name: name, state: .applying, digest: name, trigger: .commit, startedAt: KubeTime(seconds: 60))
        }
        var content = JournalContent()
        let areTaken = [
            content.note(intent("x", deployment: mark("one")), a), content.note(intent("y"), a),
            content.note(intent(deployment: mark("two")), a),
        ]
        #expect(!areTaken.contains(false) && content.intent(a) == intent("x", "y", deployment: mark("two")))
        var next = JournalContent()
        next.take(try JournalSecret.intents(in: secret(content), "home/journal"), version: "7")
        #expect(next.intent(a) == intent("x", "y", deployment: mark("two")))
        _ = next.note(intent(deployment: mark("three")), a)
        next.take(try JournalSecret.intents(in: secret(content), "home/journal"), version: "8")
        #expect(next.intent(a)?.deployment == mark("three"))
    }

    @Test("what others left joins what is open, but for what was closed and is still there")
    func joins() throws {
        var earlier = JournalContent()
        _ = earlier.note(intent("x"), a)
        _ = earlier.note(intent("y"), b)
        let left = try JournalSecret.intents(in: secret(earlier), "home/journal")
        var content = JournalContent()
        _ = content.note(intent("y"), b)
        let isClosed = content.close(b.owner)
        #expect(isClosed)
        _ = content.note(intent("z"), a)
        content.take(left, version: "7")
        #expect(content.isRead && content.version == "7")
        #expect(content.intent(a) == intent("x", "z") && content.intent(b) == nil && content.isNews)
        // The server was put back to before it was closed, so that it counts again.
        content.forgetSecret()
        #expect(!content.isRead)
        content.take(left, version: "3")
        #expect(content.intent(b) == intent("y"))
    }

    @Test("what was closed while the Secret was written may be in it")
    func closedMeanwhile() {
        var content = JournalContent()
        _ = content.note(intent("x"), a)
        let sent = content
        let areClosed = [content.close(a.owner), content.close(a.owner)]
        #expect(areClosed == [true, false])
        content.noteWritten(sent, version: "2")
        #expect(content.isNews && content.version == "2")
        content.noteWritten(content, version: "3")
        #expect(!content.isNews)
    }

    @Test("what is open over one status is not open over another, and all of it is closed at once")
    func bases() {
        var (content, later) = (JournalContent(), a)
        later.base = "1"
        let areTaken = [content.note(intent("x"), a), content.note(intent("y"), later)]
        #expect(areTaken == [true, true])
        #expect(content.intent(a) == intent("x") && content.intent(later) == intent("y"))
        #expect(content.intents(of: a.owner) == inventory("x", "y"))
        let isClosed = content.close(a.owner)
        #expect(isClosed && content.intents(of: a.owner) == nil && content.texts.isEmpty)
    }

    @Test("status that was written since is another base; what servers may drop of it makes none")
    func statuses() {
        var status = GitOpsApplication.Status(["sync": ["status": "Synced"]])
        let base = IntentKey(a.owner, over: status)
        status.observedGeneration = 7
        #expect(IntentKey(a.owner, over: status) == base)
        var (grown, synced) = (status, status)
        grown.inventory = inventory("x").value
        synced.sync?.lastSyncedAt = KubeTime(seconds: 1)
        #expect(IntentKey(a.owner, over: grown) != base && IntentKey(a.owner, over: synced) != base)
    }

    @Test("there is an end to what may be open, in all and of a namespace, and what is closed makes room")
    func room() {
        var content = JournalContent()
        func fill(_ namespace: String) -> Int {
            var count = 0
            while content.note(large, key(namespace, count)) { count += 1 }
            return count
        }
        func key(_ namespace: String, _ number: Int) -> IntentKey {
            let application = ObjectKey(namespace: namespace, name: "a")
            return IntentKey(owner: KeptSecret.Owner(application: application, uid: "\(number)"), base: "0")
        }
        let large = intent(String(repeating: "n", count: 32_000))
        let counts = ["a", "b", "c", "d", "e"].map(fill)
        #expect(counts == [8, 8, 8, 8, 0])
        let isRefused = !content.note(large, key("a", 99))
        let fits = content.close(key("a", 3).owner) && content.note(large, key("a", 99))
        #expect(isRefused && fits)
    }

    @Test("much of one application is refused")
    func large() {
        var content = JournalContent()
        let isTaken = content.note(intent(String(repeating: "n", count: 40_000)), a)
        #expect(!isTaken && content.owners.isEmpty)
    }

    @Test(
        "what is no journal is an error, and nothing is left out of one",
        arguments: [
            "", "bm90IGd6aXA=", "H4sIAAAAAAAAA6uuBQBDv6ajAgAAAA==",
        ])
    func malformed(_ text: String) {
        let object: Value = ["data": ["journal": .string(text)]]
        #expect(throws: KubeError.self) { try JournalSecret.intents(in: object, "home/journal") }
    }

    @Test(
        "an intent that cannot be read is an error",
        arguments: [
            "{}", #"{"application": "a", "uid": "1", "base": "", "inventory": {}}"#,
            #"{"application": "shop/a", "base": "", "inventory": {}}"#,
            #"{"application": "shop/a", "uid": "1", "inventory": {}}"#,
            #"{"application": "shop/a", "uid": "1", "base": "", "inventory": {"entries": [{"id": "x", "v": "v1"}]}}"#,
        ])
    func unreadableIntent(_ intent: String) throws {
        let object = try JournalSecret.object("home/journal", [intent], version: nil)
        #expect(throws: KubeError.self) { try JournalSecret.intents(in: object, "home/journal") }
    }
}
