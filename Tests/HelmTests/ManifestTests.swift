import Documents
import GoValues
import SourceTrees
import Testing

@testable import Helm

@Suite("Manifests")
struct ManifestTests {
    private func set(_ files: [String: String]) throws -> ChartOutput {
        try ChartOutput(
            files.mapValues { Array($0.utf8) }, notesOf: "p", definitions: [], memory: MemoryBudget(bytes: 64 << 20))
    }

    @Test("documents are taken apart as Helm 4.2 does")
    func documents() {
        func split(_ text: String) -> [String] {
            ManifestSplitter.documents(Array(text.utf8)).map { String(decoding: $0, as: UTF8.self) }
        }
        #expect(split("a\n---\nb") == ["a", "b"])
        #expect(split("---\na: 1\n---\n---\n\n---b") == ["a: 1", "---", "b"])
        #expect(split("a---\nb") == ["a---\nb"])
        #expect(split("a\n  ---\nb") == ["a\n  ---\nb"])
        #expect(split("a  \n\n--- # c\nb\n\n") == ["a", "# c\nb\n\n"])
        #expect(split("a\r\n---\r\nb\r\n") == ["a", "b\r\n"])
        #expect(split(" \n\t\n").isEmpty)
        #expect(split("").isEmpty)
    }

    @Test("hooks are told from the rest, with their events, weights and policies")
    func hooks() throws {
        let set = try set([
            "p/templates/a.yaml": """
            kind: Job
            metadata:
              name: migrate
              annotations:
                helm.sh/hook: pre-install, PRE-upgrade
                helm.sh/hook-weight: "-5"
                helm.sh/hook-delete-policy: before-hook-creation,hook-succeeded
            ---
            kind: Job
            metadata: {name: strange, annotations: {helm.sh/hook: crd-install}}
            ---
            kind: Pod
            metadata: {name: check, annotations: {helm.sh/hook: test-success, helm.sh/hook-weight: heavy}}
            ---
            kind: Service
            metadata: {name: web}
            """
        ])
        #expect(set.manifests.map(\.name) == ["web"])
        #expect(set.hooks.map(\.manifest.name) == ["check", "migrate"])
        #expect(set.hooks.map(\.events) == [[.test], [.preInstall, .preUpgrade]])
        #expect(set.hooks.map(\.weight) == [0, -5])
        #expect(set.hooks[1].deletePolicies == ["before-hook-creation", "hook-succeeded"])
    }

    @Test("kinds come in the order of installation, then by file and place")
    func order() throws {
        let set = try set([
            "p/templates/b.yaml": "kind: Zebra\n---\nkind: Deployment\n---\nkind: Namespace\n---\nkind: Service\n",
            "p/templates/a.yaml": "kind: Ape\n---\nkind: Service\n---\n# nothing\n",
        ])
        #expect(set.manifests.map(\.kind) == ["Namespace", "Service", "Service", "Deployment", "", "Ape", "Zebra"])
        #expect(set.manifests[1].path == "p/templates/a.yaml")
    }

    @Test("notes are no manifests, whoever's they are")
    func notes() throws {
        let set = try set([
            "p/templates/NOTES.txt": "hello", "p/charts/s/templates/NOTES.txt": "a: b: c", "p/templates/_x.tpl": "x: [",
        ])
        #expect(set.manifests.isEmpty)
        #expect(set.notes == Array("hello".utf8))
    }

    @Test("what helm template prints, with and without the rest")
    func printed() throws {
        let files = [
            "p/Chart.yaml": "apiVersion: v2\nname: p\nversion: 1.0.0\n", "p/crds/x.yaml": "kind: CRD",
            "p/crds/README.md": "no", "p/templates/a.yaml": "kind: A\n",
            "p/templates/h.yaml": "kind: H\nmetadata: {annotations: {helm.sh/hook: test}}\n",
            "p/charts/s/Chart.yaml": "name: s\nversion: 1.0.0\n", "p/charts/s/crds/y.YAML": "kind: CRD2",
        ]
        let set = try TestRender.renderer().render(
            try ChartLoader.load("p", from: MemoryTree(files), budget: .whole()), values: .init())
        func text(_ definitions: Bool, _ hooks: Bool, _ tests: Bool) -> String {
            String(
                decoding: set.printed(includeDefinitions: definitions, includeHooks: hooks, includeTests: tests),
                as: UTF8.self)
        }
        let plain = "---\n# Source: p/templates/a.yaml\nkind: A\n"
        #expect(text(false, false, false) == plain)
        #expect(text(false, true, false) == plain)
        #expect(
            text(false, true, true) == plain
                + "---\n# Source: p/templates/h.yaml\nkind: H\nmetadata: {annotations: {helm.sh/hook: test}}\n\n")
        #expect(
            text(true, false, false)
                == "---\n# Source: p/crds/x.yaml\nkind: CRD\n---\n# Source: p/charts/s/crds/y.YAML\nkind: CRD2\n"
                + plain)
    }

    @Test("a chart whose dependencies are not there, and one that is no application, are refused")
    func incomplete() throws {
        func message(_ more: String) throws -> String? {
            let files = ["p/Chart.yaml": "apiVersion: v2\nname: p\nversion: 1.0.0\n\(more)"]
            let chart = try ChartLoader.load("p", from: MemoryTree(files), budget: .whole())
            let error = #expect(throws: HelmError.self) { try TestRender.renderer().render(chart, values: GoMap()) }
            return error?.message
        }
        #expect(
            try message("dependencies: [{name: a, version: 1}, {name: b, version: 1}]")?.hasSuffix(
                "found in Chart.yaml, but missing in charts/ directory: a, b") == true)
        #expect(try message("type: library") == "library charts are not installable")
    }

    @Test(
        "versions of Kubernetes",
        arguments: [
            ("v1.31.0", "v1.31.0", "v1.31.0"), ("1.31", "v1.31", "v1.31"),
            ("v1.33.4-gke.1245000", "v1.33.4-gke.1245000", "v1.33.4"), ("1.30.2+k3s1", "v1.30.2+k3s1", "v1.30.2"),
        ])
    func kubeVersion(text: String, version: String, normalised: String) throws {
        let parsed = try KubeVersion(text)
        #expect((parsed.version, parsed.normalised) == (version, normalised))
        #expect(parsed.major == "1")
    }

    @Test("what is no version of Kubernetes", arguments: ["", "1", "v1", "x.y", "1.031.0"])
    func noKubeVersion(text: String) { #expect(throws: HelmError.self) { try KubeVersion(text) } }
}
