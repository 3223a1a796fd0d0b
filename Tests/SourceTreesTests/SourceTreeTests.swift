import FoundationEssentials
import SourceTrees
import Testing

/// The same content as a tree in memory and as a folder on disk: both have to answer alike.
private struct Fixture: ~Copyable {
    static let files = [
        "a.yaml": "a: 1", "dir/b.yaml": "b", "dir/sub/c.yaml": "c", "dir/Z.yaml": "Z", "dir/empty": "",
    ]
    static let symlinks = [
        "link.yaml": "dir/b.yaml", "dir/up.yaml": "../a.yaml", "linked": "dir/sub", "hop": "linked",
        "out": "../outside", "dir/out": "../../outside", "absolute": "/etc/hostname", "loop": "pool", "pool": "loop",
        "nowhere": "dir/none", "within": "dir/../a.yaml", "physical": "linked/../b.yaml", "through": "a.yaml/../a.yaml",
    ]

    let folder: String
    let trees: [any SourceTree]

    init() throws {
        folder = FileManager.default.temporaryDirectory.appendingPathComponent("tree-\(UUID().uuidString)").path
        try FileManager.default.createDirectory(atPath: "\(folder)/dir/sub", withIntermediateDirectories: true)
        for (path, content) in Fixture.files {
            try content.write(toFile: "\(folder)/\(path)", atomically: false, encoding: .utf8)
        }
        for (path, target) in Fixture.symlinks {
            try FileManager.default.createSymbolicLink(atPath: "\(folder)/\(path)", withDestinationPath: target)
        }
        trees = [DirectoryTree(folder), MemoryTree(Fixture.files, symlinks: Fixture.symlinks)]
    }

    deinit { try? FileManager.default.removeItem(atPath: folder) }
}

@Suite("Source trees")
struct SourceTreeTests {
    private func read(_ path: String, _ tree: any SourceTree, limit: Int = 100) throws -> String {
        String(decoding: try tree.read(path, limit: limit), as: UTF8.self)
    }

    private func failure(_ path: String, _ tree: any SourceTree, limit: Int = 100) -> SourceTreeError.Code? {
        do throws(SourceTreeError) {
            _ = try tree.read(path, limit: limit)
            return nil
        } catch { return error.code }
    }

    @Test("lists a directory by the bytes of its names, symlinks as such")
    func list() throws {
        let fixture = try Fixture()
        for tree in fixture.trees {
            let listing = try tree.list("./dir//")
            #expect(listing.map(\.name) == ["Z.yaml", "b.yaml", "empty", "out", "sub", "up.yaml"])
            #expect(listing.map(\.isFile) == [true, true, true, false, false, false])
            #expect(listing.map(\.kind)[3...] == [.symlink, .directory, .symlink])
            #expect(try tree.list("hop").map(\.name) == ["c.yaml"])
            #expect(try tree.list("").count == 13)
        }
    }

    @Test("follows symlinks in every component of a path")
    func symlinks() throws {
        let fixture = try Fixture()
        for tree in fixture.trees {
            #expect(try read("link.yaml", tree) == "b")
            #expect(try read("dir/up.yaml", tree) == "a: 1")
            #expect(try read("hop/c.yaml", tree) == "c")
            #expect(try read("within", tree) == "a: 1")
            #expect(try read("physical", tree) == "b")
            #expect(try read("hop/../a.yaml", tree) == "a: 1")
            #expect(try tree.entry(at: "hop")?.kind == .directory)
            #expect(try tree.entry(at: "hop")?.name == "hop")
            #expect(try tree.entry(at: "nowhere") == nil)
            #expect(try tree.entry(at: "through") == nil)
            #expect(try tree.entry(at: "a.yaml/x") == nil)
        }
    }

    @Test("never leaves the tree")
    func confinement() throws {
        let fixture = try Fixture()
        for tree in fixture.trees {
            for path in ["out", "dir/out", "absolute", "..", "../a.yaml", "dir/../../a.yaml", "../\u{301}x"] {
                #expect(failure(path, tree) == .outsideTree, "\(path)")
            }
            #expect(failure("loop", tree) == .symlinkLoop)
            #expect(failure("/a.yaml", tree) == nil)
            #expect(failure("a\0", tree) == .notFound)
        }
    }

    @Test("says why something cannot be read")
    func failures() throws {
        let fixture = try Fixture()
        for tree in fixture.trees {
            #expect(failure("a.yaml", tree, limit: 4) == nil)
            #expect(failure("a.yaml", tree, limit: 3) == .tooLarge)
            #expect(failure("dir", tree) == .notAFile)
            #expect(failure("none", tree) == .notFound)
            #expect(throws: SourceTreeError.notADirectory("a.yaml")) { try tree.list("a.yaml") }
            #expect(throws: SourceTreeError.notFound("none")) { try tree.list("none") }
        }
        #expect(SourceTreeError.notFound("a/b").description == "'a/b' does not exist")
    }

    @Test("reports submodules and does not enter them")
    func submodules() throws {
        let tree = MemoryTree(["a": "b"], submodules: ["sub/module"])
        #expect(try tree.entry(at: "sub/module")?.kind == .submodule)
        #expect(failure("sub/module", tree) == .submodule)
        #expect(failure("sub/module/x", tree) == .submodule)
    }

    @Test("ids follow contents")
    func ids() throws {
        let one = MemoryTree(["a": "1", "d/b": "2"])
        let two = MemoryTree(["x": "1", "d/b": "2", "e/b": "3"])
        #expect(try one.entry(at: "a")?.id == two.entry(at: "x")?.id)
        #expect(try one.entry(at: "d")?.id == two.entry(at: "d")?.id)
        #expect(try one.entry(at: "")?.id != two.entry(at: "")?.id)
    }
}
