import Digests
import Documents
import Rendering
import SourceTrees
import Testing

/// A small object, as a person would write it.
func configMap(_ name: String, namespace: String? = nil, data: String = "a: b") -> String {
    let namespace = namespace.map { ", namespace: \($0)" } ?? ""
    return "apiVersion: v1\nkind: ConfigMap\nmetadata: {name: \(name)\(namespace)}\ndata: {\(data)}\n"
}

func failure(_ request: RenderRequest, _ files: [String: String], symlinks: [String: String] = [:]) -> RenderError? {
    do throws(RenderError) {
        _ = try render(request, from: MemoryTree(files, symlinks: symlinks))
        return nil
    } catch { return error }
}

@Suite("Rendering a folder")
struct RenderTests {
    private let app = RenderRequest(path: "app")

    private func names(_ request: RenderRequest, _ files: [String: String]) throws -> [String] {
        try render(request, from: MemoryTree(files)).manifests.map(\.id.name)
    }

    @Test("takes YAML and JSON files in the order of their paths, and of the documents in them")
    func order() throws {
        let files = [
            "app/b.yaml": configMap("b1") + "---\n" + configMap("b2"), "app/a.yml": configMap("a"),
            "app/a/z.yaml": configMap("z"),
            "app/B.json": #"{"apiVersion":"v1","kind":"Secret","metadata":{"name":"B"}}"#,
            "app/notes.txt": "no", "app/.hidden.yaml": "[", "app/.git/x.yaml": "[", "other/o.yaml": "[",
        ]
        let set = try render(app, from: MemoryTree(files))
        #expect(set.manifests.map(\.id.name) == ["B", "a", "z", "b1", "b2"])
        #expect(set.manifests.map(\.file) == ["app/B.json", "app/a.yml", "app/a/z.yaml", "app/b.yaml", "app/b.yaml"])
        #expect(set.manifests.map(\.line) == [1, 1, 1, 1, 6])
        #expect(
            set.manifests[1].value == [
                "apiVersion": "v1", "kind": "ConfigMap", "metadata": ["name": "a"], "data": ["a": "b"],
            ])
        #expect(set.manifests[1].id == ObjectID(group: "", kind: "ConfigMap", namespace: "", name: "a"))
    }

    @Test("the path may be the root, or one file, and have slashes at its ends")
    func paths() throws {
        let files = ["app/a.yaml": configMap("a"), "b.yaml": configMap("b")]
        #expect(try names(RenderRequest(path: ""), files) == ["a", "b"])
        #expect(try names(RenderRequest(path: "./"), files) == ["a", "b"])
        #expect(try names(RenderRequest(path: "/app/"), files) == ["a"])
        #expect(try names(RenderRequest(path: "app/a.yaml"), files) == ["a"])
        #expect(try names(RenderRequest(path: "empty"), ["empty/README": ""]) == [])
    }

    @Test(
        "options choose the files",
        arguments: [
            (DirectoryOptions(recurse: false), ["a", "c"]),
            (DirectoryOptions(include: "*.yaml"), ["a", "b", "d"]),
            (DirectoryOptions(include: "a.*"), ["a"]),
            (DirectoryOptions(include: "{a,d}.yaml"), ["a", "d"]),
            (DirectoryOptions(include: "sub/*.yaml"), ["b"]),
            (DirectoryOptions(include: "sub/*"), ["b", "d"]),
            (DirectoryOptions(include: "sub"), ["b", "d"]),
            (DirectoryOptions(include: "**/[c-d].*"), ["c", "d"]),
            (DirectoryOptions(exclude: "sub/**"), ["a", "c"]),
            (DirectoryOptions(exclude: "sub/"), ["a", "c"]),
            (DirectoryOptions(exclude: "deep"), ["a", "c", "b"]),
            (DirectoryOptions(include: "*.yaml", exclude: "{sub/deep/*,a.yaml}"), ["b"]),
            (DirectoryOptions(exclude: "?.y[!x]ml"), ["c"]),
        ])
    func options(directory: DirectoryOptions, expected: [String]) throws {
        let files = [
            "app/a.yaml": configMap("a"), "app/c.json": configMap("c"), "app/sub/b.yaml": configMap("b"),
            "app/sub/deep/d.yaml": configMap("d"),
        ]
        #expect(try names(RenderRequest(path: "app", directory: directory), files) == expected)
    }

    @Test("flattens lists of Kubernetes")
    func lists() throws {
        let item = #"{"apiVersion":"v1","kind":"ConfigMap","metadata":{"name":"NAME"}}"#
        let list = { (kind: String, items: [String]) in
            #"{"apiVersion":"v1","kind":"\#(kind)","items":[\#(items.joined(separator: ","))]}"#
        }
        let inner = list("ConfigMapList", [item.replacing("NAME", with: "b"), item.replacing("NAME", with: "c")])
        let files = [
            "app/a.json": list("List", [item.replacing("NAME", with: "a"), inner]), "app/e.json": list("List", []),
        ]
        #expect(try names(app, files) == ["a", "b", "c"])
        let broken = failure(app, ["app/a.json": list("List", [item, "{\"kind\": \"X\"}"])])
        #expect(
            broken?.description
                == "app/a.json:1: item 2 of the list here: 'apiVersion' is missing; add it, or exclude the file")
    }

    @Test(
        "refuses what is no object, with file and line",
        arguments: [
            ("- a\n", 1, "a manifest is a mapping, and this is a list; exclude the file if it is none"),
            ("\n\nkind: X\n", 3, "'apiVersion' is missing; add it, or exclude the file"),
            ("apiVersion: v1\nmetadata: {name: x}\n", 1, "'kind' is missing; add it, or exclude the file"),
            ("apiVersion: v1\nkind: X\n", 1, "'metadata.name' is missing; add it, or exclude the file"),
            ("apiVersion: v1\nkind: X\nmetadata: []\n", 1, "'metadata' is a list and has to be a mapping"),
            (
                "apiVersion: v1\nkind: X\nmetadata: {name: 1}\n", 1,
                "'metadata.name' is a number and has to be a text; put it in quotes"
            ),
            (
                "apiVersion: v1\nkind: X\nmetadata: {name: x, namespace: on}\n", 1,
                "'metadata.namespace' is a boolean and has to be a text; put it in quotes"
            ),
            (
                "apiVersion: v1\nkind: Job\nmetadata: {generateName: x-}\n", 1,
                "Job has 'metadata.generateName', which would make another object at every sync; give it a name"
            ),
        ])
    func invalid(text: String, line: Int, message: String) {
        let error = failure(app, ["app/x.yaml": configMap("ok"), "app/y.yaml": text])
        #expect(error == RenderError(.invalid, message, file: "app/y.yaml", line: line))
    }

    @Test("broken YAML is refused with file, line and column")
    func syntax() {
        let error = failure(app, ["app/x.yaml": configMap("a") + "---\na: [\n"])
        #expect(error?.code == .invalid)
        #expect([error?.line, error?.column] == [7, 1])
        #expect(
            error?.description.hasPrefix("app/x.yaml:7:1: did not find expected node content") == true,
            "\(error as Any)")
    }

    @Test("refuses the same object twice and names both places")
    func duplicates() throws {
        let files = [
            "app/a.yaml": configMap("x", namespace: "shop"), "app/b.yaml": "# c\n" + configMap("x", namespace: "shop"),
        ]
        #expect(
            failure(app, files)
                == RenderError(
                    .duplicate, "ConfigMap shop/x is already defined in app/a.yaml:1; remove one of them",
                    file: "app/b.yaml", line: 2))
        let different = [
            configMap("x"), configMap("x", namespace: "shop"), configMap("x").replacing("ConfigMap", with: "Secret"),
        ]
        #expect(try names(app, ["app/a.yaml": different.joined(separator: "---\n")]).count == 3)
    }

    @Test("a path that is not there, or leads out, is refused by name")
    func missingPath() {
        let missing = failure(RenderRequest(path: "infra/none"), ["app/a.yaml": ""])
        #expect(missing?.code == .notFound)
        #expect(
            missing?.message
                == "the path 'infra/none' does not exist in the source; correct the application's spec.source.path")
        #expect(failure(RenderRequest(path: "../x"), [:])?.code == .invalid)
        #expect(failure(RenderRequest(path: "out"), [:], symlinks: ["out": "/etc"])?.code == .invalid)
    }

    @Test("symlinks count as the files they lead to; those to folders are not entered")
    func symlinks() throws {
        let files = ["app/a.yaml": configMap("a"), "base/b.yaml": configMap("b")]
        let links = ["app/b.yaml": "../base/b.yaml", "app/loop": "../app", "app/base": "../base", "link": "app"]
        for path in ["app", "link"] {
            let set = try render(RenderRequest(path: path), from: MemoryTree(files, symlinks: links))
            #expect(set.manifests.map(\.id.name) == ["a", "b"])
        }
        #expect(failure(app, files, symlinks: ["app/x.yaml": "../../x"])?.file == "app/x.yaml")
        #expect(failure(app, files, symlinks: ["app/x.yaml": "none"])?.code == .notFound)
        #expect(failure(app, files, symlinks: ["app/x.txt": "none"]) == nil)
    }

    @Test("a submodule in the path is an error, unless it is excluded")
    func submodules() throws {
        let tree = MemoryTree(["app/a.yaml": configMap("a")], submodules: ["app/vendor"])
        let error = #expect(throws: RenderError.self) { try render(app, from: tree) }
        #expect(error?.file == "app/vendor")
        let excluding = RenderRequest(path: "app", directory: DirectoryOptions(exclude: "vendor"))
        #expect(try render(excluding, from: tree).manifests.count == 1)
    }

    @Test("the type Directory takes a chart's folder as files like any other")
    func asDirectory() throws {
        let asFolder = RenderRequest(path: "app", type: .directory, directory: DirectoryOptions(exclude: "Chart.yaml"))
        #expect(try names(asFolder, ["app/Chart.yaml": "name: x", "app/a.yaml": configMap("a")]) == ["a"])
    }

    @Test("digests tell contents apart, not the ways to write them")
    func digests() throws {
        let one = try render(app, from: MemoryTree(["app/a.yaml": configMap("a", data: "x: '1', w: q")]))
        let two = try render(
            app, from: MemoryTree(["app/b.yaml": configMap("a", data: "\"w\": q, x: \"1\"") + "# c\n"]))
        let other = try render(app, from: MemoryTree(["app/a.yaml": configMap("a", data: "x: 1, w: q")]))
        #expect(one.manifests[0].digest == Digest.of(one.manifests[0].value))
        #expect(one.digest == two.digest)
        #expect(one.digest != other.digest)
    }

    @Test("is bounded in files, objects, and bytes before and after aliases are written out")
    func bounds() {
        let files = ["app/a.yaml": configMap("a") + "---\n" + configMap("b"), "app/c.yaml": configMap("c")]
        let aliases =
            "apiVersion: v1\nkind: X\nmetadata: {name: x}\na: &a \(String(repeating: "x", count: 300))\nb: [*a, *a, *a]\n"
        func code(_ files: [String: String], _ bounds: RenderBounds) -> RenderError.Code? {
            do throws(RenderError) {
                _ = try render(app, from: MemoryTree(files), bounds: bounds)
                return nil
            } catch { return error.code }
        }
        #expect(code(files, RenderBounds(files: 2, bytes: 1500, objects: 3)) == nil)
        #expect(code(files, RenderBounds(files: 1, bytes: 1500, objects: 3)) == .limit)
        #expect(code(files, RenderBounds(files: 2, bytes: 150, objects: 3)) == .limit)
        #expect(code(files, RenderBounds(files: 2, bytes: 1500, objects: 2)) == .limit)
        #expect(code(["app/x.yaml": aliases], RenderBounds(files: 1, bytes: 2000, objects: 1)) == nil)
        #expect(code(["app/x.yaml": aliases], RenderBounds(files: 1, bytes: 1000, objects: 1)) == .limit)
    }
}
