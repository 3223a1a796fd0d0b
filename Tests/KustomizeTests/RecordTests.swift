import Documents
import Foundation
import Kustomize
import Testing

@Suite("What kustomize makes of patches, replacements, vars and paths of fields")
struct RecordTests {
    private static let files = [
        "kustomize-strategic-merge.txt", "kustomize-json-patches.txt", "kustomize-replacements.txt",
        "kustomize-vars.txt", "kustomize-fields.txt",
    ]

    @Test("is what comes out", arguments: files.flatMap { Record.read($0, areRefused: false) })
    func renders(_ record: Record) throws {
        #expect(try record.build() == record.expected)
    }

    @Test(
        "is refused here, too, with the field that is to blame",
        arguments: files.flatMap { Record.read($0, areRefused: true) })
    func refuses(_ record: Record) throws {
        let error = try #require(record.build.error())
        #expect(!error.message.isEmpty)
        // What only shows in the end, such as two objects of one name, no field is to blame for.
        let ends = ["lost its", "may not add", "is no text"]
        if error.field == nil { #expect(ends.contains { error.message.contains($0) }) }
    }
}

/// Texts with scalars of all styles, and what kustomize makes of them, in `Fixtures/scalars.json`, which says where from.
@Suite("Scalars of all styles, as kustomize reads them")
struct RecordedScalarTests {
    /// What only we read: see docs/yaml.md and docs/kustomize.md.
    private static let readHere: Set = ["a: [b?]\n", "a: {a: b?c}\n", "a: \"\\/\"\n"]

    @Test("come out as recorded")
    func rows() throws {
        let path = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
            .appending(path: "Fixtures/scalars.json").path()
        let content = try #require(FileManager.default.contents(atPath: path))
        let rows = try JSON.parse(Array(content), limits: .file)["rows"]?.array ?? []
        #expect(rows.count > 250)
        for row in rows.compactMap(\.array) {
            let text = row[0].string ?? ""
            let body = text.split(separator: "\n", omittingEmptySubsequences: false).map { $0.isEmpty ? "" : "  \($0)" }
            let head = "apiVersion: v1\nkind: K\nmetadata: {name: a}\nspec:\n"
            let output = try? TestBuild.of(head + body.joined(separator: "\n"), "")()
            guard !Self.readHere.contains(text) else {
                #expect(output != nil, "\(text)")
                continue
            }
            let start = "apiVersion: v1\nkind: K\nmetadata:\n  name: a\n"
            #expect(
                output.map { $0.hasPrefix(start) ? String($0.dropFirst(start.count)) : $0 } == row[2].string, "\(text)")
        }
    }
}
