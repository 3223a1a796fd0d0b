import Documents
import GoValues
import GoYAML
import Testing

@Suite("Go's YAML")
struct GoYAMLTests {
    private func read(_ text: String, limits: DocumentLimits = .file) throws(GoYAMLError) -> GoMap {
        try GoYAML.unmarshalMap(Array(text.utf8), limits: limits)
    }

    private func yaml(_ value: GoValue) throws -> String { String(decoding: try GoYAML.marshal(value), as: UTF8.self) }

    @Test("numbers are float64 when read, and each of Go's kinds is written in its own way")
    func numbers() throws {
        let map = try read("a: 1\nb: 1.5")
        #expect(map["a"]?.typeName == "float64")
        #expect(
            try yaml(.list([.int(1), .int64(2), .uint64(.max), .float(1e6), .bytes([0, 255])])) == """
                - 1
                - 2
                - 18446744073709551615
                - 1000000
                - AP8=

                """)
    }

    @Test("what aliases stand for is separate, as after JSON")
    func aliases() throws {
        let map = try read("a: &x {k: 1}\nb: *x")
        guard case .map(let first)? = map["a"] else { throw GoError("no map") }
        first["k"] = .float(2)
        #expect(try GoJSON.marshal(GoValue.map(map)) == Array(#"{"a":{"k":2},"b":{"k":1}}"#.utf8))
    }

    @Test("a nil slice is null in JSON and what is made of it, and a list for version 3")
    func nilSlices() throws {
        let none = GoValue.list(GoList.absent(.any))
        #expect(try yaml(none) == "null\n")
        #expect(try GoYAML.marshalPretty(none) == Array("[]\n".utf8))
    }

    @Test("bytes that are no UTF-8 become U+FFFD, and a tagged text for version 3")
    func invalidText() throws {
        let text = GoValue.map(["k": .string(GoString(bytes: [0x61, 0xFF]))])
        #expect(try yaml(text) == "k: a\u{FFFD}\n")
        #expect(try GoYAML.marshalPretty(text) == Array("k: !!binary Yf8=\n".utf8))
    }

    @Test("structs have their fields in order in JSON, and say themselves what JSON they are")
    func objects() throws {
        let version = GoValue.object(Version())
        #expect(try GoJSON.marshal(.list([version, .object(Moment())])) == Array(#"[{"Z":1,"A":"x"},"now"]"#.utf8))
        #expect(try yaml(version) == "A: x\nZ: 1\n")
    }

    @Test("a value that holds itself is refused")
    func cycles() throws {
        let map = GoMap()
        map["self"] = .map(map)
        defer { map.entries = [:] }
        #expect(throws: GoError.self) { try GoYAML.marshal(.map(map)) }
        #expect(throws: GoError.self) { try GoYAML.marshalPretty(.map(map)) }
        #expect(throws: GoError.self) { try GoJSON.marshal(.map(map)) }
        #expect(throws: GoError.self) { try GoTOML.marshal(.map(map)) }
    }

    @Test("texts past a limit are refused before they grow")
    func limits() throws {
        var limits = DocumentLimits.file
        limits.nodes = 100
        limits.depth = 5
        let list = "a: &a [1,2,3,4,5,6,7,8,9]\nb: [*a,*a,*a,*a,*a,*a,*a,*a,*a,*a]"
        for text in [list, "[[[[[[[[[[]]]]]]]]]]", "a: {b: {c: {d: {e: {f: 1}}}}}"] {
            let error = #expect(throws: GoYAMLError.self) { try read(text, limits: limits) }
            #expect(error?.code == .limit)
        }
        limits.bytes = 10
        #expect(throws: GoYAMLError.self) { try read("abcdefghijklmn: 1", limits: limits) }
        let brackets = [UInt8](repeating: UInt8(ascii: "["), count: 100_000)
        #expect(throws: GoError.self) { try GoTOML.unmarshal(Array("a = ".utf8) + brackets, limits: .file) }
        #expect(throws: GoError.self) { try GoJSON.unmarshal(brackets, limits: .file) }
        limits = DocumentLimits(bytes: 1_000, depth: 100, documents: 1, nodes: 100)
        for text in ["[\(String(repeating: "0,", count: 100))0]", String(repeating: " ", count: 2_000)] {
            let error = #expect(throws: GoError.self) { try GoJSON.unmarshal(Array(text.utf8), limits: limits) }
            #expect(error?.isLimit == true)
        }
        for text in [
            "a = [\(String(repeating: "0,", count: 100))0]", String(repeating: "[[a]]\n", count: 99), "a.a.a = 1\n",
        ] {
            limits.nodes = min(limits.nodes, text.utf8.count / 2)
            let error = #expect(throws: GoError.self) { try GoTOML.unmarshal(Array(text.utf8), limits: limits) }
            #expect(error?.isLimit == true)
        }
    }

    @Test("only the first document is read, and errors behind it do not matter")
    func firstDocument() throws {
        #expect(try read("a: 1\n---\nb: [").count == 1)
        let error = #expect(throws: GoYAMLError.self) { try read("a: !!int x\nb: [") }
        #expect(error?.message == "error converting YAML to JSON: yaml: line 2: did not find expected node content")
    }

    @Test("TOML's integers and lists of tables have Go's types")
    func toml() throws {
        let map = try GoTOML.unmarshal(Array("a = 1\n[[b]]\nc = 2020-01-02 03:04:05.6+01:00".utf8), limits: .file)
        #expect(map["a"]?.typeName == "int64")
        #expect(map["b"]?.typeName == "[]map[string]interface {}")
        let json = try GoJSON.marshal(GoValue.map(map))
        #expect(json == Array(#"{"a":1,"b":[{"c":"2020-01-02T03:04:05.6+01:00"}]}"#.utf8))
    }

    @Test("a file of values is divided into documents by lines")
    func documents() throws {
        let documents = try GoYAML.documents(Array("---\r\na: 1\r\n--- # b\n---\nb: |\n  ---\n".utf8))
        #expect(documents.map { String(decoding: $0, as: UTF8.self) } == ["---\na: 1\n", "---\nb: |\n  ---\n"])
        let error = #expect(throws: GoYAMLError.self) { try GoYAML.documents(Array("a: 1\n--- {b: 2} \n".utf8)) }
        #expect(error?.message == "invalid Yaml document separator: {b: 2}")
    }
}

private final class Version: GoObject {
    let typeName = "version.Version"
    let kindName = "struct"
    var fields: [(name: String, value: GoValue)] { [("Z", .int(1)), ("A", .string("x"))] }
}

private final class Moment: GoJSONObject {
    let typeName = "time.Time"
    let kindName = "struct"
    var json: GoJSONForm { .value(.string("now")) }
}
