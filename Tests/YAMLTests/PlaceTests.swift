import Documents
import Testing
import YAML

@Suite("Places of values") struct PlaceTests {
    private func place(_ text: String, _ tokens: String..., document: Int = 0) throws -> [Int]? {
        try YAML.places(Array(text.utf8), limits: .file)[document][tokens].map {
            [$0.line, $0.column, $0.endLine, $0.endColumn]
        }
    }

    @Test("are lines and columns of what stands there")
    func scalars() throws {
        let text = "# c\n---\na:\n  b: [x, \"yé\", z]\n  c: 1 # d\n80: on\n"
        #expect(try place(text, "a", "b", "0") == [4, 7, 4, 8])
        #expect(try place(text, "a", "b", "1") == [4, 10, 4, 14])
        #expect(try place(text, "a", "c") == [5, 6, 5, 7])
        #expect(try place(text, "80") == [6, 5, 6, 7])
        #expect(try place(text, "a", "d") == nil && place(text, "a", "b", "3") == nil)
    }

    @Test("of blocks reach to the line after them; those of aliases and merges are where the anchor is")
    func blocks() throws {
        let text = "a: |\n  x\n  y\nb: &b\n  c: 1\nd: *b\ne:\n  <<: *b\n  f: 2\n"
        #expect(try place(text, "a") == [1, 4, 4, 1])
        #expect(try place(text, "d", "c") == [5, 6, 5, 7] && place(text, "e", "c") == [5, 6, 5, 7])
        #expect(try place(text, "e", "f") == [9, 6, 9, 7])
    }

    @Test("belong to the documents that are read, and nothing is told of what cannot be read")
    func documents() throws {
        let text = "a: 1\n---\n# none\n---\nb: 2\n"
        #expect(try YAML.places(Array(text.utf8), limits: .file).map(\.line) == YAML.parse(text).map(\.line))
        #expect(try place(text, "b", document: 1) == [5, 4, 5, 5])
        #expect(throws: DocumentError.self) { try YAML.places(Array("a: [".utf8), limits: .file) }
        let small = DocumentLimits(bytes: 100, depth: 3, documents: 5, nodes: 4)
        #expect(throws: DocumentError.self) { try YAML.places(Array("[1, 2, 3, 4, 5]".utf8), limits: small) }
    }
}
