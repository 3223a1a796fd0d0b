import Documents
import GitOpsAPI
import Testing
import YAML

@Suite("The documentation")
struct DocumentationTests {
    private static let blocks: [CodeBlock] = ProjectTree.documents().flatMap { path in
        Markdown.codeBlocks(in: (try? ProjectTree.read(path)) ?? "", path: path)
    }

    private static let yamlBlocks = blocks.filter { $0.language == "yaml" }

    @Test("every YAML example parses", arguments: yamlBlocks)
    func examplesParse(block: CodeBlock) throws {
        #expect(try !YAML.parse(block.text, file: block.path).isEmpty)
    }

    @Test("every example of our kinds is a file in Examples", arguments: yamlBlocks)
    func examplesAreFiles(block: CodeBlock) throws {
        guard block.text.contains("gitops.martlet.dev/") else { return }
        let files = try ProjectTree.files(below: "Examples", suffix: ".yaml").map(ProjectTree.read)
        #expect(files.contains { $0.contains(block.text) }, "\(block.path):\(block.line) is in no file of Examples/")
    }

    @Test("every example file parses", arguments: ProjectTree.files(below: "Examples", suffix: ".yaml"))
    func exampleFilesParse(path: String) throws {
        #expect(try !YAML.parse(ProjectTree.read(path), file: path).isEmpty)
    }

    @Test("every example of our kinds is valid", arguments: ProjectTree.files(below: "Examples", suffix: ".yaml"))
    func examplesAreValid(path: String) throws {
        for document in try YAML.parse(ProjectTree.read(path), file: path) {
            switch document.value.kind {
            case GitOpsRepository.kind:
                #expect(try GitOpsRepository(document.value).spec.get().validate().isEmpty, "\(path)")
            case GitOpsApplication.kind:
                let application = try GitOpsApplication(document.value)
                #expect(try application.spec.get().validate(for: application.metadata.key).isEmpty, "\(path)")
            case GitOpsWindow.kind:
                #expect(try GitOpsWindow(document.value).spec.get().validate().isEmpty, "\(path)")
            case GitOpsEnvironment.kind:
                let environment = try GitOpsEnvironment(document.value)
                #expect(
                    try environment.spec.get().validate(name: environment.metadata.key.name).isEmpty, "\(path)")
            case GitOpsReceiver.kind:
                #expect(try GitOpsReceiver(document.value).spec.get().validate().isEmpty, "\(path)")
            case GitOpsPolicy.kind:
                #expect(try GitOpsPolicy(document.value).spec.get().validate().isEmpty, "\(path)")
            default: continue
            }
        }
    }

    @Test("every link to a file leads to one", arguments: ProjectTree.documents())
    func links(path: String) throws {
        let folder = path.split(separator: "/").dropLast().joined(separator: "/")
        for link in Markdown.fileLinks(in: try ProjectTree.read(path)) {
            let target = folder.isEmpty ? link.target : "\(folder)/\(link.target)"
            #expect(ProjectTree.exists(target), "\(path):\(link.line) links to \(link.target)")
        }
    }

    @Test("blocks and links are found in Markdown")
    func markdown() throws {
        let text = """
            See [the guide](docs/guide.md#start), [a page](https://example.org).

            ```yaml
            a: 1
            ```

            ````text
            ```
            ````
            """
        let blocks = Markdown.codeBlocks(in: text, path: "README.md")
        #expect(blocks.map(\.language) == ["yaml", "text"])
        #expect(blocks.map(\.text) == ["a: 1\n", "```\n"])
        #expect(blocks.map(\.line) == [3, 7])
        #expect(Markdown.fileLinks(in: text).map(\.target) == ["docs/guide.md"])
    }
}
