import Kustomize
import Testing

@Suite("Scalars")
struct ScalarTests {
    /// What kustomize makes of a scalar: probed with kustomize 5.5.0.
    @Test(
        "are read by go-yaml v3's rules and written by v2's",
        arguments: [
            ("yes", "\"yes\""), ("on", "\"on\""), ("True", "true"), ("0777", "511"), ("0o777", "511"), ("1e3", "1000"),
            ("1.10", "1.1"), (".5", "0.5"), ("-0.0", "0"), ("0x1F", "31"), ("1_000", "1000"), ("08", "8"),
            ("2001-01-01", "\"2001-01-01T00:00:00Z\""), ("2001-01-01 10:20:30.50", "\"2001-01-01T10:20:30.5Z\""),
            ("12345678901234567890", "12345678901234567890"), ("1:30", "\"1:30\""), ("~", "null"),
            ("\"1.10\"", "\"1.10\""),
            ("!!str 5", "\"5\""), ("'~'", "\"~\""), ("text", "text"),
        ])
    func resolution(text: String, expected: String) throws {
        let output = try TestBuild.of("apiVersion: v1\nkind: A\nmetadata: {name: a}\nx: \(text)\n", "")()
        #expect(output == "apiVersion: v1\nkind: A\nmetadata:\n  name: a\nx: \(expected)\n")
    }

    @Test("keep their text where they become texts")
    func annotations() throws {
        let output = try TestBuild.of(
            """
            apiVersion: v1
            kind: A
            metadata:
              name: a
              annotations: {float: 1.10, octal: 0644, truth: True, none: null}
            """, "")()
        #expect(
            output == """
                apiVersion: v1
                kind: A
                metadata:
                  annotations:
                    float: "1.10"
                    none: "null"
                    octal: "0644"
                    truth: "True"
                  name: a

                """)
    }

    @Test("anchors and merge keys are written out, own keys first")
    func anchors() throws {
        let output = try TestBuild.of(
            """
            apiVersion: v1
            kind: A
            metadata: {name: a}
            base: &base {x: 1, y: 2}
            first: {<<: *base, y: 3}
            list: {<<: [{x: 4}, *base], z: 5}
            """, "")()
        #expect(output.contains("first:\n  x: 1\n  \"y\": 3\n"))
        #expect(output.contains("list:\n  x: 4\n  \"y\": 2\n  z: 5\n"))
    }

    @Test("folded blocks have the line breaks that go-yaml v3 gives them")
    func folded() throws {
        let output = try TestBuild.of(
            """
            apiVersion: v1
            kind: A
            metadata: {name: a}
            script: >
              first
                indented
              last

            """, "")()
        #expect(output.hasSuffix("script: |\n  first\n\n    indented\n  last\n"))
    }

    @Test("folded blocks of annotations stay as they are, but for those of the objects of a list")
    func foldedAnnotations() throws {
        let object = """
            apiVersion: v1
            kind: A
            metadata:
              name: a
              annotations:
                note: >
                  first
                    indented
            spec:
              metadata:
                annotations:
                  note: >
                    first
                      indented

            """
        let output = try TestBuild.of(object, "")()
        #expect(output.contains("\n  annotations:\n    note: |\n      first\n        indented\n"))
        #expect(output.hasSuffix("      note: |\n        first\n\n          indented\n"))
        let items = object.split(separator: "\n").map { "  \($0)\n" }.joined()
        let list = "apiVersion: v1\nkind: List\nitems:\n-" + items.dropFirst()
        #expect(try TestBuild.of(list, "")().contains("    note: |\n      first\n\n        indented\n"))
    }

    @Test("an apostrophe may be escaped, which only Go's libraries allow")
    func apostrophes() throws {
        let output = try TestBuild.of(
            """
            apiVersion: v1
            kind: A
            metadata: {name: a}
            first: ["it\\'s", 'a\\', "\\\\é\\'\\"\\'"]
            second: "b\\'"
            third: |
              c\\'
            """, "")()
        #expect(output.contains("first:\n- it's\n- a\\\n- \\é'\"'\n"))
        #expect(output.contains("second: b'\nthird: c\\'"))
        #expect(TestBuild.of("apiVersion: v1\nkind: A\nmetadata: {name: \"\\'\\q\"}", "").error() != nil)
    }

    @Test(
        "what has no form in JSON, or is there twice, is an error with its line",
        arguments: [
            ("x: {1: a}", "line 4"), ("x: {a: 1, a: 2}", "line 4"), ("x: *nothing", "line 4"), ("x: &x [*x]", "line 4"),
            ("x: {<<: 5}", "line 4"), ("x: [", "line"), ("x: {? [a] : b}", "line 4"),
        ])
    func broken(text: String, place: String) throws {
        let build = TestBuild.of("apiVersion: v1\nkind: A\nmetadata: {name: a}\n\(text)\n", "")
        let error = try #require(build.error())
        #expect(error.file == "objects.yaml")
        #expect(error.message.contains(place))
    }
}
