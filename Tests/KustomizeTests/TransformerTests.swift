import Kustomize
import Testing

@Suite("Transformers")
struct TransformerTests {
    private let deployment = """
        apiVersion: apps/v1
        kind: Deployment
        metadata:
          name: web
        spec:
          selector:
            matchLabels:
              app: web
          template:
            spec:
              containers:
              - image: registry:5000/nginx:1.0
                name: a
              - image: busybox@sha256:abc
                name: b

        """

    @Test("the namespace goes where there are namespaces, and to subjects named default")
    func namespace() throws {
        let output = try TestBuild.of(
            """
            {apiVersion: v1, kind: ConfigMap, metadata: {name: a, namespace: old}}
            ---
            {apiVersion: rbac.authorization.k8s.io/v1, kind: ClusterRole, metadata: {name: a}}
            ---
            {apiVersion: v1, kind: Namespace, metadata: {name: old}}
            ---
            apiVersion: rbac.authorization.k8s.io/v1
            kind: RoleBinding
            metadata: {name: a}
            subjects: [{kind: ServiceAccount, name: default}, {kind: ServiceAccount, name: other, namespace: x}]
            """, "namespace: new")()
        #expect(output.contains("kind: ConfigMap\nmetadata:\n  name: a\n  namespace: new\n"))
        #expect(output.contains("kind: ClusterRole\nmetadata:\n  name: a\n---"))
        #expect(output.contains("kind: Namespace\nmetadata:\n  name: new\n"))
        #expect(
            output.contains(
                "  name: default\n  namespace: new\n- kind: ServiceAccount\n  name: other\n  namespace: x\n"))
    }

    @Test("a namespace that makes two objects one is a conflict")
    func namespaceConflict() {
        let build = TestBuild.of(
            """
            {apiVersion: v1, kind: ConfigMap, metadata: {name: a, namespace: x}}
            ---
            {apiVersion: v1, kind: ConfigMap, metadata: {name: a, namespace: y}}
            """, "namespace: z")
        #expect(build.error()?.code == .conflict)
        #expect(build.error()?.field == "namespace")
    }

    @Test("prefixes and suffixes leave kinds alone whose names mean something")
    func affixes() throws {
        let objects = ["Namespace", "CustomResourceDefinition", "ConfigMap"].map {
            "{apiVersion: v1, kind: \($0), metadata: {name: a}}"
        }.joined(separator: "\n---\n")
        let output = try TestBuild.of(objects, "namePrefix: p-\nnameSuffix: -s")()
        #expect(
            output.split(separator: "\n").filter { $0.contains("name:") } == [
                "  name: a", "  name: a", "  name: p-a-s",
            ])
    }

    @Test("labels go to selectors and templates as they say")
    func labels() throws {
        let plain = try TestBuild.of(deployment, "labels: [{pairs: {l: 'true'}}]")()
        #expect(plain.contains("  labels:\n    l: \"true\"\n") && !plain.contains("template:\n    metadata"))
        let templates = try TestBuild.of(deployment, "labels: [{pairs: {l: m}, includeTemplates: true}]")()
        #expect(templates.contains("template:\n    metadata:\n      labels:\n        l: m\n"))
        #expect(!templates.contains("matchLabels:\n      app: web\n      l: m"))
        let common = try TestBuild.of(deployment, "commonLabels: {l: m}")()
        #expect(common.contains("matchLabels:\n      app: web\n      l: m"))
        let fields = "labels: [{pairs: {l: m}, fields: [{path: spec/own/labels, create: true}]}]"
        #expect(try TestBuild.of(deployment, fields)().contains("own:\n    labels:\n      l: m"))
    }

    @Test("annotations go to templates, too")
    func annotations() throws {
        let output = try TestBuild.of(deployment, "commonAnnotations: {a: b}")()
        #expect(output.ranges(of: "a: b").count == 2)
    }

    @Test(
        "images are found by name and given what is new",
        arguments: [
            ("{name: 'registry:5000/nginx', newTag: '2'}", "registry:5000/nginx:2"),
            ("{name: 'registry:5000/nginx', newName: new, digest: 'sha256:d'}", "new@sha256:d"),
            ("{name: 'registry:5000/nginx', newTag: '2', digest: 'sha256:d'}", "registry:5000/nginx:2@sha256:d"),
            ("{name: busybox, newName: b}", "b@sha256:abc"), ("{name: busybox, newTag: x}", "busybox:x"),
            ("{name: 'busy(box|body)', newTag: x}", "busybox:x"), ("{name: 'busyb.x', newTag: x}", "busybox:x"),
        ])
    func images(rule: String, expected: String) throws {
        #expect(try TestBuild.of(deployment, "images: [\(rule)]")().contains("- image: \(expected)\n"))
    }

    @Test("images of other names stay")
    func otherImages() throws {
        #expect(
            try TestBuild.of(deployment, "images: [{name: nginx, newTag: '2'}, {name: busy, newTag: x}]")() == sorted)
    }

    private var sorted: String { deployment }

    @Test("replicas are set, and a name that nothing has is an error")
    func replicas() throws {
        #expect(try TestBuild.of(deployment, "replicas: [{name: web, count: 3}]")().contains("spec:\n  replicas: 3\n"))
        #expect(TestBuild.of(deployment, "replicas: [{name: x, count: 3}]").error()?.code == .notFound)
    }

    @Test("configurations add to the fields")
    func configurations() throws {
        var build = TestBuild.of(deployment, "configurations: [c.yaml]\ncommonLabels: {l: m}")
        build.files["c.yaml"] = "commonLabels: [{path: spec/own, create: true, kind: Deployment}]"
        #expect(try build().contains("own:\n    l: m\n"))
        build.files["c.yaml"] = "commonLabels: [{path: metadata/labels, create: false}]"
        #expect(build.error()?.code == .conflict)
        build.files["c.yaml"] = "unknown: []"
        #expect(build.error()?.field == "unknown")
    }

    @Test("builtin plugins are transformers, and none that are programs")
    func plugins() throws {
        let inline = """
            transformers:
            - |-
              apiVersion: builtin
              kind: PrefixTransformer
              metadata: {name: x}
              prefix: p-
              fieldSpecs: [{path: metadata/name}]
            """
        #expect(try TestBuild.of(deployment, inline)().contains("name: p-web"))
        var build = TestBuild.of(deployment, "transformers: [t.yaml]")
        build.files["t.yaml"] =
            "{apiVersion: builtin, kind: LabelTransformer, metadata: {name: x}, labels: {l: m}, "
            + "fieldSpecs: [{path: metadata/labels, create: true}]}"
        #expect(try build().contains("labels:\n    l: m"))
        build.files["t.yaml"] = "{apiVersion: someteam.example.com/v1, kind: Odd, metadata: {name: x}}"
        #expect(build.error()?.code == .unsupported)
        build.files["t.yaml"] = "{apiVersion: builtin, kind: Odd, metadata: {name: x}}"
        #expect(build.error()?.code == .unsupported)
    }
}
