import Documents
import Foundation
import GoValues
import GoYAML
import Testing

/// Texts with scalars of all styles, and what Helm makes of them, in `Fixtures/scalars.json`, which says where from.
@Suite("Scalars of all styles, as Helm reads them")
struct ScalarTests {
    /// What only we read: see docs/yaml.md.
    private static let readHere = ["a: [b?]\n", "a: {a: b?c}\n", "a: \"\\/\"\n"]

    @Test("are read as recorded")
    func rows() throws {
        let path = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
            .appending(path: "Fixtures/scalars.json").path()
        let content = try #require(FileManager.default.contents(atPath: path))
        guard case .list(let rows)? = try GoJSON.unmarshalMap(Array(content), limits: .file)?["rows"] else { return }
        #expect(rows.count > 250)
        for case .list(let row) in rows.elements {
            let text = try #require(row.elements[0].text)
            let map = try? GoYAML.unmarshalMap(text.bytes, limits: .file)
            let read = try map.map { GoString(bytes: try GoJSON.marshal(.map($0))) }
            guard !Self.readHere.contains(text.string) else {
                #expect(read != nil, "\(text)")
                continue
            }
            #expect(read == row.elements[1].text, "\(text)")
        }
    }

    @Test("many plain texts that end in a colon do not make a long file read again for each")
    func manyColons() throws {
        let text = "a: [\(String(repeating: "x:, ", count: 200_000))]\nb: \"x:,\" # x:,\n"
        let map = try GoYAML.unmarshalMap(Array(text.utf8), limits: .file)
        guard case .list(let list)? = map["a"] else { throw GoError("no list") }
        #expect(list.count == 200_000 && list.elements.allSatisfy { $0.text == "x:" })
        #expect(map["b"]?.text == "x:,")
    }

    @Test("a file that has to be read again too often is refused, in time")
    func tooManyTags() {
        let text = "a: [\(String(repeating: "!x, ", count: 100_000))]\n"
        #expect(throws: GoYAMLError.self) { _ = try GoYAML.unmarshalMap(Array(text.utf8), limits: .file) }
    }
}
