import Documents
import GoTemplate
import GoValues
import SourceTrees
import Synchronization
import Testing

@testable import Helm

/// Charts that would never end, or take all memory.
@Suite("Limits of renders")
struct LimitTests {
    private static let small = RenderLimits(steps: 200_000, bytes: 4 << 20, depth: 2_000)

    private func failure(
        _ templates: [String: String], values: String = "", limits: RenderLimits = small,
        interruption: @escaping @Sendable () -> RenderSession.Interruption? = { nil }
    ) async throws -> HelmError {
        var files = ["c/Chart.yaml": "apiVersion: v2\nname: shop\nversion: 1.0.0\n", "c/values.yaml": values]
        for (name, content) in templates { files["c/templates/\(name)"] = content }
        let tree = MemoryTree(files)
        let outcome = try await TestRender.deep {
            Result { () throws(HelmError) in
                let chart = try ChartLoader.load("c", from: tree, budget: .whole())
                _ = try TestRender.renderer(limits: limits, interruption: interruption).render(chart, values: GoMap())
            }
        }
        guard case .failure(let error) = outcome else { return HelmError(.chart, "it renders") }
        return error
    }

    @Test(
        "work without end is stopped, with the place of it",
        arguments: [
            "a: 1\n{{ range 1000000000 }}{{ end }}", "a: 1\n{{ range until 1000000000 }}x{{ end }}",
            "a: 1\n{{ range 1000 }}{{ range 1000 }}{{ range 1000 }}x{{ end }}{{ end }}{{ end }}",
            "a: 1\n{{ repeat 1000000000 \"x\" }}", "a: 1\n{{ range 100 }}{{ repeat 1000000 \"x\" }}{{ end }}",
            "a: 1\n{{ $x := \"x\" }}{{ range 60 }}{{ $x = cat $x $x }}{{ end }}",
            "a: 1\n{{ $x := dict }}{{ range 60 }}{{ $x = dict \"a\" $x \"b\" $x }}{{ end }}{{ print $x }}",
            "a: 1\n{{ $x := dict }}{{ range 60 }}{{ $x = dict \"a\" $x \"b\" $x }}{{ end }}{{ deepCopy $x }}",
        ])
    func endless(source: String) async throws {
        let error = try await failure(["a.yaml": source])
        #expect(error.message.contains("shop/templates/a.yaml:2:"), "\(error.message.prefix(300))")
    }

    @Test("a template inside itself is stopped as in Helm")
    func recursion() async throws {
        let error = try await failure(
            ["a.yaml": "{{ define \"x\" }}{{ include \"x\" . }}{{ end }}{{ include \"x\" . }}"], limits: .chart)
        #expect(error.code == .template)
        #expect(
            error.message.hasSuffix("rendering template has a nested reference name: x: unable to execute template"))
    }

    @Test(
        "templates that go ever deeper are stopped",
        arguments: [
            "{{ define \"x\" }}{{ template \"x\" . }}{{ end }}{{ template \"x\" . }}",
            "{{ define \"x\" }}{{ tpl . . }}{{ end }}{{ include \"x\" \"{{ tpl . . }}\" }}",
        ])
    func depth(source: String) async throws {
        let error = try await failure(["a.yaml": source], limits: .chart)
        #expect(error.code == .limit)
        #expect(error.message.contains("templates are nested too deep"))
    }

    @Test("time and cancellation end a render")
    func interruption() async throws {
        let source = ["a.yaml": "{{ range 1000000000 }}{{ end }}"]
        let late = try await failure(source, limits: .chart) { .timedOut }
        #expect(late.code == .limit && late.message.contains("took too long"))
        let cancelled = try await failure(source, limits: .chart) { .cancelled }
        #expect(cancelled.code == .limit && cancelled.message.contains("was cancelled"))
    }

    @Test("values that unfold without end are refused")
    func aliases() async throws {
        var values = "a0: &a0 [x, x, x, x, x, x, x, x, x]\n"
        for level in 1..<12 {
            let before = "*a\(level - 1)"
            values += "a\(level): &a\(level) [\(Array(repeating: before, count: 9).joined(separator: ", "))]\n"
        }
        let error = try await failure([:], values: values)
        #expect(error.message.hasPrefix("cannot load values.yaml: "))
    }

    @Test("values that are imported into themselves are refused")
    func cycle() throws {
        let files = [
            "p/Chart.yaml":
                "name: p\nversion: 1.0.0\napiVersion: v2\ndependencies: [{name: low, version: '*', import-values: "
                + "[{child: b, parent: low}, {child: a, parent: .}, {child: a, parent: b}]}]\n",
            "p/charts/low/Chart.yaml": "name: low\nversion: 1.0.0\n", "p/charts/low/values.yaml": "a: {b: {}}\n",
        ]
        var chart = try ChartLoader.load("p", from: MemoryTree(files), budget: .whole())
        let error = #expect(throws: HelmError.self) {
            try ChartValues.joined(for: &chart, given: GoMap(), memory: MemoryBudget(bytes: 64 << 20))
        }
        #expect(error?.code == .limit)
    }
}
