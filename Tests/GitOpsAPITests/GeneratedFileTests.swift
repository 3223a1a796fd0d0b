import Documents
import FoundationEssentials
import GitOpsAPI
import Testing
import YAML

/// Files of the project that are made from the types. To write them anew:
/// `MARTLET_UPDATE=1 swift test --filter GeneratedFileTests`
@Suite struct GeneratedFileTests {
    @Test("CRDs/ is as the types say", arguments: CustomResource.all.map(\.kind))
    func definitions(_ kind: String) throws {
        let resource = try #require(CustomResource.all.first { $0.kind == kind })
        let text = "# Made from Sources/Control/GitOpsAPI; do not edit.\n" + YAML.emit(resource.definition)
        try check("CRDs/\(resource.fileName)", text)
        #expect(try YAML.parse(text).map(\.value) == [resource.definition])
    }

    @Test("docs/api.md is as the types say")
    func reference() throws {
        try check("docs/api.md", Reference.markdown(CustomResource.all))
    }

    private func check(_ path: String, _ text: String) throws {
        let file = Self.root.appending(path: path)
        if ProcessInfo.processInfo.environment["MARTLET_UPDATE"] == "1" {
            let folder = file.deletingLastPathComponent()
            try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
            try Data(text.utf8).write(to: file)
        }
        let found = try? String(contentsOf: file, encoding: .utf8)
        #expect(
            found == text,
            "\(path) is out of date; run: MARTLET_UPDATE=1 swift test --filter GeneratedFileTests")
    }

    static let root = URL(filePath: #filePath)
        .deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()
}
