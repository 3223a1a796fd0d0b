import Documents
import Testing
import YAML

@Suite("YAML reader")
struct YAMLTests {
    private func values(_ text: String) throws -> [Value] { try YAML.parse(text).map(\.value) }

    private func failure(_ text: String, limits: DocumentLimits = .file) -> DocumentError? {
        do throws(DocumentError) {
            _ = try YAML.parse(Array(text.utf8), file: "app/x.yaml", limits: limits)
            return nil
        } catch { return error }
    }

    @Test("gives each document with the line its content begins on")
    func documents() throws {
        let text = "# c\n---\n\na: 1\n--- # c\n\n---\n# only a comment\n---\nnull\n---\nb: 2\n...\n---\n- c\n"
        let documents = try YAML.parse(text)
        #expect(documents.map(\.value) == [["a": 1], ["b": 2], ["c"]])
        #expect(documents.map(\.line) == [4, 12, 15])
        #expect(try YAML.parse("").isEmpty)
        #expect(try YAML.parse(" \n# c\n").isEmpty)
    }

    @Test("keeps the order of keys")
    func order() throws {
        #expect(try values("z: 1\na: 2\nm: {x: 1, b: 2}\n").first?.json() == #"{"z":1,"a":2,"m":{"x":1,"b":2}}"#)
    }

    @Test(
        "says where a file is broken",
        arguments: [
            ("a: 1\nb: [1\n", 3, 1), ("a: 1\n b: 2\n", 2, 3), ("a:\n\tb: 1\n", 2, 1), ("a: *x\n", 1, 4),
            ("a: 1\n---\nb: !!int x\n", 3, 4), ("a: \"\u{1}\"\n", 1, 5), ("é: \u{7F}\n", 1, 4), ("? [a]\n: b\n", 1, 3),
            ("a: .inf\n", 1, 4), ("a: &a [*a]\n", 1, 8), ("a:\n  <<: 1\n", 2, 7), ("null: 1\n", 1, 1),
        ])
    func places(text: String, line: Int, column: Int) throws {
        let error = try #require(failure(text))
        #expect(error.file == "app/x.yaml")
        #expect([error.line, error.column] == [line, column], "\(error)")
        #expect(error.code != .limit)
    }

    @Test("an error reads as a compiler's, and without values")
    func message() {
        #expect(
            failure("a:\n  - b\n  c: secret\n")?.description
                == "app/x.yaml:3:3: did not find expected '-' indicator while parsing a block collection that begins on line 2"
        )
        #expect(failure("a: !!int secret")?.description == "app/x.yaml:1:4: has the tag !!int, but is none")
    }

    @Test("is bounded in bytes, depth, documents and values")
    func limits() {
        let limits = DocumentLimits(bytes: 60, depth: 3, documents: 2, nodes: 8)
        #expect(failure("a: [[1]]", limits: limits) == nil)
        #expect(failure("a: [[[1]]]", limits: limits)?.code == .limit)
        #expect(failure("[[[[1]]]]", limits: limits)?.code == .limit)
        #expect(failure("1\n---\n2", limits: limits) == nil)
        #expect(failure("1\n---\n2\n---\n3", limits: limits)?.code == .limit)
        #expect(failure("[1, 2, 3, 4, 5, 6, 7]", limits: limits) == nil)
        #expect(failure("- [1, 2, 3, 4, 5, 6, 7, 8]", limits: limits)?.code == .limit)
        #expect(failure(String(repeating: " ", count: 61), limits: limits)?.code == .limit)
        #expect(failure("a: &a [1, 2]\nb: *a\n", limits: limits)?.code == .limit)
    }

    @Test("refuses files that grow when their aliases are written out")
    func billionLaughs() {
        let levels = (1...30).map { "a\($0): &a\($0) [*a\($0 - 1), *a\($0 - 1)]\n" }.joined()
        #expect(failure("a0: &a0 [x, x]\n" + levels)?.code == .limit)
        let text = String(repeating: "x", count: 1 << 20)
        #expect(
            failure("a: &a \(text)\nb: [\(Array(repeating: "*a", count: 20).joined(separator: ","))]")?.code == .limit)
        let nesting = (1...10).map { level in
            "a\(level): &a\(level) \(String(repeating: "[", count: 30))*a\(level - 1)\(String(repeating: "]", count: 30))\n"
        }
        #expect(failure("a0: &a0 x\n" + nesting.joined())?.code == .limit)
        let merges = (1...40).map { "a\($0): &a\($0)\n  <<: [*a\($0 - 1), *a\($0 - 1)]\n" }.joined()
        #expect(failure("a0: &a0 {x: 1}\n" + merges)?.code == .limit)
    }

    @Test("anchors end with their document, and a later one of the same name replaces an earlier")
    func anchors() throws {
        #expect(failure("a: &a 1\n---\nb: *a\n")?.line == 3)
        #expect(try values("- &a 1\n- *a\n- &a 2\n- *a\n- &a [&a 3, *a]\n- *a\n") == [[1, 1, 2, 2, [3, 3], 3]])
    }

    @Test("what kubectl refuses or loses and we read")
    func beyondKubectl() throws {
        #expect(try values("{a: yes, b: [c]}") == [["a": true, "b": ["c"]]])
        #expect(try values("--- {a: 1}\n") == [["a": 1]])
        #expect(try values("%YAML 1.2\n---\na: yes\n") == [["a": true]])
        #expect(try values(#"a: "\/""#) == [["a": "/"]])
        #expect(try values("{\"a\": 1}\n---\nb: 2\n") == [["a": 1], ["b": 2]])
    }

    @Test("refuses what kubectl would silently leave out")
    func afterTheEnd() {
        #expect(failure("a: 1\n...\nb: 2\n")?.line == 3)
    }

    @Test("reads JSON as JSON, and says where it is broken")
    func json() throws {
        #expect(try values(#" {"a": "\ud83d\ude00\/", "b": 1.5}"#) == [["a": "😀/", "b": 1.5]])
        let error = #expect(throws: DocumentError.self) {
            try YAML.parse(Array("{\n\"a\": ]}".utf8), file: "a.json", limits: .file)
        }
        #expect(error?.description == "a.json:2:6: expects a value here")
    }
}
