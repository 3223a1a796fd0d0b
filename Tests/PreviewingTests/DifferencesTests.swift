import Documents
import Previewing
import Testing

@Suite("Differences of fields")
struct DifferencesTests {
    private static let container = "/spec/template/spec/containers/0"

    static let changes: [(String, Value?, String)] = [
        ("/spec/replicas", 5, "~ spec.replicas: 3 → 5"),
        ("/spec/replicas", "3", #"~ spec.replicas: 3 → "3""#),
        (
            "/metadata/labels", ["app.kubernetes.io/part-of": "shop"],
            "+ metadata.labels: {app.kubernetes.io/part-of: shop}"
        ),
        ("\(container)/image", "web:2", "~ spec.template.spec.containers[name=web].image: web:1 → web:2"),
        ("\(container)/image", nil, "- spec.template.spec.containers[name=web].image: web:1"),
        (
            "\(container)/ports/0/containerPort", 8080,
            "~ spec.template.spec.containers[name=web].ports[0].containerPort: 80 → 8080"
        ),
        ("\(container)/args", ["-v", ""], #"+ spec.template.spec.containers[name=web].args: [-v, ""]"#),
        ("/spec/paused", true, "+ spec.paused: true"),
        ("/spec/note", "two words", "+ spec.note: two words"),
        ("/spec/note", "true", #"+ spec.note: "true""#),
        ("/spec/note", " 1", #"+ spec.note: " 1""#),
    ]

    @Test("a changed field is told by its path and its values", arguments: changes)
    func fields(pointer: String, value: Value?, line: String) {
        #expect(Samples.lines(Samples.deployment, Samples.deployment.with(pointer, value)) == [line])
    }

    @Test("a member whose name is no word stands in brackets")
    func names() {
        let live = Samples.deployment.with("/metadata/labels", ["a/b": "1x", "c": "2x"])
        let predicted = Samples.deployment.with("/metadata/labels", ["a/b": "3x", "c-d": "4x"])
        #expect(
            Samples.lines(live, predicted) == [
                #"~ metadata.labels["a/b"]: 1x → 3x"#, "- metadata.labels.c: 2x", "+ metadata.labels.c-d: 4x",
            ])
    }

    @Test("what only servers write is no change")
    func noise() {
        let predicted = Samples.deployment.with("/metadata/uid", "1").with(
            "/metadata/managedFields", [["manager": "x"]]
        )
        .with("/metadata/resourceVersion", "5").with("/metadata/generation", 2)
        .with("/metadata/creationTimestamp", .null).with("/status", ["replicas": 3])
        .with("/metadata/annotations", ["kubectl.kubernetes.io/last-applied-configuration": "{}"])
        #expect(Samples.lines(Samples.deployment, predicted).isEmpty)
        #expect(Samples.lines(predicted, Samples.deployment).isEmpty)
    }

    static let same: [(String, Value, Value)] = [
        ("resources", ["limits": ["cpu": "100m"]], ["limits": ["cpu": "0.1"]]),
        ("resources", ["limits": ["cpu": 1]], ["limits": ["cpu": "1000m"]]),
        ("resources", ["requests": ["memory": "1Gi"]], ["requests": ["memory": "1073741824"]]),
        ("resources", ["requests": ["memory": "1e3"]], ["requests": ["memory": "1k"]]),
        ("livenessProbe", ["httpGet": ["port": "80"]], ["httpGet": ["port": 80]]),
        ("terminationMessagePath", .null, .null),
    ]

    @Test("what says the same to Kubernetes is no change", arguments: same)
    func equal(field: String, old: Value, new: Value) {
        let (live, predicted) = (
            Samples.deployment.with("\(Self.container)/\(field)", old),
            Samples.deployment.with("\(Self.container)/\(field)", new)
        )
        #expect(Samples.lines(live, predicted).isEmpty)
        #expect(Samples.lines(live, Samples.deployment).count == (old.isNull ? 0 : 1))
    }

    @Test("a text that looks like a quantity is one where quantities are only")
    func quantities() {
        let live = Samples.configMap(["cpu": "100m"])
        #expect(Samples.lines(live, Samples.configMap(["cpu": "0.1"])) == [#"~ data.cpu: 100m → "0.1""#])
    }

    @Test("letters that look the same are told apart by their bytes")
    func composed() {
        let change = Samples.lines(Samples.configMap(["a": "\u{E9}x"]), Samples.configMap(["a": "e\u{301}x"]))
        #expect(change.count == 1)
    }

    @Test("what is new is told field by field")
    func creation() {
        let fields = Samples.preview([Samples.object(.create, from: nil, to: Samples.deployment)]).objects[0].fields
        #expect(
            fields.changes.map(\.line) == [
                "+ spec.replicas: 3", "+ spec.template.spec.containers[name=web].image: web:1",
                "+ spec.template.spec.containers[name=web].name: web",
                "+ spec.template.spec.containers[name=web].ports[containerPort=80].containerPort: 80",
            ])
    }

    @Test("a document without a type, as in lists, has that of the other")
    func types() {
        let live = Samples.deployment.with("/apiVersion", nil).with("/kind", nil)
        #expect(Samples.lines(live, Samples.deployment).isEmpty)
        #expect(Samples.lines(Samples.deployment.with("/apiVersion", "apps/v1beta1"), Samples.deployment).count == 1)
    }

    @Test("a long value is cut, and one that differs further on is told to")
    func longValues() {
        let start = String(repeating: "x", count: 5_000)
        let lines = Samples.lines(
            Samples.configMap(["a": .string(start + "1")]), Samples.configMap(["a": .string(start + "2")]))
        #expect(lines.count == 1 && lines[0].utf8.count < 600 && lines[0].hasSuffix("(differs further on)"))
    }

    @Test("many changes are counted past those that are told")
    func manyChanges() {
        let (old, new) = (0..<500).reduce(into: (Object(), Object())) { data, index in
            data.0["key\(index)"] = "a"
            data.1["key\(index)"] = "b"
        }
        let fields = Samples.preview([Samples.object(.update, from: Samples.configMap(old), to: Samples.configMap(new))]
        )
        .objects[0].fields
        #expect(fields.changes.count == 200 && fields.leftOut == 300 && !fields.isCut)
    }

    @Test("values that nest too deeply are compared as a whole")
    func depth() {
        func nested(_ leaf: Value) -> Value {
            Samples.object("example.org/v1", "Thing", spec: (0..<300).reduce(leaf) { value, _ in ["a": value] })
        }
        #expect(Samples.lines(nested(1), nested(2)).count == 1)
        #expect(Samples.lines(nested(1), nested(1)).isEmpty)
    }
}
