import Documents
import Testing

@Suite("JSON")
struct JSONTests {
    @Test(
        "is read and written",
        arguments: [
            ("null", .null), ("true", true), ("-12", -12), ("1.5", 1.5), ("1e-3", 0.001), ("\"a\"", "a"),
            ("[1,[2]]", [1, [2]]), (#"{"b":1,"a":{"c":null}}"#, ["b": 1, "a": ["c": .null]]),
            (#""\u00e9\n\"\\\/\ud83d\ude00""#, "é\n\"\\/😀"), (#""\ud800x""#, "\u{FFFD}x"),
            ("9223372036854775807", .integer(.max)), ("9223372036854775808", .double(9_223_372_036_854_775_808)),
            ("-9223372036854775808.0", .double(-9_223_372_036_854_775_808)), ("-9223372036854775808", .integer(.min)),
        ] as [(String, Value)])
    func read(text: String, value: Value) throws {
        #expect(try JSON.parse(text, limits: .file) == value)
        #expect(try JSON.parse(value.json(), limits: .file) == value)
    }

    @Test("keeps the order of keys, and sorts them where digests need it")
    func order() throws {
        let value = try JSON.parse(#"{"b":1,"a":{"d":2,"c":3}}"#, limits: .file)
        #expect(value.json() == #"{"b":1,"a":{"d":2,"c":3}}"#)
        #expect(String(decoding: value.jsonBytes(sortedKeys: true), as: UTF8.self) == #"{"a":{"c":3,"d":2},"b":1}"#)
    }

    @Test("of two equal keys the later wins, in the place of the first")
    func duplicates() throws {
        #expect(try JSON.parse(#"{"a":1,"b":2,"a":3}"#, limits: .file).json() == #"{"a":3,"b":2}"#)
    }

    @Test(
        "is refused with line and column",
        arguments: [
            ("", 1, 1), ("{\n  \"a\": }", 2, 8), ("[1,]", 1, 4), ("01", 1, 3), ("\"a", 1, 3), ("nul", 1, 1),
            ("{\"a\":1} x", 1, 9), ("\"\u{1}\"", 1, 2), ("1.", 1, 3), ("[1 2]", 1, 4), ("{\"a\" 1}", 1, 6),
        ])
    func refused(text: String, line: Int, column: Int) {
        #expect {
            try JSON.parse(text, file: "x.json", limits: .file)
        } throws: { error in
            guard let error = error as? DocumentError else { return false }
            return error.code == .syntax && error.line == line && error.column == column && error.file == "x.json"
        }
    }

    @Test("is bounded in depth and size")
    func bounds() {
        let limits = DocumentLimits(bytes: 100, depth: 5, documents: 1, nodes: 100)
        #expect(throws: DocumentError.self) { try JSON.parse("[[[[[[]]]]]]", limits: limits) }
        #expect(throws: Never.self) { try JSON.parse("[[[[[]]]]]", limits: limits) }
        #expect(throws: DocumentError.self) {
            try JSON.parse(String(repeating: " ", count: 200) + "1", limits: limits)
        }
    }

    @Test("is bounded in values, keys among them, whatever it begins with")
    func values() throws {
        let limits = DocumentLimits(bytes: 10_000, depth: 5, documents: 1, nodes: 100)
        for text in [
            "[\(String(repeating: "{},", count: 100)){}]", "{\"a\":[\(String(repeating: "0,", count: 100))0]}",
            "[\(String(repeating: #"{"a":0},"#, count: 40))0]",
        ] {
            let error = #expect(throws: DocumentError.self) { try JSON.parse(text, limits: limits) }
            #expect(error?.code == .limit)
        }
        #expect(throws: Never.self) { try JSON.parse("[\(String(repeating: "0,", count: 98))0]", limits: limits) }
    }

    @Test("members that nobody wants count only while they are read")
    func unwanted() throws {
        let limits = DocumentLimits(bytes: 10_000, depth: 5, documents: 1, nodes: 100)
        let member = #"{"b":1,"c":[0,0,0,0,0,0,0,0]}"#
        let text = #"{"a":[\#(String(repeating: member + ",", count: 20))\#(member)]}"#
        #expect(throws: DocumentError.self) { try JSON.parse(text, limits: limits) }
        let value = try JSON.parse(Array(text.utf8), limits: limits) { key, depth in depth != 2 || key == "b" }
        #expect(value["a"]?.array?.count == 21)
        #expect(value["a"]?[0]?.json() == #"{"b":1}"#)
    }

    @Test("what cannot be a number in JSON is null; whole doubles are written as integers")
    func numbers() {
        #expect(Value.double(.infinity).json() == "null")
        #expect(Value.double(3).json() == "3")
        #expect(Value.double(0.1).json() == "0.1")
    }
}

@Suite("values")
struct ValueTests {
    @Test("objects are equal in whatever order")
    func equality() {
        let (left, right): (Value, Value) = (["a": 1, "b": [2]], ["b": [2], "a": 1])
        #expect(left == right)
        #expect(left.hashValue == right.hashValue)
        #expect(left != ["a": 1])
    }

    @Test("pointers read, write and remove")
    func pointers() throws {
        var value: Value = ["a": ["b/c": [1, 2, ["~d": 3]]]]
        let deep = try #require(Pointer("/a/b~1c/2/~0d"))
        #expect(value[deep] == 3)
        #expect(deep.description == "/a/b~1c/2/~0d")
        #expect(value.set(deep, to: 4) && value[deep] == 4)
        #expect(value.remove(try #require(Pointer("/a/b~1c/0"))) == 1)
        #expect(value == ["a": ["b/c": [2, ["~d": 4]]]])
        #expect(value.remove(try #require(Pointer("/a/x/y"))) == nil)
        #expect(value.set(try #require(Pointer("/new/path")), to: true) && value.at("new", "path") == true)
        #expect(!value.set(try #require(Pointer("/a/b~1c/9")), to: 1))
        #expect(value[try #require(Pointer(""))] == value)
    }

    @Test("what is no pointer is none", arguments: ["a", "/a~2", "/~"])
    func noPointer(text: String) { #expect(Pointer(text) == nil) }

    @Test("objects of Kubernetes know who they are")
    func identity() {
        let value: Value = [
            "apiVersion": "apps/v1", "kind": "Deployment", "metadata": ["name": "web", "namespace": "shop"],
        ]
        #expect(value.groupVersionKind == GroupVersionKind(group: "apps", version: "v1", kind: "Deployment"))
        #expect(value.objectID?.description == "Deployment.apps shop/web")
        #expect(GroupVersionKind(apiVersion: "v1", kind: "Pod").apiVersion == "v1")
        #expect((["kind": "Pod"] as Value).objectID == nil)
    }

    @Test("setting nil takes a key away")
    func subscripts() {
        var value: Value = ["a": ["b": 1]]
        value["a"]?["b"] = nil
        #expect(value == ["a": [:]])
        value["c"] = 5
        #expect(value["c"]?.integer == 5)
    }

    @Test("keys of objects read namespace/name only", arguments: ["a", "a/", "/b", "a/b/c"])
    func badKeys(text: String) { #expect(ObjectKey(text) == nil) }
}
