import Documents
import Kustomize
import Synchronization
import Testing

/// What a build may make of files that are small.
@Suite("Budget")
struct BudgetTests {
    private static let map = "{apiVersion: v1, kind: ConfigMap, metadata: {name: a}, data: {a: x}}"

    /// A build whose objects may come to 1,000 values and 10,000 bytes.
    private func build(_ kustomization: String, _ objects: String = map) -> TestBuild {
        var build = TestBuild.of(objects, kustomization)
        build.bounds = .standard
        build.bounds.values = 1_000
        build.bounds.texts = 10_000
        return build
    }

    private func isRefused(_ kustomization: String, _ objects: String = map) -> Bool {
        build(kustomization, objects).error()?.code == .limit
    }

    private func repeated(_ text: String, _ count: Int, separator: String = "") -> String {
        Array(repeating: text, count: count).joined(separator: separator)
    }

    // MARK: Depth

    @Test("a path makes no more levels than a file may have")
    func pathDepth() {
        let path = repeated("a/", 400) + "a"
        #expect(isRefused("labels: [{pairs: {a: b}, fields: [{path: \(path), create: true}]}]"))
        let target =
            "targets: [{select: {kind: ConfigMap}, fieldPaths: [\(repeated("a.", 400))a], options: {create: true}}]"
        #expect(isRefused("replacements: [{source: {kind: ConfigMap}, \(target)}]"))
    }

    @Test("moves and replacements into itself nest no deeper than a file may")
    func nesting() {
        let wrap = """
                - {op: add, path: /b, value: {}}
                - {op: move, from: /data, path: /b/data}
                - {op: move, from: /b, path: /data}

            """
        #expect(isRefused("patches:\n- target: {kind: ConfigMap}\n  patch: |-\n\(repeated(wrap, 250))"))
        let into = """
            - source: {kind: ConfigMap, fieldPath: data}
              targets: [{select: {kind: ConfigMap}, fieldPaths: [data.a.b], options: {create: true}}]

            """
        #expect(isRefused("replacements:\n\(repeated(into, 250))", Self.map.replacing("a: x", with: "a: {b: {}}")))
    }

    // MARK: Size

    @Test("a var that stands in many places comes to no more than the bound")
    func variables() {
        let value = repeated("x", 1_000)
        let object = """
            {apiVersion: v1, kind: ConfigMap, metadata: {name: a, annotations: {t: "\(repeated("$(V)", 50))"}}, data: {a: \(value)}}
            """
        let vars =
            "vars: [{name: V, objref: {apiVersion: v1, kind: ConfigMap, name: a}, fieldref: {fieldpath: data.a}}]\n"
        let fields = "configurations: [c.yaml]"
        var bomb = build(vars + fields, object)
        bomb.files["c.yaml"] = "varReference: [{path: metadata/annotations}]"
        #expect(bomb.error()?.code == .limit)
    }

    @Test("texts and trees that double are refused")
    func doubling() {
        let text = """
            - source: {kind: ConfigMap, fieldPath: data.a}
              targets: [{select: {kind: ConfigMap}, fieldPaths: [data.a], options: {delimiter: "/", index: 9999}}]

            """
        #expect(isRefused("replacements:\n\(repeated(text, 60))"))
        let tree = (0..<40).map {
            "- {source: {kind: ConfigMap, fieldPath: data}, "
                + "targets: [{select: {kind: ConfigMap}, fieldPaths: [data.l\($0), data.r\($0)], options: {create: true}}]}\n"
        }
        #expect(isRefused("replacements:\n\(tree.joined())"))
        let copies = repeated("- {op: copy, from: /data/a, path: /data/b}\n    ", 50)
        let large = Self.map.replacing("a: x", with: "a: \(repeated("x", 1_000))")
        #expect(isRefused("patches:\n- target: {kind: ConfigMap}\n  patch: |-\n    \(copies)", large))
    }

    @Test("prefixes and suffixes are no longer than names may be, and count with all objects")
    func affixes() {
        #expect(isRefused("namePrefix: \(repeated("x", 254))"))
        #expect(isRefused("nameSuffix: \(repeated("x", 254))"))
        #expect(build("namePrefix: \(repeated("x", 200))").error() == nil)
        let many = (0..<50).map { Self.map.replacing("name: a", with: "name: a\($0)") }.joined(separator: "\n---\n")
        #expect(build("", many).error() == nil)
        #expect(isRefused("namePrefix: \(repeated("x", 253))", many))
        #expect(isRefused("commonAnnotations: {a: \(repeated("x", 300))}", many))
        let containers = repeated("{name: a, image: b}", 50, separator: ", ")
        let pod = "{apiVersion: v1, kind: Pod, metadata: {name: a}, spec: {containers: [\(containers)]}}"
        #expect(isRefused("images: [{name: b, newName: \(repeated("x", 300))}]", pod))
    }

    @Test("notes of changes count, too")
    func notes() {
        let patch = "- {target: {kind: Nothing}, patch: '- {op: remove, path: /a}'}\n"
        #expect(isRefused("buildMetadata: [transformerAnnotations]\npatches:\n\(repeated(patch, 150))"))
    }

    // MARK: Time

    @Test("beginnings of vars without an end are looked through once")
    func openVariables() throws {
        let text = repeated("$(", 100_000)
        let object = """
            {apiVersion: v1, kind: ConfigMap, metadata: {name: a, annotations: {t: "\(text)"}}, data: {a: x}}
            """
        var build = TestBuild.of(
            object, "vars: [{name: V, objref: {apiVersion: v1, kind: ConfigMap, name: a}}]\nconfigurations: [c.yaml]")
        build.files["c.yaml"] = "varReference: [{path: metadata/annotations}]"
        #expect(try build().contains(text))
    }

    @Test("types that lead to others over and over are refused")
    func types() {
        let types = (0..<31).map { level in
            """
            "T\(level)": {Schema: {properties: {kind: {}, apiVersion: {}, metadata: {}, \
            a: {$ref: T\(level + 1)}, b: {$ref: T\(level + 1)}}}}
            """
        }
        var build = TestBuild.of(Self.map, "crds: [types.yaml]")
        build.files["types.yaml"] = "{\(types.joined(separator: ",\n")), T31: {}}"
        #expect(build.error()?.code == .limit)
    }

    @Test("many specs of fields are refused")
    func specs() {
        var build = TestBuild.of(Self.map, "configurations: [c.yaml]")
        build.files["c.yaml"] =
            "varReference:\n" + (0..<2_100).map { "- {path: a/b\($0)}\n" }.joined()
        #expect(build.error()?.code == .limit)
    }

    @Test("what an object was called stays known through many patches")
    func history() throws {
        let patch = "- {target: {name: a}, patch: '- {op: add, path: /data/b, value: y}'}\n"
        let output = try TestBuild.of(
            Self.map,
            "patches:\n\(repeated(patch, 300))- {target: {name: a}, patch: '- {op: add, path: /data/c, value: z}'}")()
        #expect(output.contains("c: z") && !output.contains("internal.config"))
    }

    @Test("an interrupted build ends within a transformer")
    func interruption() {
        let counter = Counter()
        let objects = (0..<50).map { Self.map.replacing("name: a", with: "name: a\($0)") }.joined(separator: "\n---\n")
        let options = KustomizeOptions(
            loadRestriction: .root, order: .asRead, isCancelled: { counter.next() > 80 })
        #expect(throws: KustomizeError.self) {
            try Kustomization.build(
                TestBuild.of(objects, "namePrefix: a").tree, directory: "", options: options)
        }
    }
}

private final class Counter: Sendable {
    private let count = Mutex(0)

    func next() -> Int {
        count.withLock {
            $0 += 1
            return $0
        }
    }
}
