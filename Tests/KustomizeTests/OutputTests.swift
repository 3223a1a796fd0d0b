import Documents
import Kustomize
import Testing

@Suite("Output")
struct OutputTests {
    private func objects(_ kinds: [String]) -> String {
        kinds.map { "{apiVersion: v1, kind: \($0), metadata: {name: a}}" }.joined(separator: "\n---\n")
    }

    private func kinds(_ output: String) -> [Substring] {
        output.split(separator: "\n").filter { $0.hasPrefix("kind:") }.map { $0.dropFirst(6) }
    }

    @Test("objects come by kind, as they were read, or as the kustomization says")
    func order() throws {
        let all = ["ValidatingWebhookConfiguration", "Pod", "Deployment", "ConfigMap", "Namespace", "Apple"]
        var build = TestBuild.of(objects(all), "")
        #expect(try kinds(build()).map(String.init) == all)
        build.order = .legacy
        #expect(
            try kinds(build()).map(String.init) == [
                "Namespace", "ConfigMap", "Deployment", "Apple", "Pod", "ValidatingWebhookConfiguration",
            ])
        var own = TestBuild.of(
            objects(all),
            "sortOptions: {order: legacy, legacySortOptions: {orderFirst: [Pod], orderLast: [Namespace]}}")
        own.order = .asRead
        #expect(try kinds(own()).first == "Pod" && kinds(own()).last == "Namespace")
        #expect(try kinds(TestBuild.of(objects(all), "sortOptions: {order: fifo}")()).map(String.init) == all)
    }

    @Test("objects for local use only are used, and not put out")
    func localConfig() throws {
        let local =
            "{apiVersion: v1, kind: A, metadata: {name: a, annotations: {config.kubernetes.io/local-config: 'true'}}}"
        #expect(
            try TestBuild.of("\(local)\n---\n\(objects(["B"]))", "")()
                == "apiVersion: v1\nkind: B\nmetadata:\n  name: a\n")
    }

    @Test("build metadata says where things come from")
    func metadata() throws {
        let build = TestBuild([
            "kustomization.yaml": """
            resources: [base]
            buildMetadata: [originAnnotations, transformerAnnotations, managedByLabel]
            namePrefix: p-
            """,
            "base/kustomization.yaml": "resources: [b.yaml]\nconfigMapGenerator: [{name: c}]",
            "base/b.yaml": objects(["B"]),
        ])
        let output = try build()
        #expect(output.contains("config.kubernetes.io/origin: |\n      path: base/b.yaml\n"))
        #expect(
            output.contains(
                """
                    config.kubernetes.io/origin: |
                      configuredIn: base/kustomization.yaml
                      configuredBy:
                        apiVersion: builtin
                        kind: ConfigMapGenerator
                """))
        #expect(
            output.contains(
                """
                    alpha.config.kubernetes.io/transformations: |
                      - configuredIn: kustomization.yaml
                        configuredBy:
                          apiVersion: builtin
                          kind: PrefixTransformer
                """))
        #expect(output.contains("app.kubernetes.io/managed-by: kustomize-v5.5.0"))
        #expect(!output.contains("internal.config.kubernetes.io"))
    }

    @Test("what a patch deletes stays away where changes are noted")
    func deletion() throws {
        let build = TestBuild.of(
            objects(["A", "B"]),
            "buildMetadata: [transformerAnnotations]\n"
                + "patches: [{patch: '{apiVersion: v1, kind: A, metadata: {name: a}, $patch: delete}'}]\n")
        let output = try build()
        #expect(!output.contains("kind: A\n") && output.contains("kind: PatchTransformer"), "\(output)")
    }

    @Test("a transformer for prefix and suffix is noted once")
    func affixes() throws {
        let build = TestBuild([
            "kustomization.yaml":
                "resources: [b.yaml]\ntransformers: [t.yaml]\nbuildMetadata: [transformerAnnotations]\n",
            "b.yaml": objects(["B"]),
            "t.yaml": """
            apiVersion: builtin
            kind: PrefixSuffixTransformer
            metadata: {name: affixes}
            prefix: p-
            suffix: -s
            fieldSpecs: [{path: metadata/name}]
            """,
        ])
        let output = try build()
        #expect(output.contains("name: p-a-s\n"), "\(output)")
        #expect(output.ranges(of: "configuredIn: t.yaml").count == 1, "\(output)")
    }

    @Test("objects are given as documents, too")
    func documents() throws {
        let build = TestBuild.of("{apiVersion: v1, kind: A, metadata: {name: a}, mode: 0644}", "")
        let output = try Kustomization.build(build.tree, directory: "", options: build.options)
        #expect(output.objects == [["apiVersion": "v1", "kind": "A", "metadata": ["name": "a"], "mode": 420]])
    }
}
