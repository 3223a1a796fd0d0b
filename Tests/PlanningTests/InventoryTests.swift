import Documents
import Planning
import TestKit
import Testing

@Suite("Inventory")
struct InventoryTests {
    @Test("an entry reads back as it was written")
    func entryText() throws {
        let settled = entry(id("Deployment", "web", group: "apps"), manifest: 0xAB, projection: .max)
        #expect(
            settled.value == [
                "id": "shop_web_apps_Deployment", "v": "v1", "h": "00000000000000abffffffffffffffff",
            ])
        #expect(try InventoryEntry(settled.value) == settled)

        let intended = entry(id("Namespace", "shop", namespace: ""), manifest: nil)
        #expect(intended.value == ["id": "_shop__Namespace", "v": "v1"])
        #expect(try InventoryEntry(intended.value) == intended)
    }

    @Test("any identity reads back from its text, and no two share one", arguments: 1...20 as ClosedRange<UInt64>)
    func identityText(seed: UInt64) {
        var random = SeededRandom(seed: seed)
        let alphabet: [Unicode.Scalar] = ["a", "_", "%", "5", "F", "2", ":", ".", "é", "\u{301}", "/", " "]
        var texts: [String: ObjectID] = [:]
        for _ in 0..<500 {
            let parts = (0..<4).map { part in
                var text = part % 2 == 1 ? "x" : ""
                for _ in 0..<Int.random(in: 0...4, using: &random) {
                    text.unicodeScalars.append(alphabet.randomElement(using: &random) ?? "a")
                }
                return text
            }
            let id = ObjectID(group: parts[2], kind: parts[3], namespace: parts[0], name: parts[1])
            #expect(ObjectID(inventoryText: id.inventoryText) == id)
            #expect(texts.updateValue(id, forKey: id.inventoryText) ?? id == id)
        }
    }

    @Test(
        "what was not written by us is refused",
        arguments: [
            ["v": "v1"], ["id": "a_b_c_D"], ["id": "a_b_c", "v": "v1"], ["id": "a_b_c_d_e", "v": "v1"],
            ["id": "a__c_D", "v": "v1"], ["id": "a_b_c_", "v": "v1"], ["id": "a_%5f_c_D", "v": "v1"],
            ["id": "a_b%_c_D", "v": "v1"], ["id": "a_b_c_D", "v": "v1", "h": "12"],
            ["id": "a_b_c_D", "v": "v1", "h": 1],
            ["id": "a_b_c_D", "v": "v1", "h": "000000000000000a000000000000000bz"],
            ["id": "a_b_c_D", "v": "v1", "h": "000000000000000a000000000000000bss"],
            ["id": "a_b_c_D", "v": "v1", "h": "+0000000000000ab00000000000000ab"], "text",
        ] as [Value])
    func malformed(value: Value) {
        #expect(throws: PlanningError.self) { try InventoryEntry(value) }
        #expect(throws: PlanningError.self) { try Inventory(["entries": [value]]) }
    }

    @Test("the stored form does not depend on the order of coming in")
    func storedForm() throws {
        let entries = [
            entry(id("Deployment", "web", group: "apps")), entry(id("ConfigMap", "b")), entry(id("ConfigMap", "a")),
            entry(id("Widget", "w", group: "example.org")), entry(id("Namespace", "shop", namespace: "")),
        ]
        let inventory = Inventory(entries)
        #expect(inventory.value == Inventory(entries.reversed()).value)
        #expect(inventory.entries.map(\.id.name) == ["shop", "a", "b", "web", "w"])
        #expect(try Inventory(inventory.value) == inventory)
    }

    @Test("nothing stored is an empty inventory; something else stored is an error")
    func empty() throws {
        #expect(try Inventory(nil as Value?).isEmpty)
        #expect(try Inventory(.null).isEmpty)
        #expect(try Inventory(["entries": []]).isEmpty)
        #expect(try Inventory([:]).isEmpty)
        #expect(throws: PlanningError.self) { try Inventory("x") }
        #expect(throws: PlanningError.self) { try Inventory(["entries": "x"]) }
    }

    @Test("an object that got another name is remembered under that one, as one whose last apply is not known")
    func moved() {
        let (old, new) = (id("Ingress", "web", group: "extensions"), id("Ingress", "web", group: "networking.k8s.io"))
        var inventory = Inventory([entry(old, version: "v1beta1")])
        inventory.move(old, to: new)
        #expect(inventory == Inventory([entry(new, manifest: nil, version: "v1beta1")]))
        inventory.move(old, to: new)
        #expect(inventory.count == 1, "what is not there does not move")
        var both = Inventory([entry(old, version: "v1beta1"), entry(new)])
        both.move(old, to: new)
        #expect(both == Inventory([entry(new)]), "what is known under the new name stays")
    }

    @Test("union, removing, intend, settle and forget")
    func edits() {
        let (a, b) = (id("ConfigMap", "a"), id("ConfigMap", "b"))
        var inventory = Inventory([entry(a, manifest: nil), entry(b)]).union(Inventory([entry(a)]))
        #expect(inventory.count == 2)
        #expect(inventory[a] == entry(a))
        #expect(inventory.removing([a]) == Inventory([entry(b)]))
        inventory.intend(b, version: "v2")
        #expect(inventory[b] == entry(b, manifest: nil, version: "v2"))
        inventory.settle(b, version: "v2", manifest: 3, projection: 4)
        #expect(inventory[b] == entry(b, manifest: 3, projection: 4, version: "v2"))
        inventory.forget(a)
        #expect(!inventory.contains(a))
    }
}
