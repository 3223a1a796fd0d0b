import FoundationEssentials
import Testing

@Suite struct DocumentationTests {
    @Test("docs/metrics.md has every metric of the program, and no other")
    func complete() throws {
        let root = URL(filePath: #filePath)
            .deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()
        let sources = root.appending(path: "Sources").path
        var declared: Set<String> = []
        for path in try FileManager.default.subpathsOfDirectory(atPath: sources) where path.hasSuffix(".swift") {
            let text = try String(contentsOfFile: "\(sources)/\(path)", encoding: .utf8)
            declared.formUnion(text.matches(of: /"((?:martlet|process)_[a-z_]+)"/).map { String($0.1) })
        }
        let page = try String(contentsOf: root.appending(path: "docs/metrics.md"), encoding: .utf8)
        let documented = Set(page.matches(of: /(?m)^\| `((?:martlet|process)_[a-z_]+)`/).map { String($0.1) })
        #expect(declared.subtracting(documented).isEmpty, "missing from docs/metrics.md")
        #expect(documented.subtracting(declared).isEmpty, "in docs/metrics.md, but not in the program")
        #expect(!documented.isEmpty)
    }
}
