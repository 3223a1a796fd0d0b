import Kustomize
import Testing

@Suite("Generators")
struct GeneratorTests {
    @Test("gather files, literals and environment files, and put the hash behind the name")
    func configMap() throws {
        let build = TestBuild([
            "kustomization.yaml": """
            configMapGenerator:
            - name: settings
              envs: [app.env]
              literals: [a=1, 'quoted="x y"', "equals=a=b"]
              files: [text.txt, renamed=text.txt]
            """,
            "app.env": "\u{FEFF}# comment\r\n\n  KEY=value \r\nEMPTY\nURL=a=b\n", "text.txt": "two\nlines\n",
        ])
        #expect(
            try build() == """
                apiVersion: v1
                data:
                  EMPTY: ""
                  KEY: 'value '
                  URL: a=b
                  a: "1"
                  equals: a=b
                  quoted: x y
                  renamed: |
                    two
                    lines
                  text.txt: |
                    two
                    lines
                kind: ConfigMap
                metadata:
                  name: settings-\(try hash(build()))

                """)
    }

    private func hash(_ output: String) throws -> Substring {
        let line = try #require(output.split(separator: "\n").first { $0.contains("name: settings-") })
        return line.suffix(10)
    }

    /// From kustomize's own tests: the hash is of the content only.
    @Test("hashes are kustomize's")
    func hashes() throws {
        let empty = try TestBuild(["kustomization.yaml": "configMapGenerator: [{name: a}]"])()
        #expect(empty.contains("name: a-6ct58987ht"))
        let secret = try TestBuild(["kustomization.yaml": "secretGenerator: [{name: a}]"])()
        #expect(secret.contains("name: a-46f8b28mk5"))
        #expect(secret.contains("data: {}") && secret.contains("type: Opaque"))
    }

    @Test("what is no text is binaryData, and Secrets are base64 in lines of 70")
    func encodings() throws {
        let long = String(repeating: "x", count: 60)
        let output = try TestBuild([
            "kustomization.yaml":
                "secretGenerator: [{name: s, type: t, literals: [k=\(long)], options: {immutable: true}}]"
        ])()
        #expect(output.contains("k: |\n    eHh4") && output.contains("immutable: true") && output.contains("type: t"))
    }

    @Test("options of all hold for each, and its own win")
    func options() throws {
        let output = try TestBuild([
            "kustomization.yaml": """
            generatorOptions: {disableNameSuffixHash: true, labels: {a: all, b: all}, annotations: {c: d}}
            configMapGenerator: [{name: x, namespace: new, options: {labels: {a: own}}}]
            """
        ])()
        #expect(
            output == """
                apiVersion: v1
                kind: ConfigMap
                metadata:
                  annotations:
                    c: d
                  labels:
                    a: own
                    b: all
                  name: x
                  namespace: new

                """)
    }

    @Test("merge with, or replace, what a base has generated")
    func behavior() throws {
        var build = TestBuild([
            "kustomization.yaml":
                "resources: [base]\nconfigMapGenerator: [{name: c, behavior: merge, literals: [b=2]}]",
            "base/kustomization.yaml":
                "namePrefix: p-\nconfigMapGenerator: [{name: c, literals: [a=1, b=1]}]\ngeneratorOptions: {labels: {l: m}}",
        ])
        let merged = try build()
        #expect(merged.contains("data:\n  a: \"1\"\n  b: \"2\"\n") && merged.contains("name: p-c-"))
        #expect(merged.contains("l: m"))
        build.files["kustomization.yaml"] =
            "resources: [base]\nconfigMapGenerator: [{name: c, behavior: replace, literals: [b=2]}]"
        #expect(try build().contains("data:\n  b: \"2\"\n"))
        build.files["kustomization.yaml"] = "resources: [base]\nconfigMapGenerator: [{name: c}]"
        #expect(build.error()?.code == .conflict)
        build.files["kustomization.yaml"] = "resources: [base]\nconfigMapGenerator: [{name: d, behavior: merge}]"
        #expect(build.error()?.code == .notFound)
    }

    @Test(
        "what is wrong is named with the generator",
        arguments: [
            "{literals: [a=1]}", "{name: a, literals: [a]}", "{name: a, literals: [a=1, a=2]}",
            "{name: a, files: ['a=b=c']}", "{name: a, files: [nothing]}", "{name: a, files: ['=x']}",
        ])
    func problems(generator: String) throws {
        let build = TestBuild(["kustomization.yaml": "configMapGenerator: [{name: ok}, \(generator)]"])
        #expect(try #require(build.error()).field == "configMapGenerator[1]")
    }
}
