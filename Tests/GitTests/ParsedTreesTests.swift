import SourceTrees
import TestKit
import Testing

@testable import Git

@Suite("parsed folders of all mirrors") struct ParsedTreesTests {
    private func folder(_ files: Int, nameLength: Int = 20) -> [SourceEntry] {
        let name = String(repeating: "a", count: nameLength)
        return (0..<files).map {
            SourceEntry(name: "\(name)\($0)", kind: .file(executable: false), id: String(repeating: "0", count: 40))
        }
    }

    @Test("take no more than their limit, however many there are and however long their names")
    func limit() {
        let trees = ParsedTrees(limit: 1 << 20)
        var random = SeededRandom(seed: 7)
        for mirror in [trees.begin(), trees.begin()] {
            for number in 0..<1_000 {
                let files = Int.random(in: 0..<60, using: &random)
                let nameLength = Int.random(in: 0..<2_000, using: &random)
                trees.keep(folder(files, nameLength: nameLength), "\(number)", of: mirror)
                _ = trees.find("\(Int.random(in: 0...number, using: &random))", of: mirror)
                #expect(trees.size <= 1 << 20)
            }
        }
        #expect(trees.size > 1 << 18)
    }

    @Test("those that are asked for stay, others make room, and what is too large does not")
    func recent() {
        let trees = ParsedTrees(limit: 200_000)
        let mirror = trees.begin()
        trees.keep(folder(10), "used", of: mirror)
        trees.keep(folder(10), "unused", of: mirror)
        for number in 0..<100 {
            trees.keep(folder(10), "\(number)", of: mirror)
            #expect(trees.find("used", of: mirror)?.count == 10)
        }
        #expect(trees.find("unused", of: mirror) == nil)
        trees.keep(folder(1, nameLength: 150_000), "large", of: mirror)
        #expect(trees.find("large", of: mirror) == nil && trees.find("used", of: mirror) != nil)
    }

    @Test("a mirror finds only what was read from itself")
    func mirrors() {
        let trees = ParsedTrees(limit: 1 << 20)
        let (one, other) = (trees.begin(), trees.begin())
        trees.keep(folder(3), "id", of: one)
        #expect(trees.find("id", of: one) == folder(3))
        #expect(trees.find("id", of: other) == nil)
    }
}
