import Archives
import Documents
import Foundation
import Planning
import TestKit
import Testing

/// Objects as a large application has them: names with a counter, and with a hash as generators append it.
private func inventory(_ count: Int, isSettled: Bool = true, nameLength: Int = 0) -> Inventory {
    var random = SeededRandom(seed: 7)
    return Inventory(
        (0..<count).map { number in
            let hash = String(UInt32.random(in: 0...(.max), using: &random), radix: 36)
            let filler = (0..<nameLength).map { _ in "abcdefghijklmnopqrstuvwxyz".randomElement(using: &random) ?? "a" }
            let name = "service-\(number)-configuration-\(hash)\(String(filler))"
            return InventoryEntry(
                id: id("ConfigMap", name, namespace: "team-\(number % 7)"), version: "v1",
                settled: isSettled
                    ? .init(
                        manifest: UInt64.random(in: 0...(.max), using: &random),
                        projection: UInt64.random(in: 0...(.max), using: &random)) : nil)
        })
}

private func packed(_ json: [UInt8]) throws -> Value {
    let text = Data(try Gzip.compress(json)).base64EncodedString()
    return ["entries": [["id": "packed", "v": "gzip", "h": .string(text)]]]
}

@Suite("Packed inventory")
struct PackedInventoryTests {
    @Test("a small one is stored for people to read")
    func small() {
        #expect(inventory(500).value["entries"]?.array?.count == 500)
    }

    @Test("a large one is packed into one entry, and reads back")
    func large() throws {
        let inventory = inventory(3_000)
        let value = inventory.value
        #expect(value["entries"]?.array?.count == 1)
        #expect(value.jsonBytes().count < 130_000)
        let read = try Inventory(value)
        #expect(read == inventory && read.isPacked)
        #expect(read.value == value)
        #expect(try Inventory(value, known: read).value == value)
    }

    @Test("what changes after reading is in the stored form, too")
    func changed() throws {
        let original = inventory(3_000)
        var read = try Inventory(original.value)
        let first = try #require(read.entries.first)
        read.settle(first.id, version: "v1", manifest: 1, projection: 2)
        #expect(!read.isPacked)
        #expect(try Inventory(read.value)[first.id]?.settled == .init(manifest: 1, projection: 2))
        #expect(try Inventory(read.removing([first.id]).value).count == 2_999)
        #expect(try Inventory(read.value, known: Inventory(original.value)) == read)
    }

    @Test("20,000 objects have room, which is known before they are applied")
    func room() {
        #expect(inventory(20_000, isSettled: false).shortage == nil)
        #expect(inventory(20_000).value.jsonBytes().count < 900_000)
    }

    @Test("too many objects are told by number before they are applied, for what they will take once they are")
    func shortage() throws {
        let intended = inventory(5_000, isSettled: false, nameLength: 230)
        let shortage = try #require(intended.shortage)
        #expect(shortage.hasPrefix("the names and digests of 5000 objects take "))
        #expect(shortage.hasSuffix(" bytes of the application's status, where at most 1048576 fit"))
        let hashes = inventory(32_000, isSettled: false)
        #expect(hashes.value.jsonBytes().count < 1 << 20)
        #expect(hashes.shortage != nil)
    }

    @Test("a program that knows no packed inventories refuses one instead of finding nothing in it")
    func older() throws {
        let entry = try #require(inventory(3_000).value["entries"]?.array?.first)
        #expect(throws: PlanningError.self) { try InventoryEntry(entry) }
    }

    @Test("what is packed is bounded in bytes and in values before it is made")
    func bombs() throws {
        let zeros = try packed([UInt8](repeating: UInt8(ascii: " "), count: 40 << 20))
        let values = try packed(Array(("[" + String(repeating: "{},", count: 1_000_000) + "{}]").utf8))
        let lists = try packed([UInt8](repeating: UInt8(ascii: "["), count: 1_000_000))
        for value in [zeros, values, lists] {
            #expect(throws: PlanningError.self) { try Inventory(value) }
        }
    }

    @Test("a damaged one is an error, never an empty one")
    func damaged() throws {
        let whole = try #require(inventory(3_000).value["entries"]?.array?.first?["h"]?.string)
        func value(_ text: Value?, _ packing: Value = "gzip") -> Value {
            var entry: Value = ["id": "packed", "v": packing]
            entry["h"] = text
            return ["entries": [entry]]
        }
        let damaged: [Value] = [
            value(nil), value(""), value("not base64!"), value(.string(String(whole.prefix(whole.utf8.count / 2)))),
            value(.string(Data("{}".utf8).base64EncodedString())), value(.string(whole), "zstd"), value(7),
            try packed(Array("[]".utf8)), try packed(Array("{\"entries\": [{}]}".utf8)), try packed(Array("{".utf8)),
            ["entries": [["id": "packed", "v": "gzip", "h": .string(whole)], ["id": "a_b__C", "v": "v1"]]],
        ]
        for value in damaged {
            #expect(throws: PlanningError.self, "\(value.json().prefix(80))") { try Inventory(value) }
        }
    }
}
