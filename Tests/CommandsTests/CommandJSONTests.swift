import Documents
import FoundationEssentials
import TestKit
import Testing

@testable import Commands

/// That docs/commands-json.md says what commands write.
@Suite struct CommandJSONTests {
    private static func output(_ command: String, width: Int = 80) throws -> Value {
        let name = GoldenOutputTests.fixture("commands-\(width).txt")
        let text = try String(contentsOf: name, encoding: .utf8)
        let part = try #require(text.split(separator: "$ ").first { $0.hasPrefix("\(command)\n") }, "\(command)")
        let json = part.dropFirst(command.count + 1).prefix { $0 != "#" }
        let lines = json.split(separator: "\n").filter { !$0.hasPrefix("Error: ") && !$0.hasPrefix("ends with") }
        return try JSON.parse(Array(lines.joined(separator: "\n").utf8), limits: .file)
    }

    @Test(
        "each field that is written is described, with its type, and each that is described is written",
        arguments: [
            ("get", ["get -o json"]), ("tree", ["tree shop -o json"]),
            ("trace", ["trace cm/web -o json", "trace cm/web --file -o json"]), ("history", ["history shop -o json"]),
            (
                "history --commits",
                ["history shop --commits -o json", "history shop --commits --limit 2 -o json"]
            ),
            ("events", ["events shop -o json"]), ("stats", ["stats -o json"]),
            ("stats --dora", ["stats --dora -o json", "stats --dora -n shops -o json"]),
            ("check", ["check -o json"]),
            ("version", ["version -o json"]),
        ])
    func described(section: String, commands: [String]) throws {
        let open: Set = ["items[]"]
        let counts: Set = [
            "applications.sync.*", "applications.health.*", "applications.ready.*", "repositories.ready.*",
        ]
        let found = DocumentedFields(
            try commands.map { try Self.output($0) }, open: section == "get" ? open : counts,
            again: section == "tree" ? "children[]" : nil)
        let page = GoldenOutputTests.project.appending(path: "docs/commands-json.md")
        let described = DocumentedFields(try String(contentsOf: page, encoding: .utf8), section: section)
        #expect(found.beyond(described).isEmpty, "not in docs/commands-json.md")
        #expect(described.beyond(found).isEmpty, "in docs/commands-json.md only")
    }
}
