import Documents
import KubeModel
import Planning
import Sourcing
import TestKit
import Testing

@testable import Controllers

@Suite("what is open in the journal") struct JournalContentTests {
    private let a = KeptSecret.Owner(application: "shop/a", uid: "1")
    private let b = KeptSecret.Owner(application: "shop/b", uid: "2")

    private func inventory(_ names: String...) -> Inventory {
        Inventory(
            names.map {
                InventoryEntry(
                    id: ObjectID(group: "", kind: "ConfigMap", namespace: "shop", name: $0), version: "v1", settled: nil
                )
            })
    }

    private func secret(_ content: JournalContent) throws -> Value {
        try JournalSecret.object("home/journal", content.texts, version: nil)
    }

    @Test("what is written is read back, whole and by application")
    func roundTrip() throws {
        var content = JournalContent()
        let areTaken = [
            content.note(inventory("x", "y_%"), of: a), content.note(inventory("z"), of: b),
            content.note(inventory("w"), of: a),
        ]
        #expect(!areTaken.contains(false))
        let read = try JournalSecret.intents(in: secret(content), "home/journal")
        #expect(read == [a: inventory("x", "y_%", "w"), b: inventory("z")])
    }

    @Test("what others left joins what is open, but for what was closed and is still there")
    func joins() throws {
        var earlier = JournalContent()
        _ = earlier.note(inventory("x"), of: a)
        _ = earlier.note(inventory("y"), of: b)
        let left = try JournalSecret.intents(in: secret(earlier), "home/journal")
        var content = JournalContent()
        _ = content.note(inventory("y"), of: b)
        let isClosed = content.close(b)
        #expect(isClosed && content.holdsClosed)
        _ = content.note(inventory("z"), of: a)
        content.take(left, version: "7")
        #expect(content.isRead && content.version == "7")
        #expect(content.intent(of: a) == inventory("x", "z") && content.intent(of: b) == nil)
        // The server was put back to before it was closed, so that it counts again.
        content.reread()
        #expect(!content.isRead)
        content.take(left, version: "3")
        #expect(content.intent(of: b) == inventory("y"))
    }

    @Test("what was closed while the Secret was written may be in it")
    func closedMeanwhile() {
        var content = JournalContent()
        _ = content.note(inventory("x"), of: a)
        let sent = content
        let areClosed = [content.close(a), content.close(a)]
        #expect(areClosed == [true, false])
        content.noteWritten(sent, version: "2")
        #expect(content.holdsClosed && content.version == "2")
        content.noteWritten(content, version: "3")
        #expect(!content.holdsClosed)
    }

    @Test("there is an end to what may be open, in all and of a namespace, and what is closed makes room")
    func room() {
        var content = JournalContent()
        func fill(_ namespace: String) -> Int {
            var count = 0
            while content.note(large, of: owner(namespace, count)) { count += 1 }
            return count
        }
        func owner(_ namespace: String, _ number: Int) -> KeptSecret.Owner {
            KeptSecret.Owner(application: ObjectKey(namespace: namespace, name: "a"), uid: "\(number)")
        }
        let large = inventory(String(repeating: "n", count: 32_000))
        let counts = ["a", "b", "c", "d", "e"].map(fill)
        #expect(counts == [8, 8, 8, 8, 0])
        let isRefused = !content.note(large, of: owner("a", 99))
        let fits = content.close(owner("a", 3)) && content.note(large, of: owner("a", 99))
        #expect(isRefused && fits)
    }

    @Test("much of one application is refused")
    func large() {
        var content = JournalContent()
        let isTaken = content.note(Inventory(inventory(String(repeating: "n", count: 40_000)).entries), of: a)
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
            "{}", #"{"application": "a", "uid": "1", "inventory": {}}"#, #"{"application": "shop/a", "inventory": {}}"#,
            #"{"application": "shop/a", "uid": "1", "inventory": {"entries": [{"id": "x", "v": "v1"}]}}"#,
        ])
    func unreadableIntent(_ intent: String) throws {
        let object = try JournalSecret.object("home/journal", [intent], version: nil)
        #expect(throws: KubeError.self) { try JournalSecret.intents(in: object, "home/journal") }
    }
}
