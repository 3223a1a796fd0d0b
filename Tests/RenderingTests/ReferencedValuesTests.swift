import Documents
import Metrics
import Rendering
import SourceTrees
import Testing

@Suite("Values of charts that ConfigMaps and Secrets hold")
struct ReferencedValuesTests {
    private let request = RenderRequest(path: "shop")

    private func files(_ template: String, schema: String = "{}") -> [String: String] {
        [
            "shop/Chart.yaml": "apiVersion: v2\nname: shop\nversion: 1.0.0\n",
            "shop/values.yaml": "tag: base\nother: {a: 1, b: 2}\n", "shop/values-dev.yaml": "tag: dev\n",
            "shop/values.schema.json": schema,
            "shop/templates/settings.yaml": configMap("x", data: "v: {{ \(template) | quote }}"),
        ]
    }

    private func file(_ content: String, isSecret: Bool = false) -> ReferencedValues {
        values(content, .file, isSecret: isSecret)
    }

    private func values(_ content: String, _ form: ReferencedValues.Form, isSecret: Bool = false) -> ReferencedValues {
        ReferencedValues(
            origin: "the entry 'values.yaml' of the \(isSecret ? "Secret" : "ConfigMap") extra",
            content: Array(content.utf8), form: form, isSecret: isSecret)
    }

    private func datum(
        _ values: [ReferencedValues], _ template: String = ".Values.tag", schema: String = "{}",
        _ configure: (inout ChartOptions) -> Void = { _ in }
    ) async throws(RenderError) -> String? {
        var request = request
        request.chart.valuesFrom = values
        configure(&request.chart)
        let cache = RenderCache(entries: 10, bytes: 1 << 20, metrics: Metrics())
        let tree = MemoryTree(files(template, schema: schema))
        return try await cache.render(request, tree: tree, key: "repo").manifests.manifests.first?.value
            .at("data", "v")?.string
    }

    private func message(
        _ values: [ReferencedValues], _ template: String = ".Values.tag", schema: String = "{}"
    ) async -> String {
        do throws(RenderError) {
            return "rendered: \(try await datum(values, template, schema: schema) ?? "nothing")"
        } catch {
            return error.description
        }
    }

    @Test("they win over files, later ones over earlier, and are below values")
    func order() async throws {
        let both = [file("tag: one\n"), file("tag: two\nother: {b: 3}\n")]
        #expect(try await datum([]) == "base")
        #expect(try await datum(both) { $0.valueFiles = ["values-dev.yaml"] } == "two")
        #expect(try await datum(both, ".Values.other | toJson") == #"{"a":1,"b":3}"#)
        #expect(try await datum(both) { $0.values = ["tag": "inline"] } == "inline")
        let path = values("three", .value(path: "tag"))
        #expect(try await datum(both + [path]) == "three")
        #expect(try await datum([path] + both) == "two")
    }

    @Test(
        "a value at a path is read as --set reads it, but for commas; in quotes it is a text; a literal stays as it is",
        arguments: [
            ("3", ReferencedValues.Form.value(path: "tag"), "int64 3"), ("true", .value(path: "tag"), "bool true"),
            ("'3'", .value(path: "tag"), "string 3"), ("\"true\"", .value(path: "tag"), "string true"),
            ("a,b=c", .value(path: "tag"), "string a,b=c"), ("{a,b}", .value(path: "tag"), "slice [a b]"),
            ("3", .literal(path: "tag"), "string 3"), ("{a,b}\\,'", .literal(path: "tag"), "string {a,b}\\,'"),
            ("x", .literal(path: "tag.deep[1]"), "map map[deep:[<nil> x]]"),
        ])
    func paths(_ content: String, _ form: ReferencedValues.Form, _ expected: String) async throws {
        let template = #"printf "%s %v" (kindOf .Values.tag) .Values.tag"#
        #expect(try await datum([file("tag: {deep: []}\n"), values(content, form)], template) == expected)
    }

    @Test("what is no mapping is an error that names the object and quotes nothing of it")
    func malformed() async {
        for content in ["a: [hidden", "hidden", "- hidden", "a: *hidden"] {
            let message = await message([file(content, isSecret: true)])
            #expect(message == "the entry 'values.yaml' of the Secret extra is not a mapping in YAML; correct it")
        }
        let path = await message([values("hidden", .value(path: "a[-1]"), isSecret: true)])
        #expect(path.contains("the Secret extra cannot be set at 'a[-1]'"), "\(path)")
    }

    @Test("a text of a Secret is taken out of what a chart and its schema say, however it is quoted")
    func secrecy() async {
        let secret = file(
            "password: \"hidden \\\"text\\\"\"\npin: 123456\nkey: |\n  first-line\n  other-line\n", isSecret: true)
        for (template, schema) in [
            ("fail .Values.password", "{}"), ("fail (printf \"%q\" .Values.password)", "{}"),
            ("required (printf \"%v\" .Values) nil", "{}"), ("fail (index (splitList \"\\n\" .Values.key) 1)", "{}"),
            ("tpl .Values.password .", #"{"properties": {"password": {"pattern": "^x$"}}}"#),
            ("fail (toString .Values.pin)", "{}"),
        ] {
            let message = await message([secret], template, schema: schema)
            for text in ["hidden", "123456", "first-line", "other-line"] {
                #expect(!message.contains(text), "\(message)")
            }
            #expect(message.contains("(secret)"), "\(message)")
        }
        #expect(await message([file("tag: shown\n")], "fail .Values.tag").contains("shown"))
        // Too long to be searched as a whole: cut, with nothing of a Secret at the ends.
        let long = await message([secret], "fail (printf \"begins %s\" (repeat 20000 .Values.password))")
        #expect(long.utf8.count < 100_000 && !long.contains("hidd") && !long.contains("text"), "\(long.prefix(200))")
        #expect("\(secret)\(String(reflecting: [secret]))".contains("hidden") == false)
    }

    @Test("another content is another request")
    func reuse() async throws {
        let cache = RenderCache(entries: 10, bytes: 1 << 20, metrics: Metrics())
        let tree = MemoryTree(files(".Values.tag"))
        var request = request
        for (content, isReused) in [("tag: one\n", false), ("tag: one\n", true), ("tag: two\n", false)] {
            request.chart.valuesFrom = [file(content)]
            #expect(try await cache.render(request, tree: tree, key: "repo").wasCached == isReused)
        }
    }
}
