import SourceTrees
import Testing

@Suite("Read sets")
struct ReadSetTests {
    private let files = ["app/a.yaml": "a", "app/b.yaml": "b", "app/README.md": "r", "other/c.yaml": "c"]

    /// Reads as a renderer does: lists a folder and reads its YAML files.
    private func readSet(of files: [String: String], symlinks: [String: String] = [:]) throws -> ReadSet {
        let tree = RecordingTree(MemoryTree(files, symlinks: symlinks))
        _ = try tree.entry(at: "app/.martlet.yaml")
        for entry in try tree.list("./app/") where entry.name.hasSuffix(".yaml") {
            _ = try tree.read("app/\(entry.name)", limit: 100)
        }
        return tree.readSet
    }

    @Test("holds in the same tree, and in one that differs only where nobody looked")
    func unrelatedChange() throws {
        let readSet = try readSet(of: files)
        #expect(readSet.entries.keys.sorted() == ["app", "app/.martlet.yaml", "app/a.yaml", "app/b.yaml"])
        #expect(readSet.stillHolds(in: MemoryTree(files)))
        #expect(readSet.stillHolds(in: MemoryTree(files.merging(["other/c.yaml": "C", "d": "d"]) { $1 })))
        #expect(readSet.stillHolds(in: MemoryTree(files.merging(["app/README.md": "new"]) { $1 })))
    }

    @Test(
        "does not hold where a file changed, appeared or went",
        arguments: [
            ["app/a.yaml": "changed"], ["app/new.yaml": "n"], ["app/.martlet.yaml": "m"], ["app/sub/x.yaml": "x"],
        ])
    func relatedChange(change: [String: String]) throws {
        let readSet = try readSet(of: files)
        #expect(!readSet.stillHolds(in: MemoryTree(files.merging(change) { $1 })))
        #expect(!readSet.stillHolds(in: MemoryTree(files.filter { $0.key != "app/b.yaml" })))
        #expect(!readSet.stillHolds(in: MemoryTree(["app": "a file now"])))
    }

    @Test("depends on what symlinks lead to, not on the way there")
    func symlinks() throws {
        let readSet = try readSet(of: files, symlinks: ["app/l.yaml": "../other/c.yaml"])
        let changed = files.merging(["other/c.yaml": "C"]) { $1 }
        let moved = files.merging(["new/c.yaml": "c"]) { $1 }
        #expect(readSet.stillHolds(in: MemoryTree(files, symlinks: ["app/l.yaml": "../other/c.yaml"])))
        #expect(readSet.stillHolds(in: MemoryTree(moved, symlinks: ["app/l.yaml": "../new/c.yaml"])))
        #expect(!readSet.stillHolds(in: MemoryTree(changed, symlinks: ["app/l.yaml": "../other/c.yaml"])))
        #expect(!readSet.stillHolds(in: MemoryTree(files, symlinks: ["app/l.yaml": "a.yaml"])))
    }

    @Test("depends on the way, too, where somebody asked for the place")
    func places() throws {
        let links = ["app/base": "../one"]
        let files = ["one/a.yaml": "a", "two/a.yaml": "a"]
        let tree = RecordingTree(MemoryTree(files, symlinks: links))
        #expect(try tree.place(of: "./app/base") == "one")
        #expect(try tree.place(of: "two") == "two")
        #expect(tree.readSet.places == ["app/base": "one"])
        #expect(tree.readSet.stillHolds(in: MemoryTree(files, symlinks: links)))
        #expect(!tree.readSet.stillHolds(in: MemoryTree(files, symlinks: ["app/base": "../two"])))
    }

    @Test("records what could not be read")
    func failures() throws {
        let tree = RecordingTree(MemoryTree([:], symlinks: ["out": "../x"]))
        #expect(throws: SourceTreeError.self) { try tree.read("out", limit: 1) }
        #expect(throws: SourceTreeError.self) { try tree.read("../y", limit: 1) }
        #expect(tree.readSet.entries == ["out": .failure(.outsideTree)])
        #expect(tree.readSet.stillHolds(in: MemoryTree([:], symlinks: ["out": "../../z"])))
        #expect(!tree.readSet.stillHolds(in: MemoryTree(["out": "x"])))
    }

    @Test("a directory that was only looked at may change inside")
    func lookedAt() throws {
        let tree = RecordingTree(MemoryTree(files))
        _ = try tree.entry(at: "app")
        #expect(tree.readSet.stillHolds(in: MemoryTree(["app/x": "y"])))
        #expect(!tree.readSet.stillHolds(in: MemoryTree(["app": "y"])))
    }
}
