import Kustomize
import SourceTrees
import Testing

@Suite("Loading")
struct LoadingTests {
    private func object(_ name: String, kind: String = "ConfigMap") -> String {
        "apiVersion: v1\nkind: \(kind)\nmetadata:\n  name: \(name)\n"
    }

    @Test("resources come in their order, depth first, files divided at lines of ---")
    func order() throws {
        let build = TestBuild([
            "kustomization.yaml": "resources: [z.yaml, base]\nbases: [other]",
            "z.yaml": "# comment\n---\n\(object("z"))---  # more\n\(object("x"))---\n",
            "base/kustomization.yml": "resources: [b.yaml]", "base/b.yaml": object("b"),
            "other/Kustomization": "resources: [a.yaml]", "other/a.yaml": object("a"),
        ])
        let names = try build().split(separator: "\n").filter { $0.contains("name:") }.map { $0.suffix(1) }
        #expect(names == ["z", "x", "b", "a"])
    }

    @Test("lists stand for their items")
    func lists() throws {
        let items = "items:\n- {apiVersion: v1, kind: A, metadata: {name: a}}\n"
        let alone = try TestBuild.of("apiVersion: v1\nkind: List\n\(items)", "")()
        #expect(alone == "apiVersion: v1\nkind: A\nmetadata:\n  name: a\n")
        let typed = try TestBuild.of("apiVersion: v1\nkind: AList\n\(items)---\n\(object("b"))", "")()
        #expect(typed.hasPrefix(object("b")) && typed.hasSuffix("name: a\n"))
        let without = try TestBuild.of("apiVersion: v1\nkind: CheckList\nmetadata: {name: c}\n", "")()
        #expect(without.contains("kind: CheckList"))
    }

    @Test("a kustomization is strict about its fields, in any case of letters")
    func strictness() throws {
        let ok = TestBuild.of(object("a"), "NAMEPREFIX: p-\nMetadata: {name: x}")
        #expect(try ok().contains("name: p-a"))
        for (text, field) in [
            ("nothing: 1", "nothing"), ("namePrefix: 5", "namePrefix"),
            ("images: [{name: a, tag: b}]", "images[0].tag"),
            ("patches: [x]", "patches[0]"), ("labels: [{pairs: {a: 1}}]", "labels[0].pairs.a"),
            ("kind: Deployment", "kind"), ("apiVersion: v1", "apiVersion"),
            ("helmCharts: [{nam: x}]", "helmCharts[0].nam"),
            ("sortOptions: {order: odd}", "sortOptions.order"),
            ("replicas: [{name: a, count: x}]", "replicas[0].count"),
        ] {
            let error = try #require(TestBuild.of(object("a"), text).error(), "\(text)")
            #expect(error.field == field, "\(text): \(error)")
        }
    }

    @Test("charts are refused where nobody renders them")
    func charts() {
        let error = TestBuild.of(object("a"), "helmCharts: [{name: x}]").error()
        #expect(error?.code == .refused && error?.field == "helmCharts[0]")
    }

    @Test("an empty kustomization, none, and more than one are errors")
    func emptiness() {
        #expect(TestBuild(["kustomization.yaml": ""]).error()?.code == .invalid)
        #expect(TestBuild(["kustomization.yaml": "kind: Kustomization"]).error()?.code == .invalid)
        #expect(TestBuild(["a.yaml": ""]).error()?.code == .notFound)
        #expect(TestBuild(["kustomization.yaml": "resources: []"]).error() == nil)
        let both = TestBuild(["kustomization.yaml": "namePrefix: a", "Kustomization": "namePrefix: b"])
        #expect(both.error()?.code == .conflict)
    }

    @Test("what is missing, or is on another host, is named with kustomization and field")
    func missing() throws {
        for (path, code) in [
            ("nothing.yaml", KustomizeError.Code.notFound), ("../out.yaml", .refused), ("/etc/passwd", .refused),
            ("https://example.org/a.yaml", .refused), ("github.com/a/b//c?ref=v1", .refused),
            ("git@example.org:a/b.git", .refused), ("", .invalid),
        ] {
            let build = TestBuild([
                "kustomization.yaml": "resources: [app]", "app/kustomization.yaml": "resources: ['\(path)']",
            ])
            let error = try #require(build.error(), "\(path)")
            if path == "../out.yaml" {
                #expect(error.code == .notFound)
            } else {
                #expect(error.code == code, "\(error)")
            }
            #expect(error.kustomization == "app" && error.field == "resources")
        }
        let above = try #require(TestBuild(["kustomization.yaml": "resources: [../x]"]).error())
        #expect(above.code == .refused)
    }

    @Test("kustomizations that use each other end in an error")
    func cycles() throws {
        let build = TestBuild([
            "a/kustomization.yaml": "resources: [../b]", "b/kustomization.yaml": "resources: [../a]",
        ])
        #expect(build.error("a")?.code == .conflict)
        #expect(TestBuild(["a/kustomization.yaml": "resources: [.]"]).error("a")?.code == .conflict)
        #expect(TestBuild(["a/kustomization.yaml": "resources: [..]"]).error("a")?.code == .conflict)
        var linked = TestBuild(["a/kustomization.yaml": "resources: [again]"])
        linked.symlinks = ["a/again": "../a"]
        #expect(linked.error("a")?.code == .conflict)
    }

    @Test("files lie below the kustomization, or anywhere in the tree, as the caller has it")
    func restriction() throws {
        var build = TestBuild([
            "app/kustomization.yaml": "resources: [../shared/a.yaml]", "shared/a.yaml": object("a"),
        ])
        #expect(build.error("app")?.code == .refused)
        build.restriction = .tree
        #expect(try build("app") == object("a"))
        var linked = TestBuild(["app/kustomization.yaml": "resources: [a.yaml]", "shared/a.yaml": object("a")])
        linked.symlinks = ["app/a.yaml": "../shared/a.yaml"]
        #expect(linked.error("app")?.code == .refused, "symlinks are followed first")
        linked.restriction = .tree
        #expect(try linked("app") == object("a"))
    }

    @Test("components change what is there; they and kustomizations are not taken for each other")
    func components() throws {
        var build = TestBuild([
            "kustomization.yaml": "resources: [a.yaml]\ncomponents: [extra]\nnamePrefix: p-", "a.yaml": object("a"),
            "extra/kustomization.yaml":
                "apiVersion: kustomize.config.k8s.io/v1alpha1\nkind: Component\nnameSuffix: -s\nresources: [b.yaml]",
            "extra/b.yaml": object("b"),
        ])
        #expect(try build() == "\(object("p-a-s"))---\n\(object("p-b-s"))")
        build.files["kustomization.yaml"] = "resources: [extra]"
        #expect(build.error()?.code == .invalid)
        build.files["kustomization.yaml"] = "resources: [a.yaml]\ncomponents: [base]"
        build.files["base/kustomization.yaml"] = "resources: []"
        #expect(build.error()?.code == .invalid)
    }

    @Test("the same object twice is a conflict")
    func duplicates() throws {
        let error = try #require(TestBuild.of("\(object("a"))---\n\(object("a"))", "").error())
        #expect(error.code == .conflict && error.message.contains("ConfigMap.v1.[noGrp]/a"))
    }

    @Test("all that is looked at is in the read set, absent things too")
    func readSet() throws {
        let build = TestBuild([
            "app/kustomization.yaml": "resources: [../base]\nconfigMapGenerator: [{name: c, files: [f.txt]}]",
            "app/f.txt": "text", "base/kustomization.yaml": "resources: [b.yaml]", "base/b.yaml": object("b"),
            "elsewhere.yaml": "",
        ])
        let tree = RecordingTree(build.tree)
        _ = try Kustomization.build(tree, directory: "app", options: build.options)
        let seen = tree.readSet
        for path in ["app/kustomization.yaml", "app/f.txt", "base/b.yaml", "base/kustomization.yaml"] {
            guard case .found = seen.entries[path] else {
                Issue.record("\(path) is not in the read set")
                continue
            }
        }
        #expect(seen.entries["app/kustomization.yml"] == .absent)
        #expect(seen.entries["elsewhere.yaml"] == nil)
        #expect(seen.stillHolds(in: build.tree))
        var changed = build
        changed.files["base/Kustomization"] = "resources: []"
        #expect(!seen.stillHolds(in: changed.tree))
    }
}
