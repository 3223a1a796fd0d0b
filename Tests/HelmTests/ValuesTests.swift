import Documents
import GoValues
import SourceTrees
import Testing

@testable import Helm

/// What Helm 4.2.3 made of small charts: each template printed its values as JSON. The random ones are what is left of some
/// thousands that were compared.
@Suite("Values of charts")
struct ValuesTests {
    struct Case: Sendable, CustomTestStringConvertible {
        let name: String
        let files: [String: String]
        let values: Value
        let expected: Value?
        let error: String?

        var testDescription: String { name }
    }

    static let cases: [Case] = {
        guard let rows = try? Fixture.json("helm-values.json").array else { return [] }
        return rows.map { row in
            var files: [String: String] = [:]
            for (path, content) in row["files"]?.object ?? [:] { files[path] = content.string }
            return Case(
                name: row["name"]?.string ?? "", files: files, values: row["values"] ?? .null,
                expected: row["expected"], error: row["error"]?.string)
        }
    }()

    @Test("the table is there")
    func table() { #expect(Self.cases.count > 30) }

    @Test("values are joined as Helm joins them", arguments: cases)
    func values(row: Case) throws {
        guard let expected = row.expected else {
            let error = #expect(throws: HelmError.self) { try Self.values(of: row) }
            #expect(error?.message == row.error)
            return
        }
        #expect(try Self.values(of: row) == expected)
    }

    private static func values(of row: Case) throws -> Value {
        var chart = try ChartLoader.load("p", from: MemoryTree(row.files), budget: .whole())
        guard case .map(let given) = GoValue(row.values) else { throw HelmError(.values, "no map") }
        let values = try ChartValues.joined(
            for: &chart, given: given, memory: MemoryBudget(bytes: 64 << 20))
        let scopes = TemplateScopes(
            chart, values: values, release: Release(name: "r", namespace: "default", isUpgrade: false, revision: 1),
            capabilities: try .offline())
        var result = Object()
        for template in scopes.inOrder { result[template.path] = try template.scope["Values"]?.document(nodes: 10_000) }
        return .object(result)
    }
}
