import Documents
import Foundation
import GoValues
import SourceTrees
import Testing

@testable import Helm

/// What Helm makes of the methods of its objects, in `Fixtures/helm-methods.json`, which says where from.
@Suite("Methods of a chart's objects")
struct MethodTests {
    struct Row: Sendable, CustomTestStringConvertible {
        let chart: String
        let expression: String
        let expected: String

        var testDescription: String { "\(chart): \(expression)" }
    }

    static let rows: [Row] = {
        let rows = (try? Fixture.json("helm-methods.json"))?["rows"]?.array ?? []
        return rows.compactMap { row in
            guard let chart = row.array?[0].string, let expression = row.array?[1].string,
                let expected = row.array?[2].string
            else { return nil }
            return Row(chart: chart, expression: expression, expected: expected)
        }
    }()

    @Test("the table is there")
    func table() { #expect(Self.rows.count > 120) }

    @Test("give what they give in Helm", arguments: rows)
    func row(_ row: Row) async throws {
        let outcome = try await TestRender.deep { Result { () throws(HelmError) in try Self.text(of: row) } }
        switch outcome {
        case .success(let text): #expect(text == row.expected.replacing("<no value>", with: ""))
        case .failure(let error):
            let expected = row.expected.hasPrefix("ERR <") ? row.expected.dropFirst(5) : "no error"
            let message = error.message.replacing(#/\s+/#, with: " ")
            #expect(message.hasSuffix(" at <\(expected)"), "\(message)")
        }
    }

    private static func text(of row: Row) throws(HelmError) -> String {
        try text(
            in: row.chart == "p" ? "p" : "p/charts/\(row.chart)", #"{{ include "x" . }}"#,
            helpers: #"{{ define "x" }}{{ \#(row.expression) }}{{ end }}"#)
    }

    private static func text(
        in folder: String = "p", _ template: String, helpers: String = ""
    ) throws(HelmError) -> String {
        var files = chart
        files["\(folder)/templates/t.yaml"] = template
        files["\(folder)/templates/_x.tpl"] = helpers
        var loaded = try ChartLoader.load("p", from: MemoryTree(files), budget: .whole())
        let rendered = try TestRender.renderer().files(of: &loaded, values: GoMap())
        return String(decoding: rendered["\(folder)/templates/t.yaml"] ?? [], as: UTF8.self)
    }

    private static let chart = [
        "p/Chart.yaml": "apiVersion: v2\nname: p\nversion: 1.2.3\nannotations: {x: y}\n",
        "p/values.yaml": """
        a: {b: 1, c: {d: x}}
        AsMap: shadowed
        Other: {Table: 3}
        sub: {k: v, n: {m: 1}}

        """,
        "p/f.txt": "one\ntwo\n",
        "p/charts/sub/Chart.yaml": "apiVersion: v2\nname: sub\nversion: 1.0.0\n",
        "p/charts/sub/values.yaml": "k2: d\n",
    ]

    @Test("a table and what it is part of change together, whatever they are called")
    func sharing() throws {
        #expect(try Self.text(#"{{ $_ := set .Values.AsMap "w" 2 }}{{ .Values.w }}"#) == "2")
        #expect(try Self.text(#"{{ $_ := set (.Values.Table "a") "w" 3 }}{{ .Values.a.w }}"#) == "3")
        #expect(try Self.text(#"{{ $_ := merge .Values (dict "w" 4) }}{{ .Values.w }}"#) == "4")
    }

    @Test("a chain of values that hold one another by another type is freed without end of the stack")
    func chain() throws {
        let text = #"""
            {{ $a := dict }}{{ range until 100000 }}
            {{- $a = set (dict "x" $a "t" $.Template) "y" (index (list (dict "v" $.Template.AsMap)) 0) }}
            {{- end }}{{ len $a }}
            """#
        #expect(try Self.text(text) == "3")
    }
}
