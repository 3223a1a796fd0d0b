import Documents
import Rendering
import SourceTrees
import Testing

@Suite("Substitution")
struct SubstitutionTests {
    private static let variables = [
        "NAME": "web", "N": "3", "ON": "true", "EMPTY": "", "LIST": "[1, two]", "QUOTED": "\"7\"", "LINES": "a\nb",
        "path_name": "/home/bozo/ideas/thoughts.for.today", "Z": "abcABC123ABCabc", "file": "bash.string.txt",
        "HASH": "a #b",
    ]

    private func request(_ variables: [String: String] = variables) -> RenderRequest {
        RenderRequest(path: "", substitution: Substitution(variables: variables))
    }

    private func spec(_ text: String) throws -> Value? {
        let file = "apiVersion: v1\nkind: X\nmetadata: {name: x}\nspec: \(text)\n"
        return try render(request(), from: MemoryTree(["a.yaml": file])).manifests.first?.value["spec"]
    }

    /// The cases of Flux' own envsubst, where it agrees with bash.
    @Test(
        "knows the forms that Flux knows",
        arguments: [
            ("abc", "abc"), ("a ${NAME} b${N}", "a web b3"), ("${#Z}", "15"), ("${NAME^}", "Web"), ("${NAME^^}", "WEB"),
            ("${Z^^}", "ABCABC123ABCABC"), ("${Z,,}", "abcabc123abcabc"),
            ("${path_name:11}", "ideas/thoughts.for.today"),
            ("${path_name:11:5}", "ideas"), ("${path_name:0:-6}", "/home/bozo/ideas/thoughts.for"), ("${Z: -3}", "abc"),
            ("${Z:99}", ""), ("${Z:2:99}", "cABC123ABCabc"), ("${NAME=x}", "web"), ("${MISSING=xyz}", "xyz"),
            ("${MISSING:=xyz}", "xyz"), ("${MISSING:-xyz}", "xyz"), ("${EMPTY:-xyz}", "xyz"), ("${EMPTY}", ""),
            ("${MISSING:-}", ""), ("${MISSING:=${NAME}}", "web"), ("${MISSING:=a-${NAME}-${N}z}", "a-web-3z"),
            ("${NAME:=${MISSING}}", "web"), ("${MISSING:=http://a:80/b}", "http://a:80/b"), ("${NAME:+set}", "set"),
            ("${MISSING:+set}", ""), ("${NAME:?needed}", "web"), ("${Z/%abc/XYZ}", "abcABC123ABCXYZ"),
            ("${Z/#abc/XYZ}", "XYZABC123ABCabc"), ("${NAME/#/pre-}", "pre-web"), ("${NAME/%/-post}", "web-post"),
            ("${Z//abc/xyz}", "xyzABC123ABCxyz"), ("${Z/abc/xyz}", "xyzABC123ABCabc"), ("${Z/abc/}", "ABC123ABCabc"),
            ("${path_name//\\//-}", "-home-bozo-ideas-thoughts.for.today"), ("${file#*.}", "string.txt"),
            ("${file##*.}", "txt"), ("${file%.*}", "bash.string"), ("${file%%.*}", "bash"),
            ("${path_name##*/}", "thoughts.for.today"),
            ("${path_name#*/}", "home/bozo/ideas/thoughts.for.today"), ("${file#z*}", "bash.string.txt"),
            ("$NAME $${NAME} $$NAME $", "$NAME ${NAME} $$NAME $"),
            ("a ${NAME}$${var$${NAME}$NAME${NAME}", "a web${var${NAME}$NAMEweb"),
            ("$${v=${NAME}}", "${v=web}"), ("\\\\x ${NAME}", "\\\\x web"),
        ])
    func forms(text: String, expected: String) throws {
        #expect(try spec("'\(text)'") == .string(expected))
    }

    @Test(
        "a text without quotes can become something else, one in quotes or a block cannot",
        arguments: [
            ("${N}", 3), ("8${N}", 83), ("'${N}'", "3"), ("\"${N}\"", "3"), ("!!str ${N}", "3"), ("${ON}", true),
            ("\"${ON}\"", "true"), ("${LIST}", [1, "two"]), ("\"${LIST}\"", "[1, two]"), ("${QUOTED}", "7"),
            ("\"${QUOTED}\"", "\"7\""), ("${EMPTY}", .null), ("'${EMPTY}'", ""), ("${MISSING:=5}", 5), ("x${N}", "x3"),
            ("|\n  ${N}\n", "3\n"), (">-\n  ${N}\n", "3"), ("[a, '${NAME}']", ["a", "web"]), ("${HASH}", "a #b"),
            ("{k: &a '${N}', l: *a}", ["k": "3", "l": "3"]), ("{'${NAME}': 1}", ["web": 1]), ("${LINES}", "ab"),
        ] as [(String, Value)])
    func types(text: String, expected: Value) throws {
        #expect(try spec(text) == expected)
    }

    @Test("without substitution, expressions are text like any other")
    func off() throws {
        let files = ["a.yaml": configMap("a", data: "x: \"${N}\", z: '${', q: '$${A}'")]
        let set = try render(RenderRequest(path: ""), from: MemoryTree(files))
        #expect(set.manifests[0].value["data"] == ["x": "${N}", "z": "${", "q": "$${A}"])
    }

    @Test("an object can opt out by annotation or label", arguments: ["annotations", "labels"])
    func optOut(field: String) throws {
        let mark = "{name: a, \(field): {kustomize.toolkit.fluxcd.io/substitute: disabled}}"
        let files = ["a.yaml": configMap("a", data: "x: \"${N}\", w: '${MISSING}'").replacing("{name: a}", with: mark)]
        let manifests = try render(request(), from: MemoryTree(files)).manifests
        #expect(manifests[0].value["data"] == ["x": "${N}", "w": "${MISSING}"])
    }

    @Test("names and items of lists are substituted, and comments are not looked at")
    func everywhere() throws {
        let list =
            "apiVersion: v1\nkind: List\nitems:\n- apiVersion: v1 # ${MISSING}\n  kind: X\n  metadata: {name: \"${NAME}\"}\n"
        #expect(try render(request(), from: MemoryTree(["a.yaml": list])).manifests.map(\.id.name) == ["web"])
    }

    @Test(
        "says what is wrong and where, and never a value",
        arguments: [
            ("${MISSING}", "the variable 'MISSING' is not set; "),
            ("${#MISSING}", "the variable 'MISSING' is not set; "),
            ("${MISSING:=${OTHER}}", "the variable 'OTHER' is not set; "),
            ("${EMPTY:?x}", "the variable 'EMPTY' is not set or empty"),
            ("${NAME", "the expression '${NAME…' has no '}'"), ("${NAME-x}", "the expression '${NAME…' has no '}'"),
            ("${}", "'${' has no variable's name after it"), ("${ NAME}", "'${' has no variable's name after it"),
        ])
    func failures(text: String, message: String) throws {
        let files = ["d/a.yaml": "# c\n" + configMap("a", data: "k: [x, \"${NAME}-\(text)\"]")]
        let error = try #require(failure(request(), files))
        #expect(error.code == .substitution)
        #expect([error.file, error.line.map(String.init)] == ["d/a.yaml", "2"])
        #expect(error.message.hasPrefix("at data.k.1: " + message), "\(error)")
        #expect(!error.message.contains("web"))
    }

    @Test("values are not shown, and cannot make texts grow without bound")
    func safety() {
        #expect("\(Substitution(variables: ["A": "secret"]))" == "1 variables")
        #expect(!String(reflecting: request(["A": "secret"])).contains("secret"))
        var dumped = ""
        dump(request(["A": "secret"]), to: &dumped)
        #expect(!dumped.contains("secret"))
        let large = String(repeating: "x", count: 1 << 20)
        for text in ["${A}${A}${A}${A}${A}", "${A//x/${A}}", "${A##*\(String(repeating: "*y", count: 50))}"] {
            #expect(failure(request(["A": large]), ["a.yaml": configMap("a", data: "k: \"\(text)\"")])?.code == .limit)
        }
        let nested = String(repeating: "${B:=", count: 30) + String(repeating: "}", count: 30)
        #expect(failure(request([:]), ["a.yaml": configMap("a", data: "k: \"\(nested)\"")])?.code == .limit)
        #expect(failure(request(["1a": "x"]), ["a.yaml": configMap("a")])?.code == .substitution)
    }
}
