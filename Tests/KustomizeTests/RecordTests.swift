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
