import Documents
import Foundation
import Health
import Testing

/// What the documentation says about kinds is what the rules are. To write it anew:
/// `MARTLET_UPDATE=1 swift test --filter HealthTests`
@Suite("The documentation of health")
struct DocumentTests {
    private static let file = (0..<3).reduce(URL(filePath: #filePath)) { url, _ in url.deletingLastPathComponent() }
        .appending(path: "docs/health-kinds.md")

    @Test("docs/health-kinds.md lists the kinds that have rules of their own")
    func kinds() throws {
        if ProcessInfo.processInfo.environment["MARTLET_UPDATE"] == "1" {
            try Data(Self.text.utf8).write(to: Self.file)
        }
        let found = try? String(contentsOf: Self.file, encoding: .utf8)
        #expect(found == Self.text, "it is out of date; run: MARTLET_UPDATE=1 swift test --filter HealthTests")
    }

    private static var text: String {
        var groups: [String: [String]] = [:]
        for name in kindsWithRules {
            let parts = name.split(separator: ".", maxSplits: 1)
            groups[parts.count == 2 ? String(parts[1]) : "", default: []].append(String(parts[0]))
        }
        let rows = groups.sorted { $0.key < $1.key }.map { group, kinds in
            let names = kinds.sorted().map { $0 == "*" ? "all others" : $0 }
            return "| \(group.isEmpty ? "(core)" : "`\(group)`") | \(names.joined(separator: ", ")) |\n"
        }
        return """
            <!-- Made from Sources/Delivery/Health; do not edit. -->
            # Kinds with health of their own

            \(kindsWithRules.count) kinds in \(groups.count) groups have rules of their own, whatever their version. \
            All others are judged [by their conditions](health.md#kinds-without-a-rule-of-their-own).

            | group | kinds |
            |---|---|

            """ + rows.joined()
    }
}
