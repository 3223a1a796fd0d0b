import Documents
import GoTemplate
import GoValues
import Processes
import SourceTrees
import TemplateFunctions
import Testing

@testable import Helm

/// What Helm 4.2.3 made of small charts, in `Fixtures/helm-render.json`: either all documents, or the text of one template.
@Suite("Charts")
struct RenderTests {
    struct Row: Sendable, CustomTestStringConvertible {
        let name: String
        let files: [String: String]
        let values: Value
        let expected: String?
        let text: String?
        let error: String?

        var testDescription: String { name }
    }

    static let rows: [Row] = {
        guard let rows = try? Fixture.json("helm-render.json").array else { return [] }
        return rows.map { row in
            var files: [String: String] = [:]
            for (path, content) in row["files"]?.object ?? [:] { files[path] = content.string }
            return Row(
                name: row["name"]?.string ?? "", files: files, values: row["values"] ?? .null,
                expected: row["expected"]?.string, text: row["text"]?.string, error: row["error"]?.string)
        }
    }()

    @Test("the table is there")
    func table() { #expect(Self.rows.count > 120) }

    @Test("charts render as in Helm", arguments: rows)
    func row(_ row: Row) async throws {
        let outcome = try await TestRender.deep {
            Result { () throws(HelmError) in
                try row.text == nil ? Self.documents(Self.output(of: row)) : [Self.text(of: row)]
            }
        }
        switch outcome {
        case .success(let output):
            #expect(output == row.text.map { [$0] } ?? row.expected.map(Self.documents))
        case .failure(let error):
            // Some of ours say besides in which file.
            let expected = row.error ?? ""
            #expect(!expected.isEmpty && (error.message == expected || error.message.hasSuffix(": \(expected)")))
        }
    }

    /// Blank lines between documents say nothing.
    private static func documents(_ output: String) -> [String] {
        output.split(separator: "---\n# Source: ").map { document in
            var document = document
            while document.utf8.last == UInt8(ascii: "\n") { document = Substring(document.utf8.dropLast()) }
            return String(document)
        }
    }

    private static func output(of row: Row) throws(HelmError) -> String {
        let chart = try ChartLoader.load("p", from: MemoryTree(row.files), budget: .whole())
        let output = try TestRender.renderer().render(chart, values: try given(row)).printed(
            includeDefinitions: false, includeHooks: true, includeTests: true)
        return String(decoding: output, as: UTF8.self)
    }

    private static func text(of row: Row) throws(HelmError) -> String {
        var chart = try ChartLoader.load("p", from: MemoryTree(row.files), budget: .whole())
        let files = try TestRender.renderer().files(of: &chart, values: try given(row))
        return String(decoding: files["p/templates/t.txt"] ?? [], as: UTF8.self)
    }

    private static func given(_ row: Row) throws(HelmError) -> GoMap {
        guard case .map(let map) = GoValue(row.values) else { throw HelmError(.values, "no map") }
        return map
    }
}

/// A render as the tables were made with.
enum TestRender {
    /// Where the stack is as deep as templates may need.
    static func deep<Outcome: Sendable>(_ body: @escaping @Sendable () -> Outcome) async throws -> Outcome {
        try await DeepThread.run(stack: RenderLimits.stackBytes, body)
    }

    static func renderer(
        limits: RenderLimits = .chart, interruption: @escaping () -> RenderSession.Interruption? = { nil }
    ) throws(HelmError) -> ChartRenderer {
        ChartRenderer(
            release: Release(name: "rel", namespace: "ns", isUpgrade: false, revision: 1),
            capabilities: try .offline(kubeVersion: try KubeVersion("v1.31.0")), skipSchemaValidation: false,
            limits: limits, memory: MemoryBudget(bytes: 160 << 20), sources: RefusingSources(),
            interruption: interruption)
    }
}

extension ChartBudget {
    /// For a chart that may take as much as one may.
    static func whole() -> ChartBudget { ChartBudget(memory: MemoryBudget(bytes: 160 << 20)) }
}
