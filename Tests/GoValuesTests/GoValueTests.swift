import Documents
import GoValues
import Testing

@Suite("Go's values")
struct GoValueTests {
    @Test("strings are their bytes")
    func strings() {
        #expect(GoString("é") != GoString("e\u{301}"))
        #expect(GoString("a10") < GoString("a2"))
        #expect(GoString(bytes: [0x61, 0xFF, 0xE6, 0x97]).string == "a\u{FFFD}\u{FFFD}\u{FFFD}")
        #expect(GoString("日本語").count == 9)
        #expect(GoString("日本語").runes == [0x65E5, 0x672C, 0x8A9E])
        #expect(GoString("abc").hasSuffix("bc") && !GoString("c").hasSuffix("bc"))
        let keys = ["", "a", "a\0", "abcdefgh", "abcdefgh\0", "abcdefghi"].map { GoString($0) }
        #expect(Set(keys).count == keys.count)
    }

    @Test("types and kinds have Go's names")
    func names() {
        let values: [(GoValue, String, String)] = [
            (nil, "<nil>", "invalid"), (true, "bool", "bool"), (1, "int", "int"), (1.5, "float64", "float64"),
            ("a", "string", "string"), (.bytes([]), "[]uint8", "slice"), (.list([]), "[]interface {}", "slice"),
            (.strings([]), "[]string", "slice"), (.map([:]), "map[string]interface {}", "map"),
            (.map(GoMap(type: .named("common.Values"))), "common.Values", "map"),
        ]
        for (value, type, kind) in values {
            #expect(value.typeName == type)
            #expect(value.kindName == kind)
        }
    }

    @Test("empty and zero are false")
    func truth() {
        let falses: [GoValue] = [nil, false, 0, 0.0, "", .list([]), .map([:]), .int64(0), .bytes([])]
        #expect(falses.allSatisfy { !$0.isTrue })
        let trues: [GoValue] = [true, -1, 0.1, "false", .list([nil]), .map(["": nil])]
        #expect(trues.allSatisfy { $0.isTrue })
    }

    @Test("integers compare by value whatever their type, floats with floats only")
    func comparison() throws {
        #expect(try GoComparison.isEqual(1, toAnyOf: [2, .uint64(1)]))
        #expect(try !GoComparison.isEqual(.int64(-1), toAnyOf: [.uint64(.max)]))
        #expect(try GoComparison.isEqual(nil, toAnyOf: [nil]))
        #expect(try !GoComparison.isEqual("x", toAnyOf: [nil]))
        #expect(throws: GoError("incompatible types for comparison: float64 and int")) {
            try GoComparison.isEqual(1.0, toAnyOf: [1])
        }
        #expect(throws: GoError("non-comparable type [%!s(int=2)]: []interface {}")) {
            try GoComparison.isEqual(.list([1]), toAnyOf: [.list([2])])
        }
        #expect(throws: GoError("missing argument for comparison")) { try GoComparison.isEqual(1, toAnyOf: []) }
        #expect(try GoComparison.isLess(.int64(-1), than: .uint64(0)))
        #expect(try GoComparison.isLess("a10", than: "a2"))
        #expect(throws: GoError("invalid type for comparison")) { try GoComparison.isLess(nil, than: 1) }
    }

    @Test("deep equality wants the same types")
    func deepEquality() throws {
        #expect(try GoComparison.isDeepEqual(.list([1, "a"]), .list([1, "a"])))
        #expect(try !GoComparison.isDeepEqual(.list(["a"]), .strings(["a"])))
        #expect(try !GoComparison.isDeepEqual(1, 1.0))
        #expect(try GoComparison.isDeepEqual(.map(["a": .list([nil])]), .map(["a": .list([nil])])))
        #expect(try !GoComparison.isDeepEqual(.map(["a": nil]), .map(["b": nil])))
    }

    @Test("a document's integers become floats, and floats without a fraction integers again")
    func documents() throws {
        let document: Value = ["a": 1, "b": [1.5, .null, true], "c": "x"]
        let value = GoValue(document)
        guard case .map(let map) = value, case .float(1)? = map["a"] else {
            Issue.record("not a map of floats")
            return
        }
        #expect(try value.document(nodes: 100) == document)
    }

    @Test("a chain of any length is freed")
    func disposal() {
        var list = GoValue.list([])
        for _ in 0..<300_000 { list = .list([list]) }
        let root = GoMap()
        var leaf = root
        for _ in 0..<300_000 {
            let next = GoMap()
            leaf["next"] = .map(next)
            leaf = next
        }
    }

    @Test("types accept what Go may assign to them")
    func assignability() {
        let values = GoValue.map(GoMap(type: .named("common.Values")))
        #expect(GoType.map.accepts(values))
        #expect(!GoType.stringMap.accepts(values))
        #expect(GoType.named("common.Values", kind: "map").accepts(values))
        #expect(!GoType.int.accepts(.int64(1)))
        #expect(!GoType.list.accepts(.strings(["a"])))
    }
}
