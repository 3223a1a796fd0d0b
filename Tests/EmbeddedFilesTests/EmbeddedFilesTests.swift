import EmbeddedFiles
import Foundation
import Testing

@Suite("Files in the program") struct EmbeddedFilesTests {
    @Test("are those of the repository")
    func installation() throws {
        let root = URL(filePath: #filePath)
            .deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()
        let file = try String(contentsOf: root.appending(path: "Deploy/install.yaml"), encoding: .utf8)
        #expect(EmbeddedFiles.installation == file)
    }
}
