import Kustomize
import Testing

/// What kustomize refuses or takes, and is easily passed over or lost.
@Suite("Strictness")
struct StrictnessTests {
    private static let map = "{apiVersion: v1, kind: ConfigMap, metadata: {name: a}, data: {a: x}}"

    private func error(_ kustomization: String, _ objects: String = map, files: [String: String] = [:])
        -> KustomizeError?
    {
        var build = TestBuild.of(objects, kustomization)
        build.files.merge(files) { $1 }
        return build.error()
    }

    @Test("a CustomResourceDefinition in crds is an error")
    func definitions() {
        let definition =
            "{apiVersion: apiextensions.k8s.io/v1, kind: CustomResourceDefinition, metadata: {name: a}, spec: {}}"
        let error = error("crds: [c.yaml]", files: ["c.yaml": definition])
        #expect(error?.message.contains("belongs into resources") == true)
        #expect(self.error("crds: [c.yaml]", files: ["c.yaml": "{A: {Schema: {properties: []}}}"])?.code == .invalid)
    }

    @Test(
        "fields of builtin plugins have types, and unknown ones pass",
        arguments: [
            ("kind: ReplacementTransformer\nreplacements: {a: b}", false),
            ("kind: ReplicaCountTransformer", false),
            ("kind: LabelTransformer\nlabels: {a: 1}\nfieldSpecs: [{path: metadata/labels, create: true}]", true),
            ("kind: PatchTransformer\nbogus: 1\npatch: '\(map)'", true),
            (
                "kind: ReplacementTransformer\nbogus: 1\nreplacements: [{bogus: 1, source: {kind: ConfigMap, fieldPath: kind}, "
                    + "targets: [{select: {kind: ConfigMap}, fieldPaths: [data.a]}]}]", true
            ),
            ("kind: ImageTagTransformer\nimageTag: {name: a, newTag: 7}", true),
        ])
    func plugins(text: String, passes: Bool) {
        let files = ["p.yaml": "apiVersion: builtin\nmetadata: {name: p}\n\(text)\n"]
        #expect((error("transformers: [p.yaml]", files: files) == nil) == passes)
    }

    @Test("labels and annotations that are no mapping are an error")
    func metadata() throws {
        for key in ["labels", "annotations"] {
            let object = Self.map.replacing("name: a", with: "name: a, \(key): [foo]")
            #expect(error("", object)?.code == .invalid)
        }
        let output = try TestBuild.of(
            Self.map.replacing("name: a", with: "name: a, labels: {a: {b: c}}"), "buildMetadata: [managedByLabel]")()
        #expect(output.contains("b: c") && output.contains("managed-by: kustomize-v5.5.0"))
    }

    @Test("delimiters divide by bytes", arguments: [("a/\u{301}b/c", "/", "\u{301}b"), ("a\r\nb", "\n", "b")])
    func delimiters(text: String, delimiter: String, part: String) throws {
        let (text, delimiter) = (text.escaped, delimiter.escaped)
        let replacement = """
            replacements:
            - source: {kind: ConfigMap, fieldPath: data.a, options: {delimiter: "\(delimiter)", index: 1}}
              targets: [{select: {kind: ConfigMap}, fieldPaths: [data.b], options: {create: true}}]
            """
        let output = try TestBuild.of(Self.map.replacing("a: x", with: "a: \"\(text)\""), replacement)()
        #expect(output.contains("  b: \(part)\n"))
    }

    @Test("parts are replaced, or added before and behind")
    func parts() throws {
        for (index, expected) in [(-1, "ConfigMap/x/y"), (0, "ConfigMap/y"), (1, "x/ConfigMap"), (9, "x/y/ConfigMap")] {
            let replacement = """
                replacements:
                - source: {kind: ConfigMap, fieldPath: kind}
                  targets: [{select: {kind: ConfigMap}, fieldPaths: [data.a], options: {delimiter: /, index: \(index)}}]
                """
            let output = try TestBuild.of(Self.map.replacing("a: x", with: "a: x/y"), replacement)()
            #expect(output.contains("  a: \(expected)\n"))
        }
    }

    @Test(
        "what is no selector of labels is refused",
        arguments: ["k=v/w", "app=x,", "a/b/c=x", "app=_", "-app=x", "app=é", "A_/b=c", "app in (a,-b)"])
    func selectors(text: String) {
        #expect(error("patches: [{target: {labelSelector: '\(text)'}, patch: '- {op: remove, path: /a}'}]") != nil)
        #expect(error("patches: [{target: {annotationSelector: '\(text)'}, patch: '- {op: remove, path: /a}'}]") != nil)
    }

    @Test("selectors of labels may have domains and empty values")
    func goodSelectors() {
        for text in ["example.org/app=x", "app=", "!app", "app in (a,b_c,)", "app,b!=c"] {
            let target = "{labelSelector: '\(text)', name: nothing}"
            #expect(error("patches: [{target: \(target), patch: '- {op: remove, path: /a}'}]") == nil)
        }
    }

    @Test("a target's path has no empty steps", arguments: ["data..a", "data.a."])
    func emptySteps(path: String) {
        let target = "targets: [{select: {kind: ConfigMap}, fieldPaths: [\(path)]}]"
        #expect(error("replacements: [{source: {kind: ConfigMap}, \(target)}]") != nil)
    }

    @Test("a patch that is a list with nothing in it is an error")
    func emptyPatch() {
        #expect(error("patches: [{patch: '{apiVersion: v1, kind: ConfigMapList, items: []}'}]") != nil)
    }
}

extension String {
    /// As it stands between double quotes in YAML.
    fileprivate var escaped: String {
        unicodeScalars.map { $0.isASCII && $0.value >= 32 ? String($0) : "\\u" + hex($0.value) }.joined()
    }

    private func hex(_ value: UInt32) -> String {
        let digits = String(value, radix: 16)
        return String(repeating: "0", count: 4 - digits.count) + digits
    }
}
